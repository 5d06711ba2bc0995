-- requires: metrics.active_users_over
-- metrics.active_users(…): a figure, as it stands at to_at ('infinity': now), and without what happens at that very instant.
create or replace function metrics.active_users(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns metrics.count
language sql stable
set search_path = ''
as $$
  select metrics.active_users_over(company_id, 1, to_at)
$$;

comment on function metrics.active_users(text, text, timestamptz, timestamptz) is
  'Different users with at least one activity on the last day of the range: a lesson completed, a message or a reaction in a chat, '
  'an experience claimed, an entry on a waiting list, or another event of user.* or activity.*.';
