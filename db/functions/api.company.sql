-- requires: metrics.calendar_of, metrics.currencies
-- api.company(company_id): what the page says of a company beside its figures. One row, also for a company unknown yet.
-- first_day: the first on which money, MRR or a student moved; null while nothing has.
create or replace function api.company(company_id text)
returns table (
  title text, currency text, time_zone text, week_start smallint, today date, first_day date, data_through timestamptz,
  deliveries bigint, other_currencies text[]
)
language sql stable
security definer
set search_path = ''
set jit = off
as $$
  select known.title, uses.currencies[1], calendar.time_zone, calendar.week_start, calendar.today,
    least(
      (select min(daily.day) from metrics.revenue_daily as daily where daily.company_id = company.company_id),
      (select min(daily.day) from metrics.mrr_daily as daily where daily.company_id = company.company_id),
      (select min(daily.day) from metrics.students_daily as daily where daily.company_id = company.company_id)
    ),
    known.last_received_at, coalesce(known.deliveries, 0), uses.currencies[2:]
  from metrics.calendar_of(company.company_id) as calendar
  cross join metrics.currencies(company.company_id) as uses (currencies)
  left join core.companies as known on known.company_id = company.company_id
$$;

comment on function api.company(text) is
  'What the page says of a company beside its figures: title, currency, zone, today, first day, newest delivery. One row.';
