insert into core.plans (
  company_id, plan_id, first_seen_at, title_told, product_id_told, plan_type_told, billing_period_days_told, renewal_price_told,
  initial_price_told, currency_told)
select
  company.company_id,
  plan.plan_id,
  company.began_at,
  core.telling(plan.title, at.iso, 'msg_1'),
  core.telling(plan.product_id, at.iso, 'msg_1'),
  core.telling(case when plan.days is null then 'one_time' else 'renewal' end, at.iso, 'msg_1'),
  core.telling(plan.days::text, at.iso, 'msg_1'),
  core.telling(case when plan.days is not null then (plan.price * 0.01)::text end, at.iso, 'msg_1'),
  core.telling(case when plan.days is null then (plan.price * 0.01)::text else '0' end, at.iso, 'msg_1'),
  core.telling(plan.currency, at.iso, 'msg_1')
from bench.plans as plan
join bench.companies as company on company.nth = plan.company
cross join lateral (select core.iso(company.began_at) as iso) as at
