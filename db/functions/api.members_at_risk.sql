-- requires: metrics.members_at_risk
-- api.members_at_risk(company_id): who still pays and will leave, the first to leave first: metrics.members_at_risk. At most 500.
create or replace function api.members_at_risk(company_id text)
returns table (
  membership_id text, user_id text, name text, username text, plan_id text, plan_title text, currency text, mrr metrics.money,
  ends_at timestamptz
)
language sql stable
security definer
set search_path = ''
set jit = off
as $$
  select risk.membership_id, risk.user_id, risk.name, risk.username, risk.plan_id, risk.plan_title, risk.currency, risk.mrr, risk.ends_at
  from metrics.members_at_risk as risk
  where risk.company_id = members_at_risk.company_id
  order by risk.ends_at, risk.membership_id
  limit 500
$$;

comment on function api.members_at_risk(text) is 'Who still pays and will leave with the end of their period, the first to leave first; at most 500.';
