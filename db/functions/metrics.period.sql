-- requires: metrics.calendar_of, metrics.day_begins, metrics.check_days
-- metrics.period(company_id, from_day, to_day, comparison): a range of days as instants in the company's time zone, and the range to
-- compare it with. One row. While the range is not over, to_at is 'infinity' (as of now), and the range before ends as many days in and
-- at the same time of day as it is now, but never after its own last day. comparison:
--   'previous': as many days just before; where the range is whole calendar months, as many whole calendar months before
--   'year': the same days a year earlier (29 February: 28)
--   'none', null: nothing; all before_… are null
create or replace function metrics.period(company_id text, from_day date, to_day date, comparison text)
returns table (
  time_zone text, today date, from_at timestamptz, to_at timestamptz, is_over boolean,
  before_from_day date, before_to_day date, before_from_at timestamptz, before_to_at timestamptz
)
language plpgsql stable
set search_path = ''
as $$
declare
  range_ends_at timestamptz;
  before_ends_at timestamptz;
  months integer;
begin
  perform metrics.check_days(period.from_day, period.to_day);

  select calendar.time_zone, calendar.today into time_zone, today
  from metrics.calendar_of(period.company_id) as calendar;

  from_at := metrics.day_begins(period.from_day, time_zone);
  range_ends_at := metrics.day_begins(period.to_day + 1, time_zone);
  is_over := range_ends_at <= now();
  to_at := case when is_over then range_ends_at else 'infinity' end;

  case coalesce(period.comparison, 'none')
    when 'none' then
      return next;
      return;
    when 'previous' then
      if extract(day from period.from_day) = 1 and extract(day from period.to_day + 1) = 1 then
        months := extract(year from age(period.to_day + 1, period.from_day)) * 12
          + extract(month from age(period.to_day + 1, period.from_day));
        before_from_day := period.from_day - make_interval(months => months);
      else
        before_from_day := period.from_day - (period.to_day - period.from_day + 1);
      end if;
      before_to_day := period.from_day - 1;
    when 'year' then
      before_from_day := period.from_day - interval '1 year';
      before_to_day := period.to_day - interval '1 year';
    else
      raise exception 'There is no comparison "%": say previous, year or none.', period.comparison
        using errcode = 'invalid_parameter_value';
  end case;

  before_from_at := metrics.day_begins(before_from_day, time_zone);
  before_ends_at := metrics.day_begins(before_to_day + 1, time_zone);
  before_to_at := before_ends_at;
  if not is_over then
    -- By the clock on the wall: as long after the first day's midnight.
    before_to_at := (before_from_day + (now() at time zone time_zone - period.from_day::timestamp)) at time zone time_zone;
    before_to_at := greatest(before_from_at, least(before_to_at, before_ends_at));
  end if;
  return next;
end
$$;

comment on function metrics.period(text, date, date, text) is
  'A range of days as instants in the company''s time zone, and the range to compare it with (previous, year, none). One row.';
