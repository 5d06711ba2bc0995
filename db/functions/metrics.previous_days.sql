-- metrics.previous_days(days): what these days of users add to metrics.active_users_by_previous_day, while metrics.activity_user_days does
-- not hold them (type and events are ignored). Each day follows the user's day before it, and becomes what the user's day after it follows.
-- Taken from what it holds no longer, with the other sign, it is what their going takes away.
create or replace function metrics.previous_days(days metrics.activity_user_days[])
returns setof metrics.active_users_by_previous_day
language plpgsql stable
set search_path = ''
as $$
begin
  return query
  with placed as (
    select
      added.company_id,
      added.day,
      known.day_before,
      known.day_after,
      lag(added.day) over in_time as added_before,
      lead(added.day) over in_time as added_after
    from unnest(previous_days.days) as added
    cross join lateral (
      select
        (select max(active.day) from metrics.activity_user_days as active
         where active.company_id = added.company_id and active.user_id = added.user_id and active.day < added.day) as day_before,
        (select min(active.day) from metrics.activity_user_days as active
         where active.company_id = added.company_id and active.user_id = added.user_id and active.day > added.day) as day_after
      offset 0
    ) as known
    window in_time as (partition by added.company_id, added.user_id order by added.day)
  ), moved as (
    select company_id, day, greatest(day_before, added_before, '-infinity') as previous_day, 1 as users
    from placed
    union all
    -- The day after it, where none of the others comes between.
    select placed.company_id, placed.day_after, follows.previous_day, follows.users
    from placed
    cross join lateral (values (coalesce(placed.day_before, '-infinity'), -1), (placed.day, 1)) as follows (previous_day, users)
    where placed.day_after < coalesce(placed.added_after, 'infinity')
  )
  select moved.company_id, moved.day, moved.previous_day, sum(moved.users)::integer
  from moved
  group by 1, 2, 3
  having sum(moved.users) <> 0
  order by 1, 2, 3;
end
$$;

comment on function metrics.previous_days(metrics.activity_user_days[]) is
  'What these days of users add to metrics.active_users_by_previous_day, while metrics.activity_user_days does not hold them.';
