-- requires: metrics.mrr_between
-- metrics.paying_customers(…): a figure, as it stands at to_at ('infinity': now), and without what happens at that very instant.
create or replace function metrics.paying_customers(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns metrics.count
language sql stable
set search_path = ''
as $$
  select moved.customers_new + moved.customers_reactivated - moved.customers_churned
  from metrics.mrr_between(company_id, currency, '-infinity', to_at) as moved
$$;

comment on function metrics.paying_customers(text, text, timestamptz, timestamptz) is
  'Customers with MRR above 0 at the end of the range.';
