-- requires: metrics.payment_outcomes
-- metrics.payment_outcomes_daily: payments by the day they were paid, and what became of them; payments by the day of their first outcome,
-- and what it was. One row per company, currency and day of either; each payment counts once. As of its last refresh
-- (metrics.refresh_state): a refund of today changes the day on which the payment was paid.

create materialized view metrics.payment_outcomes_daily as
select
  outcome.company_id,
  outcome.currency,
  (told.at at time zone coalesce(settings.time_zone, 'UTC'))::date as day,
  (count(*) filter (where told.is_paid))::metrics.count as payments,
  (count(*) filter (where told.is_paid and outcome.is_refunded))::metrics.count as refunded,
  (count(*) filter (where told.is_paid and outcome.is_disputed_within_28_days))::metrics.count as disputed_within_28_days,
  (count(*) filter (where told.is_paid and outcome.failed_at is null))::metrics.count as succeeded_first,
  (count(*) filter (where not told.is_paid))::metrics.count as failed_first,
  (count(*) filter (where not told.is_paid and outcome.is_paid_within_30_days))::metrics.count as failed_first_paid_within_30_days
from metrics.payment_outcomes as outcome
left join ops.company_settings as settings on settings.company_id = outcome.company_id
cross join lateral (
  values
    (outcome.paid_at, true),
    (outcome.failed_at, false)
) as told (at, is_paid)
where told.at is not null
group by 1, 2, 3;

-- Needed to refresh it while it is read.
create unique index payment_outcomes_daily_key on metrics.payment_outcomes_daily (company_id, currency, day);

comment on materialized view metrics.payment_outcomes_daily is
  'Payments by the day they were paid and by the day of their first outcome, and what became of them. One row per company, currency and day.';
comment on column metrics.payment_outcomes_daily.company_id is 'The company.';
comment on column metrics.payment_outcomes_daily.currency is 'ISO 4217 code, lower case.';
comment on column metrics.payment_outcomes_daily.day is 'Calendar day in the company''s time zone.';
comment on column metrics.payment_outcomes_daily.payments is 'Payments paid that day.';
comment on column metrics.payment_outcomes_daily.refunded is 'Of the payments paid that day: those that have any refund, whenever it was made.';
comment on column metrics.payment_outcomes_daily.disputed_within_28_days is
  'Of the payments paid that day: those disputed within 28 days. Days younger than that may still get some.';
comment on column metrics.payment_outcomes_daily.succeeded_first is 'Of the payments paid that day: those whose first outcome that was.';
comment on column metrics.payment_outcomes_daily.failed_first is 'Payments whose first outcome was a failure, that day.';
comment on column metrics.payment_outcomes_daily.failed_first_paid_within_30_days is
  'Of the payments that failed first that day: those that were paid within 30 days of it.';
