-- requires: metrics.revenue_between
-- metrics.refunded_payments(…): a figure, of what happened from from_at (included) to to_at (excluded; 'infinity': until now).
create or replace function metrics.refunded_payments(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns metrics.count
language sql stable
set search_path = ''
as $$
  select moved.refunded_payments
  from metrics.revenue_between(company_id, currency, from_at, to_at) as moved
$$;

comment on function metrics.refunded_payments(text, text, timestamptz, timestamptz) is
  'Payments refunded for the first time, in part or in full, whatever day they were paid.';
