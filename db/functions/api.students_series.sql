-- requires: metrics.days_by_bucket
-- api.students_series(company_id, from_day, to_day, bucket): who joined and who left in every day, week or month of the range, and how many
-- students there were at its end. The first and the last bucket hold only days of the range.
create or replace function api.students_series(company_id text, from_day date, to_day date, bucket text default 'day')
returns table (from_day date, to_day date, unfinished boolean, joins bigint, leaves bigint, students bigint)
language sql stable
security definer
set search_path = ''
set jit = off
as $$
  with moved as (
    select
      min(calendar.day) as first_day,
      max(calendar.day) as last_day,
      bool_or(calendar.unfinished) as unfinished,
      coalesce(sum(daily.joins), 0) as joins,
      coalesce(sum(daily.leaves), 0) as leaves
    from metrics.days_by_bucket(
      students_series.company_id, students_series.from_day, students_series.to_day, students_series.bucket) as calendar
    left join metrics.students_daily as daily
      on daily.company_id = students_series.company_id
      and daily.day = calendar.day
      -- As the join says; said so that only these days are read.
      and daily.day >= students_series.from_day
      and daily.day <= students_series.to_day
    group by calendar.bucket_began
  ), opening as (
    -- All that moved before the range stands at its beginning.
    select coalesce(sum(daily.joins - daily.leaves), 0) as students
    from metrics.students_daily as daily
    where daily.company_id = students_series.company_id
      and daily.day < students_series.from_day
  )
  select moved.first_day, moved.last_day, moved.unfinished, moved.joins, moved.leaves,
    (opening.students + sum(moved.joins - moved.leaves) over in_time)::bigint
  from moved
  cross join opening
  window in_time as (order by moved.first_day)
  order by moved.first_day
$$;

comment on function api.students_series(text, date, date, text) is
  'Students who joined and left in every day, week or month of the range, and how many there were at its end.';
