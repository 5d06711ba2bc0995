-- core.desired_renewals: the payments that are also a renewal of their membership (part 2 of their event).
-- One row per such payment, however often it was told: those of a cycle (told_by "billing_reason"); where older payloads give no
-- reason, the second and later of the payments of a membership that give none (told_by "order").

create view core.desired_renewals as
select 'billing_reason' as told_by, first_telling.*
from (
  select distinct on (event.company_id, event.payment_id)
    event.*,
    max(event.facts #>> '{payment,billing_reason}') over (partition by event.company_id, event.payment_id) as billing_reason
  from core.events as event
  where event.payment_id is not null
    and event.membership_id is not null
    and event.type = 'payment.succeeded'
    and event.part = 1
    and not event.is_test
    and event.company_id <> 'unassigned'
  order by event.company_id, event.payment_id, event.occurred_at, event.rank, event.delivery_key
) as first_telling
where first_telling.billing_reason = 'subscription_cycle'

union all

select 'order', in_order.company_id, in_order.raw_seq, in_order.part, in_order.delivery_key, in_order.category, in_order.type,
  in_order.source_type, in_order.occurred_at, in_order.rank, in_order.is_app, in_order.is_test, in_order.user_id,
  in_order.membership_id, in_order.payment_id, in_order.refund_id, in_order.dispute_id, in_order.product_id, in_order.plan_id,
  in_order.experience_id, in_order.status, in_order.amount, in_order.currency, in_order.facts, in_order.billing_reason
from (
  select
    first_telling.*,
    row_number() over (
      partition by first_telling.company_id, first_telling.membership_id
      order by first_telling.occurred_at, first_telling.rank, first_telling.delivery_key) as nth
  from (
    select distinct on (event.company_id, event.membership_id, event.payment_id)
      event.*,
      max(event.facts #>> '{payment,billing_reason}') over (
        partition by event.company_id, event.membership_id, event.payment_id) as billing_reason
    from core.events as event
    where event.membership_id is not null
      and event.type = 'payment.succeeded'
      and event.part = 1
      and not event.is_test
      and event.company_id <> 'unassigned'
    order by event.company_id, event.membership_id, event.payment_id, event.occurred_at, event.rank, event.delivery_key
  ) as first_telling
  where first_telling.billing_reason is null
) as in_order
where in_order.nth > 1;

comment on view core.desired_renewals is 'Payments that are also a renewal of their membership: core.events holds each as part 2.';
