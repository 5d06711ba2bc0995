-- requires: metrics.payment_outcomes, metrics.payment_outcomes_daily, metrics.calendar_of, metrics.day_begins, metrics.whole_days
-- metrics.payment_outcomes_between(company_id, currency, from_at, to_at): the counts of metrics.payment_outcomes_daily over a range, from
-- from_at (included) to to_at (excluded). One row. Whole days before the one of its last refresh come from there, all else from the
-- ledger: what lags behind until the next refresh is only what became of payments of those days since.
-- In PL/pgSQL as metrics.revenue_between is, and for its reason.
create or replace function metrics.payment_outcomes_between(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns table (
  payments bigint, refunded bigint, disputed_within_28_days bigint, succeeded_first bigint, failed_first bigint,
  failed_first_paid_within_30_days bigint
)
language plpgsql stable
set search_path = ''
as $$
begin
  return query
  with last_day as (
    select metrics.day_begins(
      least(calendar.today, (refreshed.as_of at time zone calendar.time_zone)::date), calendar.time_zone) as began_at
    from metrics.calendar_of(payment_outcomes_between.company_id) as calendar
    cross join (
      select max(refresh.started_at) as as_of
      from ops.refreshes as refresh
      where refresh.view_name = 'payment_outcomes_daily'
        and refresh.error is null
    ) as refreshed
  ), range as (
    select whole.*
    from last_day
    cross join lateral metrics.whole_days(
      payment_outcomes_between.company_id,
      payment_outcomes_between.from_at,
      least(payment_outcomes_between.to_at, last_day.began_at)) as whole
  ), part as (
    -- Before the first whole day, and from the end of the last on.
    select part.from_at, part.to_at
    from range
    cross join lateral (
      values
        (payment_outcomes_between.from_at, least(range.whole_from_at, payment_outcomes_between.to_at)),
        (greatest(range.whole_to_at, payment_outcomes_between.from_at), payment_outcomes_between.to_at)
    ) as part (from_at, to_at)
    where part.from_at < part.to_at
  ), touched as (
    select distinct entry.payment_id
    from part
    join core.revenue_entries as entry
      on entry.occurred_at >= part.from_at
      and entry.occurred_at < part.to_at
    where entry.company_id = payment_outcomes_between.company_id
      and entry.kind in ('charge', 'failure')
  ), told as (
    select outcome.*, told.is_paid
    from touched
    cross join lateral (
      select *
      from metrics.payment_outcomes as outcome
      where outcome.company_id = payment_outcomes_between.company_id
        and outcome.payment_id = touched.payment_id
        and outcome.currency = payment_outcomes_between.currency
      offset 0
    ) as outcome
    cross join lateral (
      values
        (outcome.paid_at, true),
        (outcome.failed_at, false)
    ) as told (at, is_paid)
    join part
      on told.at >= part.from_at
      and told.at < part.to_at
  )
  select
    coalesce(sum(counted.payments), 0)::bigint,
    coalesce(sum(counted.refunded), 0)::bigint,
    coalesce(sum(counted.disputed_within_28_days), 0)::bigint,
    coalesce(sum(counted.succeeded_first), 0)::bigint,
    coalesce(sum(counted.failed_first), 0)::bigint,
    coalesce(sum(counted.failed_first_paid_within_30_days), 0)::bigint
  from (
    select daily.payments, daily.refunded, daily.disputed_within_28_days, daily.succeeded_first, daily.failed_first,
      daily.failed_first_paid_within_30_days
    from metrics.payment_outcomes_daily as daily
    cross join range
    where daily.company_id = payment_outcomes_between.company_id
      and daily.currency = payment_outcomes_between.currency
      and daily.day >= range.first_day
      and daily.day < range.next_day
    union all
    select
      count(*) filter (where told.is_paid),
      count(*) filter (where told.is_paid and told.is_refunded),
      count(*) filter (where told.is_paid and told.is_disputed_within_28_days),
      count(*) filter (where told.is_paid and told.failed_at is null),
      count(*) filter (where not told.is_paid),
      count(*) filter (where not told.is_paid and told.is_paid_within_30_days)
    from told
  ) as counted;
end
$$;

comment on function metrics.payment_outcomes_between(text, text, timestamptz, timestamptz) is
  'The counts of metrics.payment_outcomes_daily from an instant (included) to another (excluded). One row.';
