-- requires: metrics.calendar_of
-- metrics.days_earlier(company_id, at, days): the same local time so many days earlier; 'infinity' is now.
-- Midnight stays midnight also where clocks were changed in between.
create or replace function metrics.days_earlier(company_id text, at timestamptz, days integer) returns timestamptz
language sql stable
set search_path = ''
as $$
  select (coalesce(nullif(days_earlier.at, 'infinity'), now()) at time zone calendar.time_zone - make_interval(days => days_earlier.days))
    at time zone calendar.time_zone
  from metrics.calendar_of(days_earlier.company_id) as calendar
$$;

comment on function metrics.days_earlier(text, timestamptz, integer) is
  'The same time of day so many days earlier, in the company''s time zone; infinity is now.';
