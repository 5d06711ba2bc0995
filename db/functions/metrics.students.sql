-- requires: metrics.students_between
-- metrics.students(…): a figure, as it stands at to_at ('infinity': now), and without what happens at that very instant.
create or replace function metrics.students(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns metrics.count
language sql stable
set search_path = ''
as $$
  select moved.joins - moved.leaves
  from metrics.students_between(company_id, '-infinity', to_at) as moved
$$;

comment on function metrics.students(text, text, timestamptz, timestamptz) is
  'Customers with at least one membership that gives access, paying or not, at the end of the range.';
