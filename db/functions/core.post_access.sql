-- requires: core.desired_access_entries
-- core.post_access(company_ids, customer_ids): posts what these customers' access entries should be, less what is posted.
-- Once the books balance it posts nothing. Returns how many it posted.
create or replace function core.post_access(company_ids text[], customer_ids text[]) returns bigint
language plpgsql
set search_path = ''
as $$
declare
  posted bigint;
begin
  with touched as materialized (
    select distinct touched.company_id, touched.customer_id
    from unnest(post_access.company_ids, post_access.customer_ids) as touched (company_id, customer_id)
  )
  insert into core.access_entries (company_id, customer_id, kind, occurred_at, students, raw_seq)
  select company_id, customer_id, kind, occurred_at, sum(students), max(raw_seq)
  from (
    select entry.company_id, entry.customer_id, entry.kind, entry.occurred_at, entry.students, entry.raw_seq
    from touched
    cross join lateral (
      select *
      from core.desired_access_entries as desired
      where desired.company_id = touched.company_id
        and desired.customer_id = touched.customer_id
      offset 0
    ) as entry
    union all
    select entry.company_id, entry.customer_id, entry.kind, entry.occurred_at, -entry.students, entry.raw_seq
    from touched
    cross join lateral (
      select *
      from core.access_entries as posted
      where posted.company_id = touched.company_id
        and posted.customer_id = touched.customer_id
      offset 0
    ) as entry
  ) as difference
  group by company_id, customer_id, kind, occurred_at
  having sum(students) <> 0
  order by company_id, occurred_at, customer_id;
  get diagnostics posted = row_count;
  return posted;
end
$$;

comment on function core.post_access(text[], text[]) is
  'Posts the access entries that these customers should have, less those already posted. Returns how many.';
