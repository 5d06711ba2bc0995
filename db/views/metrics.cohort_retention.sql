-- metrics.cohort_retention: of the customers whose first MRR began in a month, how many have MRR, and how much, at the end of each
-- month since. One row per company, currency, cohort and month after it, up to the running one. As of its last refresh
-- (metrics.refresh_state). Each customer adds a change to the few months in which something changed; a cohort's standing is the sum of
-- its changes so far.

create materialized view metrics.cohort_retention as
with customer_month as (
  select
    instant.company_id,
    instant.currency,
    instant.customer_id,
    date_trunc('month', instant.occurred_at at time zone coalesce(settings.time_zone, 'UTC'))::date as month,
    sum(instant.amount) as change,
    sum(instant.first_amount) as first_amount
  from (
    -- What was posted and taken back again did not happen.
    select entry.company_id, entry.currency, entry.customer_id, entry.occurred_at, sum(entry.amount) as amount,
      sum(entry.amount) filter (where entry.kind = 'new') as first_amount
    from core.mrr_entries as entry
    group by entry.company_id, entry.currency, entry.customer_id, entry.occurred_at
    having sum(entry.amount) <> 0
  ) as instant
  left join ops.company_settings as settings on settings.company_id = instant.company_id
  group by 1, 2, 3, 4
), cohort_change as (
  select
    company_id,
    currency,
    cohort_month,
    month,
    sum(change) as mrr,
    sum((after > 0)::integer - (after > change)::integer) as customers,
    count(*) filter (where month = cohort_month) as begun,
    sum(first_amount) as begun_with
  from (
    select
      company_id,
      currency,
      month,
      change,
      first_amount,
      min(month) over (partition by company_id, currency, customer_id) as cohort_month,
      sum(change) over (partition by company_id, currency, customer_id order by month) as after
    from customer_month
  ) as level
  group by company_id, currency, cohort_month, month
), cohort as (
  select
    cohort_change.company_id,
    cohort_change.currency,
    cohort_change.cohort_month,
    sum(cohort_change.begun) as customers,
    sum(cohort_change.begun_with) as first_mrr,
    max(cohort_change.month) as last_change_month,
    date_trunc('month', now() at time zone coalesce(max(settings.time_zone), 'UTC'))::date as this_month
  from cohort_change
  left join ops.company_settings as settings on settings.company_id = cohort_change.company_id
  group by cohort_change.company_id, cohort_change.currency, cohort_change.cohort_month
)
select
  cohort.company_id,
  cohort.currency,
  cohort.cohort_month,
  months.after as months_after,
  calendar.month,
  cohort.customers::metrics.count as customers,
  cohort.first_mrr::metrics.money as first_mrr,
  coalesce(sum(cohort_change.customers) over so_far, 0)::metrics.count as retained_customers,
  coalesce(sum(cohort_change.mrr) over so_far, 0)::metrics.money as retained_mrr,
  (coalesce(sum(cohort_change.customers) over so_far, 0) / nullif(cohort.customers, 0))::metrics.ratio as customer_retention,
  (coalesce(sum(cohort_change.mrr) over so_far, 0) / nullif(cohort.first_mrr, 0))::metrics.ratio as mrr_retention,
  calendar.month < cohort.this_month as is_final
from cohort
-- A clock that is ahead may have begun the next month already.
cross join lateral (select greatest(cohort.this_month, cohort.last_change_month) as month) as last
cross join lateral generate_series(
  0,
  (extract(year from last.month) - extract(year from cohort.cohort_month))::integer * 12
    + (extract(month from last.month) - extract(month from cohort.cohort_month))::integer
) as months (after)
cross join lateral (select (cohort.cohort_month + make_interval(months => months.after))::date as month) as calendar
left join cohort_change
  on cohort_change.company_id = cohort.company_id
  and cohort_change.currency = cohort.currency
  and cohort_change.cohort_month = cohort.cohort_month
  and cohort_change.month = calendar.month
window so_far as (
  partition by cohort.company_id, cohort.currency, cohort.cohort_month order by months.after);

-- Needed to refresh it while it is read.
create unique index cohort_retention_key on metrics.cohort_retention (company_id, currency, cohort_month, months_after);

comment on materialized view metrics.cohort_retention is
  'Of the customers whose first MRR began in a month: how many have MRR, and how much, at the end of each month since. '
  'One row per company, currency, cohort and month after it.';
comment on column metrics.cohort_retention.company_id is 'The company.';
comment on column metrics.cohort_retention.currency is 'ISO 4217 code, lower case.';
comment on column metrics.cohort_retention.cohort_month is 'First day of the month in which their first MRR began, in the company''s time zone.';
comment on column metrics.cohort_retention.months_after is 'How many months after the cohort''s own: 0 is that month itself.';
comment on column metrics.cohort_retention.month is 'First day of that month; the row tells how it stood at its end.';
comment on column metrics.cohort_retention.customers is 'Customers in the cohort.';
comment on column metrics.cohort_retention.first_mrr is 'The MRR they began with: the new MRR of the cohort''s month.';
comment on column metrics.cohort_retention.retained_customers is 'Those of them with MRR above 0 at the end of the month.';
comment on column metrics.cohort_retention.retained_mrr is 'Their MRR at the end of the month.';
comment on column metrics.cohort_retention.customer_retention is 'retained_customers ÷ customers.';
comment on column metrics.cohort_retention.mrr_retention is
  'retained_mrr ÷ first_mrr; above 1 where those who stayed pay more than all did at first.';
comment on column metrics.cohort_retention.is_final is 'The month has ended. False: it is running, and the row tells how it stands so far.';
