-- requires: metrics.payment_outcomes_between
-- metrics.dispute_rate_by_purchase(…): a figure, of payments paid from from_at (included) to to_at (excluded): those disputed within 28 days,
-- as of the last refresh of metrics.payment_outcomes_daily. Null until the range is 28 days old: until then some may still be.
create or replace function metrics.dispute_rate_by_purchase(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns metrics.ratio
language sql stable
set search_path = ''
as $$
  select case
    when to_at <= now() - interval '672 hours'
    then outcome.disputed_within_28_days::numeric / nullif(outcome.payments, 0)
  end
  from metrics.payment_outcomes_between(company_id, currency, from_at, to_at) as outcome
$$;

comment on function metrics.dispute_rate_by_purchase(text, text, timestamptz, timestamptz) is
  'Payments of the period disputed within 28 days ÷ payments of the period; shown for periods that are at least 28 days old.';
