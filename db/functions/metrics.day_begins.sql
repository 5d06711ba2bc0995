-- metrics.day_begins(day, time_zone): the first instant of a day. Where clocks are set back at one in the morning midnight comes twice
-- (Havana, the Azores), and this is the first; where they are put forward at midnight the day begins at one.
-- Without a search_path of its own so that the planner can inline it.
create or replace function metrics.day_begins(day date, time_zone text) returns timestamptz
language sql stable
as $$
  select case
    when ((day_begins.day::timestamp at time zone day_begins.time_zone - interval '1 hour') at time zone day_begins.time_zone)::date
      = day_begins.day
    then day_begins.day::timestamp at time zone day_begins.time_zone - interval '1 hour'
    else day_begins.day::timestamp at time zone day_begins.time_zone
  end
$$;

comment on function metrics.day_begins(date, text) is 'The first instant of a day in a time zone.';
