-- requires: core.delivery
-- api.delivery(company_id, seq, reveal): all there is to know of one of a company's deliveries: what core.deliveries says of it, its
-- headers and payload, the events it told, its ledger entries, its error if it has one. No row where it is not this
-- company's. What is personal shows as dots, and hidden tells where (JSON pointers), unless it is asked for.
create or replace function api.delivery(company_id text, seq bigint, reveal boolean default false)
returns table (
  told core.deliveries, headers jsonb, payload jsonb, payload_bytes integer, hidden text[], body text, body_bytes integer, message text,
  events jsonb, entries jsonb
)
language sql stable
security definer
set search_path = ''
set jit = off
as $$
  select *
  from core.delivery(delivery.company_id, delivery.seq, delivery.reveal)
  where delivery.company_id <> 'unassigned'
$$;

comment on function api.delivery(text, bigint, boolean) is
  'All there is to know of one of a company''s deliveries: its payload, events, ledger entries and error; personal data as dots unless asked for.';
