-- requires: metrics.calendar_of, metrics.check_days
-- metrics.days_by_bucket(company_id, from_day, to_day, bucket): every day of a range, with the first day of the day, week or month that it
-- is in (which may lie before the range), and whether it is unfinished: today or later. A week begins on the company's first day of the week.
create or replace function metrics.days_by_bucket(company_id text, from_day date, to_day date, bucket text)
returns table (day date, bucket_began date, unfinished boolean)
language plpgsql stable
set search_path = ''
as $$
begin
  perform metrics.check_days(days_by_bucket.from_day, days_by_bucket.to_day);
  if days_by_bucket.bucket is null or days_by_bucket.bucket not in ('day', 'week', 'month') then
    raise exception 'There is no bucket "%": say day, week or month.', coalesce(days_by_bucket.bucket, 'null')
      using errcode = 'invalid_parameter_value';
  end if;

  return query
  select
    calendar.day,
    case days_by_bucket.bucket
      when 'day' then calendar.day
      when 'week' then calendar.day - (extract(isodow from calendar.day)::integer - calendar.week_start + 7) % 7
      when 'month' then date_trunc('month', calendar.day::timestamp)::date
    end,
    calendar.day >= calendar.today
  from (
    select company.today, company.week_start, days_by_bucket.from_day + nth as day
    from metrics.calendar_of(days_by_bucket.company_id) as company
    cross join generate_series(0, days_by_bucket.to_day - days_by_bucket.from_day) as nth
    offset 0
  ) as calendar;
end
$$;

comment on function metrics.days_by_bucket(text, date, date, text) is
  'Every day of a range with the first day of the day, week or month that it is in, and whether it is unfinished.';
