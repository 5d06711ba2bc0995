-- requires: core.replay_delivery
-- api.replay_without_company(seq): as api.replay, of a delivery whose company is not known. For the owner of the place.
create or replace function api.replay_without_company(seq bigint)
returns table (state_before text, state text, posted bigint, sqlstate text, error text)
language sql volatile
security definer
set search_path = ''
as $$
  select * from core.replay_delivery('unassigned', replay_without_company.seq)
$$;

comment on function api.replay_without_company(bigint) is
  'Reads one delivery whose company is not known again and projects it; for the owner of the place.';
