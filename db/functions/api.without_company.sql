-- api.without_company(): how many deliveries wait for their company to become known, how many of nobody's could not be projected, and how
-- many tests there are; each counted up to 1,000. For the owner of the place.
create or replace function api.without_company()
returns table (unassigned bigint, failed bigint, test bigint)
language sql stable
security definer
set search_path = ''
set jit = off
as $$
  select
    count(*) filter (where not waiting.is_test),
    (select count(*) from (select from ops.failures as failure where failure.company_id is null limit 1000) as few),
    count(*) filter (where waiting.is_test)
  from (
    select event.is_test
    from core.events as event
    where event.company_id = 'unassigned'
      and not exists (select from ops.failures as failure where failure.raw_seq = event.raw_seq)
    limit 1000
  ) as waiting
$$;

comment on function api.without_company() is
  'How many deliveries are nobody''s: waiting for their company, failed, or tests; counted up to 1,000. For the owner of the place.';
