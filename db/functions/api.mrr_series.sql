-- requires: metrics.days_by_bucket
-- api.mrr_series(company_id, currency, from_day, to_day, bucket): what moved MRR in every day, week or month of the range, and MRR and paying
-- customers at its end. The first and the last bucket hold only days of the range.
create or replace function api.mrr_series(company_id text, currency text, from_day date, to_day date, bucket text default 'day')
returns table (
  from_day date, to_day date, unfinished boolean,
  new numeric, reactivation numeric, expansion numeric, contraction numeric, churn numeric, net_new numeric,
  customers_new bigint, customers_reactivated bigint, customers_churned bigint,
  mrr numeric, customers bigint
)
language sql stable
security definer
set search_path = ''
set jit = off
as $$
  with moved as (
    select
      min(calendar.day) as first_day,
      max(calendar.day) as last_day,
      bool_or(calendar.unfinished) as unfinished,
      coalesce(sum(daily.new), 0) as new,
      coalesce(sum(daily.reactivation), 0) as reactivation,
      coalesce(sum(daily.expansion), 0) as expansion,
      coalesce(sum(daily.contraction), 0) as contraction,
      coalesce(sum(daily.churn), 0) as churn,
      coalesce(sum(daily.net_new), 0) as net_new,
      coalesce(sum(daily.customers_new), 0) as customers_new,
      coalesce(sum(daily.customers_reactivated), 0) as customers_reactivated,
      coalesce(sum(daily.customers_churned), 0) as customers_churned
    from metrics.days_by_bucket(
      mrr_series.company_id, mrr_series.from_day, mrr_series.to_day, mrr_series.bucket) as calendar
    left join metrics.mrr_daily as daily
      on daily.company_id = mrr_series.company_id
      and daily.currency = mrr_series.currency
      and daily.day = calendar.day
      -- As the join says; said so that only these days are read.
      and daily.day >= mrr_series.from_day
      and daily.day <= mrr_series.to_day
    group by calendar.bucket_began
  ), opening as (
    -- All that moved before the range stands at its beginning.
    select
      coalesce(sum(daily.net_new), 0) as mrr,
      coalesce(sum(daily.customers_new + daily.customers_reactivated - daily.customers_churned), 0) as customers
    from metrics.mrr_daily as daily
    where daily.company_id = mrr_series.company_id
      and daily.currency = mrr_series.currency
      and daily.day < mrr_series.from_day
  )
  select
    moved.first_day, moved.last_day, moved.unfinished,
    moved.new, moved.reactivation, moved.expansion, moved.contraction, moved.churn, moved.net_new,
    moved.customers_new, moved.customers_reactivated, moved.customers_churned,
    opening.mrr + sum(moved.net_new) over in_time,
    (opening.customers + sum(moved.customers_new + moved.customers_reactivated - moved.customers_churned) over in_time)::bigint
  from moved
  cross join opening
  window in_time as (order by moved.first_day)
  order by moved.first_day
$$;

comment on function api.mrr_series(text, text, date, date, text) is
  'What moved MRR (major units a month) in every day, week or month of the range, and MRR and paying customers at its end.';
