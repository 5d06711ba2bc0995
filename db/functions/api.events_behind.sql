-- requires: core.events_behind
-- api.events_behind(company_id, ledger, entry_id, after_seq, after_part, how_many): the events that a ledger entry was reckoned from
-- (ledger: revenue, mrr or access), the last received first, at most 500. The next page: after_seq and after_part are raw_seq and part of
-- the last row.
create or replace function api.events_behind(
  company_id text, ledger text, entry_id bigint, after_seq bigint default null, after_part integer default null,
  how_many integer default 100
)
returns table (
  raw_seq bigint, part integer, type text, source_type text, occurred_at timestamptz, status text, amount numeric, currency text,
  payment_id text, refund_id text, dispute_id text, membership_id text, plan_id text, received_at timestamptz
)
language sql stable
security definer
set search_path = ''
set jit = off
as $$
  select event.raw_seq, event.part::integer, event.type, event.source_type, event.occurred_at, event.status, event.amount, event.currency,
    event.payment_id, event.refund_id, event.dispute_id, event.membership_id, event.plan_id, delivery.received_at
  from (
    select *
    from core.events_behind(events_behind.company_id, events_behind.ledger, events_behind.entry_id) as behind
    where events_behind.after_seq is null
      or (behind.raw_seq, behind.part) < (events_behind.after_seq, events_behind.after_part)
    order by behind.raw_seq desc, behind.part desc
    limit least(events_behind.how_many, 500)
  ) as behind
  join core.events as event
    on event.company_id = events_behind.company_id
    and event.raw_seq = behind.raw_seq
    and event.part = behind.part
  join raw.webhook_events as delivery on delivery.seq = behind.raw_seq
  order by event.raw_seq desc, event.part desc
$$;

comment on function api.events_behind(text, text, bigint, bigint, integer, integer) is
  'The events that a ledger entry was reckoned from, the last received first; at most 500, the next page after the last row.';
