-- requires: metrics.days_by_bucket
-- api.revenue_series(company_id, currency, from_day, to_day, bucket): revenue by kind, and payments by outcome, of every day, week or month
-- of the range, gaps filled with zeros. The first and the last bucket hold only days of the range.
create or replace function api.revenue_series(company_id text, currency text, from_day date, to_day date, bucket text default 'day')
returns table (
  from_day date, to_day date, unfinished boolean,
  gross numeric, tax numeric, fees numeric, refunds numeric, disputes numeric, dispute_reversals numeric, net numeric,
  payments bigint, refunded_payments bigint, disputed_payments bigint, failed_payments bigint
)
language sql stable
security definer
set search_path = ''
set jit = off
as $$
  select
    min(calendar.day),
    max(calendar.day),
    bool_or(calendar.unfinished),
    coalesce(sum(daily.gross), 0),
    coalesce(sum(daily.tax), 0),
    coalesce(sum(daily.fees), 0),
    coalesce(sum(daily.refunds), 0),
    coalesce(sum(daily.disputes), 0),
    coalesce(sum(daily.dispute_reversals), 0),
    coalesce(sum(daily.net), 0),
    coalesce(sum(daily.payments), 0),
    coalesce(sum(daily.refunded_payments), 0),
    coalesce(sum(daily.disputed_payments), 0),
    coalesce(sum(daily.failed_payments), 0)
  from metrics.days_by_bucket(
    revenue_series.company_id, revenue_series.from_day, revenue_series.to_day, revenue_series.bucket) as calendar
  left join metrics.revenue_daily as daily
    on daily.company_id = revenue_series.company_id
    and daily.currency = revenue_series.currency
    and daily.day = calendar.day
    -- As the join says; said so that only these days are read.
    and daily.day >= revenue_series.from_day
    and daily.day <= revenue_series.to_day
  group by calendar.bucket_began
  order by calendar.bucket_began
$$;

comment on function api.revenue_series(text, text, date, date, text) is
  'Revenue by kind, in major units, of every day, week or month of the range; gaps are zeros.';
