-- requires: metrics.active_users_over
-- metrics.stickiness(…): a figure, as it stands at to_at ('infinity': now), and without what happens at that very instant.
create or replace function metrics.stickiness(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns metrics.ratio
language sql stable
set search_path = ''
as $$
  select metrics.active_users_over(company_id, 1, to_at)::numeric / nullif(metrics.active_users_over(company_id, 30, to_at), 0)
$$;

comment on function metrics.stickiness(text, text, timestamptz, timestamptz) is
  'Active users of the last day of the range ÷ active users of the 30 days that end with it: how much of the month''s audience comes on a day.';
