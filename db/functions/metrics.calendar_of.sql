-- metrics.calendar_of(company_id): a company's time zone, the first day of its weeks (1 Monday … 7 Sunday) and what day it is there now.
-- One row, also for a company that set nothing. Without a search_path of its own so that the planner can inline it.
create or replace function metrics.calendar_of(company_id text)
returns table (time_zone text, week_start smallint, today date)
language sql stable
as $$
  select calendar.time_zone, calendar.week_start, (now() at time zone calendar.time_zone)::date
  from (
    select coalesce(settings.time_zone, 'UTC') as time_zone, coalesce(settings.week_start, 1::smallint) as week_start
    from (select) as one
    left join ops.company_settings as settings on settings.company_id = calendar_of.company_id
  ) as calendar
$$;

comment on function metrics.calendar_of(text) is
  'A company''s time zone, the first day of its weeks, and what day it is there now. One row.';
