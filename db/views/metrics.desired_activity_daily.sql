-- requires: metrics.activity
-- metrics.desired_activity_daily: what metrics.activity_daily should say: activity by day of the company's time zone and type.

create view metrics.desired_activity_daily as
select
  by_user.company_id,
  by_user.day,
  by_user.type,
  sum(by_user.events)::integer as events,
  count(by_user.user_id)::integer as users
from (
  select
    event.company_id,
    (event.occurred_at at time zone coalesce(settings.time_zone, 'UTC'))::date as day,
    event.type,
    event.user_id,
    count(*) as events
  from metrics.activity as event
  left join ops.company_settings as settings on settings.company_id = event.company_id
  group by 1, 2, 3, 4
) as by_user
group by 1, 2, 3;

comment on view metrics.desired_activity_daily is 'What metrics.activity_daily should say: activity by day and type, and how many different users did it.';
