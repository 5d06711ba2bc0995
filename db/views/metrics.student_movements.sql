-- metrics.student_movements: the access ledger in the columns and signs of metrics.students_daily. One row per entry.

create view metrics.student_movements as
select
  entry.company_id,
  entry.occurred_at,
  case entry.kind when 'joined' then entry.students else 0 end as joins,
  case entry.kind when 'left' then -entry.students else 0 end as leaves
from core.access_entries as entry;

comment on view metrics.student_movements is 'The access ledger in the columns and signs of metrics.students_daily. One row per entry.';
