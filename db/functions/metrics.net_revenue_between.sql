-- metrics.net_revenue_between(company_id, currency, from_at, to_at): net revenue from from_at (included) to to_at (excluded).
-- Whole days come from metrics.revenue_daily, partial ones from the ledger, so that a period can end at this time of day.
create or replace function metrics.net_revenue_between(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns numeric
language sql stable
set search_path = ''
as $$
  with bounds as (
    -- The first day that begins in the period, and the first that does not end in it.
    select zone.name as zone,
      (net_revenue_between.from_at at time zone zone.name)::date
        + case when (net_revenue_between.from_at at time zone zone.name)::time = '00:00' then 0 else 1 end as first_whole_day,
      (net_revenue_between.to_at at time zone zone.name)::date as last_day
    from (
      select coalesce(
        (select settings.time_zone from ops.company_settings as settings
         where settings.company_id = net_revenue_between.company_id), 'UTC') as name
    ) as zone
  )
  select coalesce(sum(moved.amount), 0)
  from (
    select daily.net as amount
    from metrics.revenue_daily as daily
    cross join bounds
    where daily.company_id = net_revenue_between.company_id
      and daily.currency = net_revenue_between.currency
      and daily.day >= bounds.first_whole_day
      and daily.day < bounds.last_day
    union all
    -- Before the first whole day.
    select entry.amount
    from core.revenue_entries as entry
    cross join bounds
    where entry.company_id = net_revenue_between.company_id
      and entry.currency = net_revenue_between.currency
      and entry.occurred_at >= net_revenue_between.from_at
      and entry.occurred_at < least(net_revenue_between.to_at, bounds.first_whole_day::timestamp at time zone bounds.zone)
    union all
    -- From the start of the last day on.
    select entry.amount
    from core.revenue_entries as entry
    cross join bounds
    where bounds.last_day >= bounds.first_whole_day
      and entry.company_id = net_revenue_between.company_id
      and entry.currency = net_revenue_between.currency
      and entry.occurred_at >= bounds.last_day::timestamp at time zone bounds.zone
      and entry.occurred_at < net_revenue_between.to_at
  ) as moved
$$;

comment on function metrics.net_revenue_between(text, text, timestamptz, timestamptz) is
  'Net revenue from an instant (included) to another (excluded), in major units.';
