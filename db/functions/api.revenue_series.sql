-- api.revenue_series(company_id, currency, from_day, to_day): revenue of every day of the range, gaps filled with zeros.
create or replace function api.revenue_series(company_id text, currency text, from_day date, to_day date)
returns table (
  day date, gross numeric, tax numeric, fees numeric, refunds numeric, disputes numeric, dispute_reversals numeric,
  net numeric, payments integer
)
language sql stable
security definer
set search_path = ''
set jit = off
as $$
  select calendar.day::date, coalesce(daily.gross, 0), coalesce(daily.tax, 0), coalesce(daily.fees, 0),
    coalesce(daily.refunds, 0), coalesce(daily.disputes, 0), coalesce(daily.dispute_reversals, 0),
    coalesce(daily.net, 0), coalesce(daily.payments, 0)
  from generate_series(revenue_series.from_day::timestamp, revenue_series.to_day::timestamp, interval '1 day') as calendar (day)
  left join metrics.revenue_daily as daily
    on daily.company_id = revenue_series.company_id
    and daily.currency = revenue_series.currency
    and daily.day = calendar.day::date
  order by calendar.day
$$;

comment on function api.revenue_series(text, text, date, date) is 'Revenue of every day of the range, in major units; gaps are zeros.';
