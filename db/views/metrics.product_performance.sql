-- requires: metrics.performance
-- metrics.product_performance: what each product brings, by metrics.performance. One row per company, currency and product; what no product
-- is known of is a row of its own, product ''. A customer of several of its plans is one. As of its last refresh (metrics.refresh_state).

create materialized view metrics.product_performance as
select
  performance.company_id,
  performance.currency,
  performance.key as product_id,
  case when performance.key = '' then 'Without a product' else product.title end as title,
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
left join core.products as product
  on product.company_id = performance.company_id
  and product.product_id = performance.key
where performance.by = 'product';

-- Needed to refresh it while it is read.
create unique index product_performance_key on metrics.product_performance (company_id, currency, product_id);

comment on materialized view metrics.product_performance is
  'What each product brings: members, paying customers, MRR, churn, revenue. '
  'One row per company, currency and product; they add up.';
comment on column metrics.product_performance.company_id is 'The company.';
comment on column metrics.product_performance.currency is 'ISO 4217 code, lower case.';
comment on column metrics.product_performance.product_id is 'The product; '''': none is known.';
comment on column metrics.product_performance.title is 'Its name, as told last; null: none was told.';
comment on column metrics.product_performance.members is 'Customers with access with the product.';
comment on column metrics.product_performance.paying_customers is 'Customers with MRR above 0 with the product.';
comment on column metrics.product_performance.mrr is 'MRR with the product.';
comment on column metrics.product_performance.arpu is 'mrr ÷ paying_customers.';
comment on column metrics.product_performance.paying_customers_before is
  'Customers with MRR above 0 with the product when the last 30 days (today and the 29 before) began.';
comment on column metrics.product_performance.new_customers_30d is 'Customers whose first MRR began with the product in the last 30 days.';
comment on column metrics.product_performance.churned_customers_30d is
  'Customers who churned in the last 30 days, losing their last MRR with the product. A change of plan is no churn.';
comment on column metrics.product_performance.churn_rate_30d is 'churned_customers_30d ÷ paying_customers_before.';
comment on column metrics.product_performance.gross_30d is 'Gross revenue of the last 30 days.';
comment on column metrics.product_performance.refunds_30d is 'Refunds made in the last 30 days.';
comment on column metrics.product_performance.net_30d is 'Net revenue of the last 30 days.';
comment on column metrics.product_performance.gross is 'Gross revenue of all time.';
comment on column metrics.product_performance.refunds is 'Refunds of all time.';
comment on column metrics.product_performance.net is 'Net revenue of all time.';
