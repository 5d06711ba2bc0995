-- requires: metrics.calendar_of, metrics.reporting_currency
-- api.company(company_id): what the page says of a company beside its figures. One row, also for a company unknown yet.
create or replace function api.company(company_id text)
returns table (
  title text, currency text, time_zone text, week_start smallint, today date, data_through timestamptz, deliveries bigint,
  other_currencies text[]
)
language sql stable
security definer
set search_path = ''
set jit = off
as $$
  select known.title, shown.currency, calendar.time_zone, calendar.week_start, calendar.today, known.last_received_at,
    coalesce(known.deliveries, 0),
    array(
      select daily.currency
      from metrics.revenue_daily as daily
      where daily.company_id = company.company_id
        and daily.currency <> shown.currency
      group by daily.currency
      having sum(daily.gross) <> 0
      order by sum(daily.gross) desc, daily.currency
    )
  from metrics.calendar_of(company.company_id) as calendar
  cross join metrics.reporting_currency(company.company_id) as shown (currency)
  left join core.companies as known on known.company_id = company.company_id
$$;

comment on function api.company(text) is
  'What the page says of a company beside its figures: title, currency, zone, today, newest delivery. One row.';
