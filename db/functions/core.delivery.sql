-- requires: core.deliveries, core.masked, core.entries_of
-- core.delivery(company_id, seq, reveal): all there is to know of one delivery of a company ('unassigned': of nobody's). No row where it
-- is another's. What is personal in it shows as dots, in the payload and in what PostgreSQL said of it, and hidden tells where, unless it
-- is asked for (reveal). A payload of more than 256 KB is not given, but its length; Whop's have a few. A body that is no JSON is given as
-- text, its first 64 KB, where it is asked for; its length always.
create or replace function core.delivery(company_id text, seq bigint, reveal boolean)
returns table (
  told core.deliveries, headers jsonb, payload jsonb, payload_bytes integer, hidden text[], body text, body_bytes integer, message text,
  events jsonb, entries jsonb
)
language sql stable
set search_path = ''
as $$
  select
    told,
    stored.headers,
    case when delivery.reveal then size.payload else masked.shown end,
    size.bytes,
    masked.hidden,
    case when delivery.reveal then encode(substr(stored.body, 1, 65536), 'escape') end,
    length(stored.body),
    case when delivery.reveal then failure.message else told.error end,
    (
      select coalesce(jsonb_agg(jsonb_build_object(
        'part', event.part, 'type', event.type, 'category', event.category, 'source_type', event.source_type,
        'occurred_at', event.occurred_at, 'status', event.status, 'amount', event.amount::text, 'currency', event.currency,
        'user_id', event.user_id, 'membership_id', event.membership_id, 'payment_id', event.payment_id,
        'refund_id', event.refund_id, 'dispute_id', event.dispute_id, 'product_id', event.product_id, 'plan_id', event.plan_id
      ) order by event.part), '[]')
      from core.events as event
      where event.company_id = told.company_id
        and event.raw_seq = told.seq
    ),
    (
      select coalesce(jsonb_agg(jsonb_build_object(
        'ledger', entry.ledger, 'kind', entry.kind, 'occurred_at', entry.occurred_at, 'posted_at', entry.posted_at,
        'amount', entry.amount::text, 'currency', entry.currency, 'counts', entry.counts,
        'customer_id', entry.customer_id, 'payment_id', entry.payment_id, 'membership_id', entry.membership_id
      ) order by entry.place), '[]')
      from core.entries_of(told.company_id, told.seq) with ordinality as entry (
        ledger, entry_id, kind, occurred_at, posted_at, amount, currency, counts, customer_id, payment_id, membership_id, place)
    )
  from core.deliveries as told
  join raw.webhook_events as stored on stored.seq = told.seq
  left join ops.failures as failure on failure.raw_seq = told.seq
  left join core.event_names as name on name.source_type = stored.event_name
  cross join lateral (
    select
      octet_length(stored.payload::text) as bytes,
      case when octet_length(stored.payload::text) <= 262144 then stored.payload end as payload
    offset 0
  ) as size
  cross join lateral core.masked(size.payload, name.object) as masked
  where told.seq = delivery.seq
    and told.company_id = delivery.company_id
$$;

comment on function core.delivery(text, bigint, boolean) is
  'All there is to know of one delivery of a company: its payload, what became of it and why not; personal data as dots unless asked for.';
