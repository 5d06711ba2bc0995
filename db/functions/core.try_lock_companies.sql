-- core.try_lock_companies(company_ids): core.lock_companies without waiting. False: somebody else is projecting for one of them.
create or replace function core.try_lock_companies(company_ids text[]) returns boolean
language plpgsql
set search_path = ''
as $$
begin
  return coalesce((
    select bool_and(pg_try_advisory_xact_lock(hashtextextended('tidemark ' || company_id, 0)))
    from (
      select distinct company_id
      from unnest(try_lock_companies.company_ids) as company_id
      order by company_id
    ) as company), true);
end
$$;

comment on function core.try_lock_companies(text[]) is 'core.lock_companies without waiting; false: somebody else is projecting for one of them.';
