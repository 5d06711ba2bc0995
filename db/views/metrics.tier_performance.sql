-- requires: metrics.performance
-- metrics.tier_performance: what each tier (core.tiers) brings, by metrics.performance. One row per company, currency and tier; plans that
-- are in none, and what no plan is known of, are a row of their own, tier ''. A customer of several of its plans is one.
-- As of its last refresh (metrics.refresh_state); a change of tiers makes it due.

create materialized view metrics.tier_performance as
select
  performance.company_id,
  performance.currency,
  performance.key as tier,
  case when performance.key = '' then 'Without a tier' else performance.key end as title,
  place.position,
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
left join (
  select tier.company_id, tier.tier, min(tier.position) as position
  from core.tiers as tier
  group by tier.company_id, tier.tier
) as place
  on place.company_id = performance.company_id
  and place.tier = performance.key
where performance.by = 'tier';

-- Needed to refresh it while it is read.
create unique index tier_performance_key on metrics.tier_performance (company_id, currency, tier);

comment on materialized view metrics.tier_performance is
  'What each tier brings: members, paying customers, MRR, churn, revenue. '
  'One row per company, currency and tier; they add up.';
comment on column metrics.tier_performance.company_id is 'The company.';
comment on column metrics.tier_performance.currency is 'ISO 4217 code, lower case.';
comment on column metrics.tier_performance.tier is 'The tier; '''': plans that are in none.';
comment on column metrics.tier_performance.title is 'What to call it: its name, or Without a tier.';
comment on column metrics.tier_performance.position is 'Its place among the company''s tiers, from 1; null: not a tier.';
comment on column metrics.tier_performance.members is 'Customers with access in the tier.';
comment on column metrics.tier_performance.paying_customers is 'Customers with MRR above 0 in the tier.';
comment on column metrics.tier_performance.mrr is 'MRR in the tier.';
comment on column metrics.tier_performance.arpu is 'mrr ÷ paying_customers.';
comment on column metrics.tier_performance.paying_customers_before is
  'Customers with MRR above 0 in the tier when the last 30 days (today and the 29 before) began.';
comment on column metrics.tier_performance.new_customers_30d is 'Customers whose first MRR began in the tier in the last 30 days.';
comment on column metrics.tier_performance.churned_customers_30d is
  'Customers who churned in the last 30 days, losing their last MRR in the tier. A change of plan is no churn.';
comment on column metrics.tier_performance.churn_rate_30d is 'churned_customers_30d ÷ paying_customers_before.';
comment on column metrics.tier_performance.gross_30d is 'Gross revenue of the last 30 days.';
comment on column metrics.tier_performance.refunds_30d is 'Refunds made in the last 30 days.';
comment on column metrics.tier_performance.net_30d is 'Net revenue of the last 30 days.';
comment on column metrics.tier_performance.gross is 'Gross revenue of all time.';
comment on column metrics.tier_performance.refunds is 'Refunds of all time.';
comment on column metrics.tier_performance.net is 'Net revenue of all time.';
