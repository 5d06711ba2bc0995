-- core.no_longer_waiting(seqs): takes from the unassigned events those that name an object which one of these deliveries' events
-- names too, with its company. Returns their deliveries, which now are to be read again.
create or replace function core.no_longer_waiting(seqs bigint[]) returns bigint[]
language plpgsql
set search_path = ''
as $$
declare
  found_seqs bigint[];
begin
  -- Mostly nobody waits; then this costs one look into an index.
  if not exists (select from core.events where company_id = 'unassigned') then
    return '{}';
  end if;
  with found as (
    delete from core.events as waiting
    using core.events as told
    where told.raw_seq = any (no_longer_waiting.seqs)
      and told.company_id <> 'unassigned'
      and not told.is_test
      and waiting.company_id = 'unassigned'
      and not waiting.is_test
      and (waiting.payment_id = told.payment_id or waiting.membership_id = told.membership_id
        or waiting.plan_id = told.plan_id or waiting.product_id = told.product_id)
      and core.company_of(waiting.raw_seq, waiting.payment_id, waiting.membership_id, waiting.plan_id, waiting.product_id) is not null
    returning waiting.raw_seq
  )
  select coalesce(array_agg(distinct raw_seq), '{}') into found_seqs from found;
  return found_seqs;
end
$$;

comment on function core.no_longer_waiting(bigint[]) is
  'Takes out the unassigned events whose company these deliveries made known; returns their deliveries, to be read again.';
