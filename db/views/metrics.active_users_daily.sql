-- metrics.active_users_daily: how many different users were active on each day, whatever they did. One row per company and day on which
-- anybody was. Exact at every commit: it adds up metrics.active_users_by_previous_day.

create view metrics.active_users_daily as
select company_id, day, sum(users) as users
from metrics.active_users_by_previous_day
group by company_id, day
having sum(users) <> 0;

comment on view metrics.active_users_daily is
  'How many different users were active on each day, whatever they did. One row per company and day on which anybody was.';
