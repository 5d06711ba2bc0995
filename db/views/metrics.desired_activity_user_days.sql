-- requires: metrics.activity
-- metrics.desired_activity_user_days: what metrics.activity_user_days should say: activity by day of the company's time zone, type and user.

create view metrics.desired_activity_user_days as
select
  event.company_id,
  (event.occurred_at at time zone coalesce(settings.time_zone, 'UTC'))::date as day,
  event.type,
  event.user_id,
  count(*)::integer as events
from metrics.activity as event
left join ops.company_settings as settings on settings.company_id = event.company_id
where event.user_id is not null
group by 1, 2, 3, 4;

comment on view metrics.desired_activity_user_days is 'What metrics.activity_user_days should say: activity by day, type and user.';
