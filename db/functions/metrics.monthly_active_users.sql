-- requires: metrics.active_users_over
-- metrics.monthly_active_users(…): a figure, as it stands at to_at ('infinity': now), and without what happens at that very instant.
create or replace function metrics.monthly_active_users(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns metrics.count
language sql stable
set search_path = ''
as $$
  select metrics.active_users_over(company_id, 30, to_at)
$$;

comment on function metrics.monthly_active_users(text, text, timestamptz, timestamptz) is
  'Different users who were active in the 30 days that end with the last day of the range.';
