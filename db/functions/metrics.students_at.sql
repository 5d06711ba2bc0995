-- metrics.students_at(company_id, at): how many customers have access at an instant.
create or replace function metrics.students_at(company_id text, at timestamptz) returns bigint
language sql stable
set search_path = ''
as $$
  with last_day as (
    select (students_at.at at time zone zone.name)::date as day, zone.name as zone
    from (
      select coalesce(
        (select settings.time_zone from ops.company_settings as settings where settings.company_id = students_at.company_id), 'UTC') as name
    ) as zone
  )
  select coalesce(sum(moved.students), 0)::bigint
  from (
    select daily.joins - daily.leaves as students
    from metrics.students_daily as daily
    cross join last_day
    where daily.company_id = students_at.company_id
      and daily.day < last_day.day
    union all
    select entry.students
    from core.access_entries as entry
    cross join last_day
    where entry.company_id = students_at.company_id
      and entry.occurred_at >= last_day.day::timestamp at time zone last_day.zone
      and entry.occurred_at <= students_at.at
  ) as moved
$$;

comment on function metrics.students_at(text, timestamptz) is 'How many customers have access at an instant.';
