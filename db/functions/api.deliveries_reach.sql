-- requires: core.search_reach
-- api.deliveries_reach(company_id, before_seq): how far back api.deliveries looks by what has no index (a state, a type, the beginning of
-- an event's name): to this delivery, which is the first it does not look at. No row: it looks at all. company_id null: of those without one.
-- looks_at_everybody: whether names and e-mail addresses are looked for among all of the company's people; else among 50,000.
create or replace function api.deliveries_reach(company_id text, before_seq bigint default null)
returns table (seq bigint, received_at timestamptz, looks_at_everybody boolean)
language sql stable
security definer
set search_path = ''
set jit = off
as $$
  select
    delivery.seq,
    delivery.received_at,
    not exists (
      select from core.users as person
      where person.company_id = coalesce(deliveries_reach.company_id, 'unassigned')
      offset 50000)
  from raw.webhook_events as delivery
  where delivery.seq = core.search_reach(coalesce(deliveries_reach.company_id, 'unassigned'), deliveries_reach.before_seq)
$$;

comment on function api.deliveries_reach(text, bigint) is
  'How far back api.deliveries looks by what has no index: to this one, the first it does not look at; no row: at all.';
