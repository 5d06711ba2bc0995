-- requires: core.overlay
-- core.desired_payments: what core.payments should say: for each payment, its events' facts laid over one another in order.
-- One row per payment. A pure function of core.events; core.audit() compares.

create view core.desired_payments as
select
  told.company_id,
  told.payment_id,
  told.facts ->> 'user_id' as user_id,
  told.facts ->> 'membership_id' as membership_id,
  told.facts ->> 'product_id' as product_id,
  told.facts ->> 'plan_id' as plan_id,
  case when told.facts ? 'paid_at' then 'paid' else told.facts ->> 'status' end as status,
  told.facts ->> 'billing_reason' as billing_reason,
  told.facts ->> 'currency' as currency,
  (told.facts ->> 'total')::numeric as total,
  (told.facts ->> 'subtotal')::numeric as subtotal,
  (told.facts ->> 'tax')::numeric as tax,
  (told.facts ->> 'amount_after_fees')::numeric as amount_after_fees,
  (told.facts ->> 'refunded_amount')::numeric as refunded_amount,
  (told.facts ->> 'created_at')::timestamptz as created_at,
  (told.facts ->> 'paid_at')::timestamptz as paid_at,
  (told.facts ->> 'refunded_at')::timestamptz as refunded_at,
  told.first_failed_at,
  told.raw_seq,
  (told.facts ->> 'settlement_amount')::numeric as settlement_amount,
  told.facts ->> 'settlement_currency' as settlement_currency
from (
  select
    event.company_id,
    event.payment_id,
    core.overlay(event.facts -> 'payment'
      order by event.occurred_at, event.rank, event.delivery_key, event.part) as facts,
    min(event.occurred_at) filter (where event.type = 'payment.failed') as first_failed_at,
    max(event.raw_seq) as raw_seq
  from core.events as event
  where event.payment_id is not null
    and event.facts ? 'payment'
    and not event.is_test
    and event.company_id <> 'unassigned'
  group by event.company_id, event.payment_id
) as told;

comment on view core.desired_payments is 'What core.payments should say: each payment''s events, laid over one another in order.';
