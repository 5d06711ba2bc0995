-- requires: metrics.performance
-- metrics.plan_performance: what each plan brings, by metrics.performance. One row per company, currency and plan; what no plan is known of
-- is a row of its own, plan ''. So the rows add up to the company's MRR and revenue. As of its last refresh (metrics.refresh_state).

create materialized view metrics.plan_performance as
select
  performance.company_id,
  performance.currency,
  performance.key as plan_id,
  case when performance.key = '' then 'Without a plan' else plan.title end as title,
  plan.product_id,
  product.title as product_title,
  tier.tier,
  performance.members,
  performance.paying_customers,
  performance.mrr,
  performance.arpu,
  performance.paying_customers_before,
  performance.new_customers_30d,
  performance.churned_customers_30d,
  performance.churn_rate_30d,
  performance.gross_30d,
  performance.refunds_30d,
  performance.net_30d,
  performance.gross,
  performance.refunds,
  performance.net
from metrics.performance as performance
left join core.plans as plan
  on plan.company_id = performance.company_id
  and plan.plan_id = performance.key
left join core.products as product
  on product.company_id = plan.company_id
  and product.product_id = plan.product_id
left join core.tiers as tier
  on tier.company_id = performance.company_id
  and tier.plan_id = performance.key
where performance.by = 'plan';

-- Needed to refresh it while it is read.
create unique index plan_performance_key on metrics.plan_performance (company_id, currency, plan_id);

comment on materialized view metrics.plan_performance is
  'What each plan brings: members, paying customers, MRR, churn, revenue. '
  'One row per company, currency and plan; they add up.';
comment on column metrics.plan_performance.company_id is 'The company.';
comment on column metrics.plan_performance.currency is 'ISO 4217 code, lower case.';
comment on column metrics.plan_performance.plan_id is 'The plan; '''': none is known.';
comment on column metrics.plan_performance.title is 'Its name, as told last; null: none was told.';
comment on column metrics.plan_performance.product_id is 'The product it sells.';
comment on column metrics.plan_performance.product_title is 'Its name.';
comment on column metrics.plan_performance.tier is 'The tier it was put into; null: none.';
comment on column metrics.plan_performance.members is 'Customers with access on the plan.';
comment on column metrics.plan_performance.paying_customers is 'Customers with MRR above 0 on the plan.';
comment on column metrics.plan_performance.mrr is 'MRR on the plan.';
comment on column metrics.plan_performance.arpu is 'mrr ÷ paying_customers.';
comment on column metrics.plan_performance.paying_customers_before is
  'Customers with MRR above 0 on the plan when the last 30 days (today and the 29 before) began.';
comment on column metrics.plan_performance.new_customers_30d is 'Customers whose first MRR began on the plan in the last 30 days.';
comment on column metrics.plan_performance.churned_customers_30d is
  'Customers who churned in the last 30 days, losing their last MRR on the plan. A change of plan is no churn.';
comment on column metrics.plan_performance.churn_rate_30d is 'churned_customers_30d ÷ paying_customers_before.';
comment on column metrics.plan_performance.gross_30d is 'Gross revenue of the last 30 days.';
comment on column metrics.plan_performance.refunds_30d is 'Refunds made in the last 30 days.';
comment on column metrics.plan_performance.net_30d is 'Net revenue of the last 30 days.';
comment on column metrics.plan_performance.gross is 'Gross revenue of all time.';
comment on column metrics.plan_performance.refunds is 'Refunds of all time.';
comment on column metrics.plan_performance.net is 'Net revenue of all time.';
