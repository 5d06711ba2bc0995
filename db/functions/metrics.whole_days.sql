-- requires: metrics.calendar_of, metrics.day_begins
-- metrics.whole_days(company_id, from_at, to_at): a range taken apart: the days from first_day on and before next_day lie in it whole, and
-- can be read from the daily summaries; from from_at on and before whole_from_at, and from whole_to_at on and before to_at, are parts of
-- days, and are read from the ledger. One row. Without a search_path of its own so that the planner can inline it; `offset 0`: each step
-- is reckoned once, and not written out wherever its result is used.
create or replace function metrics.whole_days(company_id text, from_at timestamptz, to_at timestamptz)
returns table (first_day date, next_day date, whole_from_at timestamptz, whole_to_at timestamptz)
language sql stable
as $$
  select
    day.first_day,
    day.next_day,
    -- A range without a whole day is one part.
    case when day.first_day < day.next_day then metrics.day_begins(day.first_day, day.time_zone) else whole_days.to_at end,
    case when day.first_day < day.next_day then metrics.day_begins(day.next_day, day.time_zone) else whole_days.to_at end
  from (
    select
      local.from_day + case when metrics.day_begins(local.from_day, local.time_zone) = whole_days.from_at then 0 else 1 end as first_day,
      local.to_day as next_day,
      local.time_zone
    from (
      select
        (whole_days.from_at at time zone calendar.time_zone)::date as from_day,
        (whole_days.to_at at time zone calendar.time_zone)::date as to_day,
        calendar.time_zone
      from metrics.calendar_of(whole_days.company_id) as calendar
      offset 0
    ) as local
    offset 0
  ) as day
  offset 0
$$;

comment on function metrics.whole_days(text, timestamptz, timestamptz) is
  'The days that lie whole in a range, and where the parts of days before and after them end and begin. One row.';
