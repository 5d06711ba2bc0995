-- metrics.total_users(…): a figure, as it stands at to_at ('infinity': now), and without what happens at that very instant.
create or replace function metrics.total_users(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns metrics.count
language sql stable
set search_path = ''
as $$
  select count(*)
  from core.users as person
  where person.company_id = total_users.company_id
    and person.first_seen_at < total_users.to_at
$$;

comment on function metrics.total_users(text, text, timestamptz, timestamptz) is
  'Every user ever seen before the end of the range.';
