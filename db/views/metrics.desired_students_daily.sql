-- requires: metrics.student_movements
-- metrics.desired_students_daily: what metrics.students_daily should say: the access ledger added up by day of the company's time zone.

create view metrics.desired_students_daily as
select
  entry.company_id,
  (entry.occurred_at at time zone coalesce(settings.time_zone, 'UTC'))::date as day,
  sum(entry.joins)::integer as joins,
  sum(entry.leaves)::integer as leaves
from metrics.student_movements as entry
left join ops.company_settings as settings on settings.company_id = entry.company_id
group by 1, 2;

comment on view metrics.desired_students_daily is 'What metrics.students_daily should say: the access ledger added up by day.';
