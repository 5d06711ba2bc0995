-- metrics.active_users_series(company_id, from_day, to_day): for every day of the range, how many different users were active on it, in
-- the 7 days and in the 30 days that end with it. Gaps are filled.
-- One pass over metrics.active_users_by_previous_day: who is active counts for a week from that day on, but while their previous day
-- counts them still; so much is added where they begin to count, and taken away a week after the day. For 30 days likewise.
-- Without a search_path of its own so that the planner can inline it.
create or replace function metrics.active_users_series(company_id text, from_day date, to_day date)
returns table (day date, daily bigint, weekly bigint, monthly bigint)
language sql stable
as $$
  select summed.day, summed.daily, summed.weekly::bigint, summed.monthly::bigint
  from (
    select
      calendar.day::date,
      coalesce(changed.daily, 0) as daily,
      coalesce(sum(changed.weekly) over in_time, 0) as weekly,
      coalesce(sum(changed.monthly) over in_time, 0) as monthly
    from generate_series(
      (active_users_series.from_day - 29)::timestamp, active_users_series.to_day::timestamp, interval '1 day') as calendar (day)
    left join (
      select moved.day, sum(moved.daily) as daily, sum(moved.weekly) as weekly, sum(moved.monthly) as monthly
      from metrics.active_users_by_previous_day as active
      cross join lateral (
        values
          (active.day, active.users, 0, 0),
          (greatest(active.day, active.previous_day + 7), 0, active.users, 0),
          (active.day + 7, 0, -active.users, 0),
          (greatest(active.day, active.previous_day + 30), 0, 0, active.users),
          (active.day + 30, 0, 0, -active.users)
      ) as moved (day, daily, weekly, monthly)
      where active.company_id = active_users_series.company_id
        and active.day between active_users_series.from_day - 29 and active_users_series.to_day
      group by moved.day
    ) as changed on changed.day = calendar.day::date
    window in_time as (order by calendar.day)
  ) as summed
  where summed.day >= active_users_series.from_day
$$;

comment on function metrics.active_users_series(text, date, date) is
  'Different users who were active on every day of the range, and in the 7 and 30 days that end with it.';
