-- requires: metrics.unmapped_plans
-- api.unmapped_plans(company_id): plans that are in no tier yet, those with most members first: metrics.unmapped_plans. At most 500.
create or replace function api.unmapped_plans(company_id text)
returns table (
  plan_id text, title text, product_title text, renewal_price metrics.money, currency text, billing_period_days integer,
  members metrics.count, paying_customers metrics.count
)
language sql stable
security definer
set search_path = ''
set jit = off
as $$
  select plan.plan_id, plan.title, plan.product_title, plan.renewal_price, plan.currency, plan.billing_period_days,
    plan.members, plan.paying_customers
  from metrics.unmapped_plans as plan
  where plan.company_id = unmapped_plans.company_id
  order by plan.members desc, plan.plan_id
  limit 500
$$;

comment on function api.unmapped_plans(text) is 'Plans that are in no tier yet, those with most members first; at most 500.';
