-- api.mrr_series(company_id, currency, from_day, to_day): MRR and paying customers at the end of every day of the range.
create or replace function api.mrr_series(company_id text, currency text, from_day date, to_day date)
returns table (day date, mrr numeric, customers bigint)
language sql stable
security definer
set search_path = ''
set jit = off
as $$
  with moved as (
    -- All that moved before the range stands on its first day.
    select greatest(daily.day, mrr_series.from_day) as day,
      sum(daily.net_new) as net_new,
      sum(daily.customers_new + daily.customers_reactivated - daily.customers_churned) as customers
    from metrics.mrr_daily as daily
    where daily.company_id = mrr_series.company_id
      and daily.currency = mrr_series.currency
      and daily.day <= mrr_series.to_day
    group by 1
  )
  select calendar.day::date,
    coalesce(sum(moved.net_new) over in_time, 0),
    coalesce(sum(moved.customers) over in_time, 0)::bigint
  from generate_series(mrr_series.from_day::timestamp, mrr_series.to_day::timestamp, interval '1 day') as calendar (day)
  left join moved on moved.day = calendar.day::date
  window in_time as (order by calendar.day)
  order by calendar.day
$$;

comment on function api.mrr_series(text, text, date, date) is
  'MRR (major units a month) and paying customers at the end of every day of the range.';
