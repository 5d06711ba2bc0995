-- requires: metrics.mrr_between
-- metrics.reactivated_customers(…): a figure, of what happened from from_at (included) to to_at (excluded; 'infinity': until now).
create or replace function metrics.reactivated_customers(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns metrics.count
language sql stable
set search_path = ''
as $$
  select moved.customers_reactivated
  from metrics.mrr_between(company_id, currency, from_at, to_at) as moved
$$;

comment on function metrics.reactivated_customers(text, text, timestamptz, timestamptz) is
  'Customers who had MRR before, lost it all, and came back.';
