-- When each customer became a student and ceased to be one.
insert into core.access_entries (company_id, customer_id, kind, occurred_at, students, posted_at, raw_seq)
select
  company.company_id,
  bench.id('user_', student.person),
  case when student.after > 0 then 'joined' else 'left' end,
  student.at,
  case when student.after > 0 then 1 else -1 end,
  student.arrived_at,
  student.seq
from (
  select
    membership.company, membership.person, happening.at, happening.arrived_at, happening.seq,
    case happening.what when 'joined' then 1 else -1 end as change,
    sum(case happening.what when 'joined' then 1 else -1 end) over (partition by membership.person order by happening.at) as after
  from bench.happenings as happening
  join bench.memberships as membership on membership.nth = happening.membership
  where happening.what in ('joined', 'ended')
) as student
join bench.companies as company on company.nth = student.company
where (student.after > 0) <> (student.after - student.change > 0)
order by student.seq
