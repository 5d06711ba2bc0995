-- requires: core.events_behind
-- api.deliveries_behind(company_id, ledger, entry_id, after_seq, how_many): the deliveries that told the events a ledger entry was reckoned
-- from (ledger: revenue, mrr or access), the last received first, at most 500.
-- The next page: after_seq is the last row's seq. Their payloads are not part of it.
create or replace function api.deliveries_behind(
  company_id text, ledger text, entry_id bigint, after_seq bigint default null, how_many integer default 100
)
returns table (seq bigint, delivery_key text, source text, name text, received_at timestamptz)
language sql stable
security definer
set search_path = ''
set jit = off
as $$
  select delivery.seq, delivery.delivery_key, delivery.source, delivery.event_name, delivery.received_at
  from (
    select distinct behind.raw_seq
    from core.events_behind(deliveries_behind.company_id, deliveries_behind.ledger, deliveries_behind.entry_id) as behind
    where deliveries_behind.after_seq is null
      or behind.raw_seq < deliveries_behind.after_seq
    order by behind.raw_seq desc
    limit least(deliveries_behind.how_many, 500)
  ) as behind
  join raw.webhook_events as delivery on delivery.seq = behind.raw_seq
  order by delivery.seq desc
$$;

comment on function api.deliveries_behind(text, text, bigint, bigint, integer) is
  'The deliveries that told what a ledger entry was reckoned from, the last received first; at most 500, the next page after the last row.';
