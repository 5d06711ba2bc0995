-- requires: metrics.revenue_between
-- metrics.fees(…): a figure, of what happened from from_at (included) to to_at (excluded; 'infinity': until now).
create or replace function metrics.fees(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns metrics.money
language sql stable
set search_path = ''
as $$
  select moved.fees
  from metrics.revenue_between(company_id, currency, from_at, to_at) as moved
$$;

comment on function metrics.fees(text, text, timestamptz, timestamptz) is
  'Fees on payments, where Whop tells them, on the day they were paid.';
