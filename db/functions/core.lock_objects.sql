-- requires: core.normalised_events
-- core.lock_objects(readings): until the end of the transaction nobody else projects for the payments, refunds, disputes and memberships
-- that these readings speak of, nor for all of their companies at once (core.lock_companies). For small batches: each object takes a place
-- in the server's table of locks. Locked in one order for all: nobody waits in a circle.
create or replace function core.lock_objects(readings core.normalised_events[]) returns void
language plpgsql
set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock_shared(hashtextextended('tidemark ' || company_id, 0))
  from (
    select distinct reading.company_id
    from unnest(lock_objects.readings) as reading
    order by reading.company_id
  ) as company;

  perform pg_advisory_xact_lock(object.key)
  from (
    select distinct hashtextextended(reading.company_id || ' ' || named.id, 0) as key
    from unnest(lock_objects.readings) as reading
    cross join lateral (
      values (reading.payment_id), (reading.membership_id), (reading.refund_id), (reading.dispute_id)
    ) as named (id)
    where named.id is not null
    order by key
  ) as object;
end
$$;

comment on function core.lock_objects(core.normalised_events[]) is
  'Until the end of the transaction nobody else projects for the objects that these readings speak of.';
