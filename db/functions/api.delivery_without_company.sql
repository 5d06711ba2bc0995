-- requires: core.delivery
-- api.delivery_without_company(seq, reveal): as api.delivery, of one whose company is not known. For the owner of the place.
create or replace function api.delivery_without_company(seq bigint, reveal boolean default false)
returns table (
  told core.deliveries, headers jsonb, payload jsonb, payload_bytes integer, hidden text[], body text, body_bytes integer, message text,
  events jsonb, entries jsonb
)
language sql stable
security definer
set search_path = ''
set jit = off
as $$
  select * from core.delivery('unassigned', delivery_without_company.seq, delivery_without_company.reveal)
$$;

comment on function api.delivery_without_company(bigint, boolean) is
  'All there is to know of one delivery whose company is not known; for the owner of the place.';
