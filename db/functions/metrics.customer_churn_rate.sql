-- requires: metrics.churned_customers, metrics.paying_customers
-- metrics.customer_churn_rate(…): a figure, of what happened from from_at (included) to to_at (excluded; 'infinity': until now).
create or replace function metrics.customer_churn_rate(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns metrics.ratio
language sql stable
set search_path = ''
as $$
  select metrics.churned_customers(company_id, currency, from_at, to_at)::numeric
    / nullif(metrics.paying_customers(company_id, currency, from_at, from_at), 0)
$$;

comment on function metrics.customer_churn_rate(text, text, timestamptz, timestamptz) is
  'Customers who churned in the range ÷ paying customers at its start.';
