-- requires: metrics.whole_days, metrics.student_movements
-- metrics.students_between(company_id, from_at, to_at): students who joined and left from from_at (included) to to_at (excluded;
-- 'infinity': as of now). From '-infinity' on, joins − leaves are the students at to_at. One row.
-- Whole days come from the summary, parts of days from the ledger. In PL/pgSQL as metrics.revenue_between is, and for its reason.
create or replace function metrics.students_between(company_id text, from_at timestamptz, to_at timestamptz)
returns table (
  joins bigint, leaves bigint
)
language plpgsql stable
set search_path = ''
as $$
begin
  return query
  select
    coalesce(sum(moved.joins), 0)::bigint,
    coalesce(sum(moved.leaves), 0)::bigint
  from metrics.whole_days(students_between.company_id, students_between.from_at, students_between.to_at) as days
  cross join lateral (
    select daily.joins, daily.leaves
    from metrics.students_daily as daily
    where daily.company_id = students_between.company_id
      and daily.day >= days.first_day
      and daily.day < days.next_day
    union all
    select entry.joins, entry.leaves
    from metrics.student_movements as entry
    where entry.company_id = students_between.company_id
      and entry.occurred_at >= students_between.from_at
      and entry.occurred_at < days.whole_from_at
    union all
    select entry.joins, entry.leaves
    from metrics.student_movements as entry
    where entry.company_id = students_between.company_id
      and entry.occurred_at >= days.whole_to_at
      and entry.occurred_at < students_between.to_at
  ) as moved;
end
$$;

comment on function metrics.students_between(text, timestamptz, timestamptz) is
  'Students who joined and left from an instant (included) to another (excluded). One row.';
