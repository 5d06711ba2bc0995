-- requires: metrics.price_unknown
-- api.price_unknown(company_id): paying memberships of which nobody told what they pay, the newest first: metrics.price_unknown. At most 500.
create or replace function api.price_unknown(company_id text)
returns table (
  membership_id text, user_id text, name text, username text, plan_id text, plan_title text, status text, started_at timestamptz
)
language sql stable
security definer
set search_path = ''
set jit = off
as $$
  select member.membership_id, member.user_id, member.name, member.username, member.plan_id, member.plan_title, member.status,
    member.started_at
  from metrics.price_unknown as member
  where member.company_id = price_unknown.company_id
  order by member.started_at desc, member.membership_id
  limit 500
$$;

comment on function api.price_unknown(text) is 'Paying memberships of which nobody told what they pay, the newest first; at most 500.';
