-- requires: metrics.payment_outcomes_between
-- metrics.refund_rate(…): a figure, of payments paid from from_at (included) to to_at (excluded): those that have any refund by now, as of
-- the last refresh of metrics.payment_outcomes_daily.
create or replace function metrics.refund_rate(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns metrics.ratio
language sql stable
set search_path = ''
as $$
  select outcome.refunded::numeric / nullif(outcome.payments, 0)
  from metrics.payment_outcomes_between(company_id, currency, from_at, to_at) as outcome
$$;

comment on function metrics.refund_rate(text, text, timestamptz, timestamptz) is
  'Payments paid in the period that have any refund, whenever it was made ÷ payments paid in the period.';
