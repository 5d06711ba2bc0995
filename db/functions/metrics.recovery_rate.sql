-- requires: metrics.payment_outcomes_between
-- metrics.recovery_rate(…): a figure, of payments that failed first from from_at (included) to to_at (excluded): those paid within 30 days of it,
-- as of the last refresh of metrics.payment_outcomes_daily. Of the last 30 days some may still be.
create or replace function metrics.recovery_rate(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns metrics.ratio
language sql stable
set search_path = ''
as $$
  select outcome.failed_first_paid_within_30_days::numeric / nullif(outcome.failed_first, 0)
  from metrics.payment_outcomes_between(company_id, currency, from_at, to_at) as outcome
$$;

comment on function metrics.recovery_rate(text, text, timestamptz, timestamptz) is
  'Payments whose first outcome was a failure and that were paid within 30 days ÷ payments whose first outcome was a failure.';
