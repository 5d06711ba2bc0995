-- requires: core.without_quotations
-- core.deliveries: every delivery, and what became of it. One row per row of raw.webhook_events.
-- Its state: `failed`: stored, but it could not be projected; `test`: a test of Whop's, which counts for nothing; `unassigned`: it names no
-- company and nothing whose company is known yet; `kept`: stored and shown, and no name that any figure is made of; else `projected`.
-- (`unread`: nobody has read it yet, as after raw alone was restored: call core.rebuild_all().)
-- Its company is whose its events are; of one that failed, whose it says to be; 'unassigned' while that is unknown.

create view core.deliveries as
select
  delivery.seq,
  coalesce(event.company_id, failure.company_id, delivery.company_id, delivery.default_company_id, 'unassigned') as company_id,
  case
    when failure.raw_seq is not null then 'failed'
    when event.raw_seq is null then 'unread'
    when event.is_test then 'test'
    when event.company_id = 'unassigned' then 'unassigned'
    when event.category = 'custom' then 'kept'
    else 'projected'
  end as state,
  delivery.delivery_key,
  delivery.source,
  delivery.event_name,
  delivery.api_version,
  delivery.payload is not null as is_readable,
  event.type,
  event.category,
  delivery.sent_at,
  delivery.received_at,
  event.occurred_at,
  round(extract(epoch from delivery.received_at - delivery.sent_at), 3) as latency_seconds,
  delivery.redeliveries,
  delivery.redelivered_at,
  coalesce(event.user_id, subscription.user_id) as user_id,
  event.membership_id,
  event.payment_id,
  coalesce(person.name, person.username) as who,
  coalesce(product.title, plan.title) as what,
  event.amount,
  event.currency,
  event.status,
  failure.sqlstate,
  core.without_quotations(failure.message) as error,
  failure.failures,
  failure.last_failed_at
from raw.webhook_events as delivery
left join ops.failures as failure
  on failure.raw_seq = delivery.seq
left join core.events as event
  on event.raw_seq = delivery.seq
  and event.part = 1
left join core.subscriptions as subscription
  on subscription.company_id = event.company_id
  and subscription.membership_id = event.membership_id
left join core.users as person
  on person.company_id = event.company_id
  and person.user_id = coalesce(event.user_id, subscription.user_id)
left join core.products as product
  on product.company_id = event.company_id
  and product.product_id = coalesce(event.product_id, subscription.product_id)
left join core.plans as plan
  on plan.company_id = event.company_id
  and plan.plan_id = coalesce(event.plan_id, subscription.plan_id);

comment on view core.deliveries is
  'Every delivery and what became of it: whose it is, its state (projected, kept, failed, unassigned, test, unread), who, what and how much.';
