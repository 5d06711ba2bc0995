-- requires: metrics.students_between
-- metrics.students_joined(…): a figure, of what happened from from_at (included) to to_at (excluded; 'infinity': until now).
create or replace function metrics.students_joined(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns metrics.count
language sql stable
set search_path = ''
as $$
  select moved.joins
  from metrics.students_between(company_id, from_at, to_at) as moved
$$;

comment on function metrics.students_joined(text, text, timestamptz, timestamptz) is
  'Customers who got access, having had none.';
