-- core.lock_companies(company_ids): until the end of the transaction nobody else projects for these companies.
-- One batch at a time per company, locked in one order for all: no two can post the same difference, and none waits in a circle.
create or replace function core.lock_companies(company_ids text[]) returns void
language plpgsql
set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('tidemark ' || company_id, 0))
  from (
    select distinct company_id
    from unnest(lock_companies.company_ids) as company_id
    order by company_id
  ) as company;
end
$$;

comment on function core.lock_companies(text[]) is 'Until the end of the transaction nobody else projects for these companies.';
