-- api.delivery(delivery_key): what became of one delivery: its events, the ledger entries it made be posted, its error if it has one.
create or replace function api.delivery(delivery_key text)
returns table (seq bigint, state text, company_id text, events jsonb, entries jsonb, error text)
language sql stable
security definer
set search_path = ''
set jit = off
as $$
  select
    stored.seq,
    case
      when failure.raw_seq is not null then 'failed'
      when told.is_test then 'test'
      when told.company_id = 'unassigned' then 'unassigned'
      when told.category = 'custom' then 'kept'
      else 'projected'
    end,
    told.company_id,
    coalesce(told.events, '[]'),
    (
      select coalesce(jsonb_agg(to_jsonb(entry) order by entry.ledger, entry.occurred_at), '[]')
      from (
        select 'revenue' as ledger, kind, occurred_at, amount::text, currency
        from core.revenue_entries as posted
        where posted.company_id = told.company_id
          and posted.raw_seq = stored.seq
          and posted.payment_id = any (told.payments)
        union all
        select 'mrr', kind, occurred_at, amount::text, currency
        from core.mrr_entries as posted
        where posted.company_id = told.company_id
          and posted.raw_seq = stored.seq
          and posted.membership_id = any (told.memberships)
        union all
        select 'access', posted.kind, posted.occurred_at, posted.students::text, null
        from core.access_entries as posted
        join core.subscriptions as subscription
          on subscription.company_id = posted.company_id
          and subscription.customer_id = posted.customer_id
          and subscription.membership_id = any (told.memberships)
        where posted.company_id = told.company_id
          and posted.raw_seq = stored.seq
      ) as entry
    ),
    failure.sqlstate || ': ' || failure.message
  from raw.webhook_events as stored
  left join ops.failures as failure on failure.raw_seq = stored.seq
  left join lateral (
    select
      min(event.company_id) as company_id,
      bool_or(event.is_test) as is_test,
      min(event.category) as category,
      array_agg(event.payment_id) as payments,
      array_agg(event.membership_id) as memberships,
      jsonb_agg(jsonb_build_object(
        'type', event.type, 'category', event.category, 'occurred_at', event.occurred_at, 'status', event.status,
        'amount', event.amount::text, 'currency', event.currency, 'user_id', event.user_id,
        'membership_id', event.membership_id, 'payment_id', event.payment_id) order by event.part) as events
    from core.events as event
    where event.raw_seq = stored.seq
  ) as told on true
  where stored.delivery_key = delivery.delivery_key
$$;

comment on function api.delivery(text) is 'What became of one delivery: its state, events, ledger entries, and its error if it has one.';
