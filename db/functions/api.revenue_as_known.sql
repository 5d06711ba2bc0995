-- requires: metrics.revenue_known_at
-- api.revenue_as_known(company_id, at): a company's revenue by day and currency as the page would have shown it at that instant. What
-- exactly that means stands in metrics.revenue_known_at. Reads all of the company's entries.
create or replace function api.revenue_as_known(company_id text, at timestamptz)
returns table (
  day date, currency text, gross numeric, tax numeric, fees numeric, refunds numeric, disputes numeric, dispute_reversals numeric,
  net numeric, payments integer, refunded_payments integer, disputed_payments integer, failed_payments integer
)
language sql stable
security definer
set search_path = ''
set jit = off
as $$
  select known.day, known.currency, known.gross, known.tax, known.fees, known.refunds, known.disputes, known.dispute_reversals,
    known.net, known.payments, known.refunded_payments, known.disputed_payments, known.failed_payments
  from metrics.revenue_known_at(revenue_as_known.at) as known
  where known.company_id = revenue_as_known.company_id
  order by known.day, known.currency
$$;

comment on function api.revenue_as_known(text, timestamptz) is
  'Revenue by day and currency, in major units, as the page would have shown it at that instant: what had been posted by then.';
