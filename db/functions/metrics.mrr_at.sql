-- metrics.mrr_at(company_id, currency, at): MRR and paying customers at an instant.
-- Whole days come from metrics.mrr_daily, the last, partial one from the ledger.
create or replace function metrics.mrr_at(company_id text, currency text, at timestamptz)
returns table (mrr numeric, customers bigint)
language sql stable
set search_path = ''
as $$
  with last_day as (
    select (mrr_at.at at time zone zone.name)::date as day, zone.name as zone
    from (
      select coalesce(
        (select settings.time_zone from ops.company_settings as settings where settings.company_id = mrr_at.company_id), 'UTC') as name
    ) as zone
  )
  select coalesce(sum(moved.mrr), 0), coalesce(sum(moved.customers), 0)::bigint
  from (
    select daily.net_new as mrr, daily.customers_new + daily.customers_reactivated - daily.customers_churned as customers
    from metrics.mrr_daily as daily
    cross join last_day
    where daily.company_id = mrr_at.company_id
      and daily.currency = mrr_at.currency
      and daily.day < last_day.day
    union all
    select entry.amount, case when entry.kind = 'churn' then -entry.customers when entry.kind in ('new', 'reactivation') then entry.customers else 0 end
    from core.mrr_entries as entry
    cross join last_day
    where entry.company_id = mrr_at.company_id
      and entry.currency = mrr_at.currency
      and entry.occurred_at >= last_day.day::timestamp at time zone last_day.zone
      and entry.occurred_at <= mrr_at.at
  ) as moved
$$;

comment on function metrics.mrr_at(text, text, timestamptz) is 'MRR (major units a month) and paying customers at an instant.';
