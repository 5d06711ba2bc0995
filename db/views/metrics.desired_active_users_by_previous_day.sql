-- metrics.desired_active_users_by_previous_day: what metrics.active_users_by_previous_day should say: for each day on which a user was
-- active, the last one before it, as metrics.activity_user_days has them.

create view metrics.desired_active_users_by_previous_day as
select company_id, day, previous_day, count(*)::integer as users
from (
  select
    company_id,
    day,
    coalesce(lag(day) over (partition by company_id, user_id order by day), '-infinity') as previous_day
  from metrics.activity_user_days
) as done
-- Who did several things on a day has several rows of it, of which the first is the one that follows another day.
where previous_day < day
group by 1, 2, 3;

comment on view metrics.desired_active_users_by_previous_day is
  'What metrics.active_users_by_previous_day should say: metrics.activity_user_days by day and the user''s active day before it.';
