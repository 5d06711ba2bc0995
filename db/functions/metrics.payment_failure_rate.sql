-- requires: metrics.payment_outcomes_between
-- metrics.payment_failure_rate(…): a figure, of payments whose first outcome was from from_at (included) to to_at (excluded).
create or replace function metrics.payment_failure_rate(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns metrics.ratio
language sql stable
set search_path = ''
as $$
  select outcome.failed_first::numeric / nullif(outcome.failed_first + outcome.succeeded_first, 0)
  from metrics.payment_outcomes_between(company_id, currency, from_at, to_at) as outcome
$$;

comment on function metrics.payment_failure_rate(text, text, timestamptz, timestamptz) is
  'Failed payments ÷ (failed + succeeded), each payment counted once, by its first outcome.';
