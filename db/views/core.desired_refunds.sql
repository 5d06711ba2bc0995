-- requires: core.overlay
-- core.desired_refunds: what core.refunds should say. One row per refund object; a pure function of core.events.

create view core.desired_refunds as
select
  told.company_id,
  told.refund_id,
  told.facts ->> 'payment_id' as payment_id,
  told.facts ->> 'status' as status,
  (told.facts ->> 'amount')::numeric as amount,
  told.facts ->> 'currency' as currency,
  (told.facts ->> 'refunded_at')::timestamptz as refunded_at,
  told.raw_seq
from (
  select
    event.company_id,
    event.refund_id,
    core.overlay(event.facts -> 'refund'
      order by event.occurred_at, event.rank, event.delivery_key, event.part) as facts,
    max(event.raw_seq) as raw_seq
  from core.events as event
  where event.refund_id is not null
    and not event.is_test
    and event.company_id <> 'unassigned'
  group by event.company_id, event.refund_id
) as told;

comment on view core.desired_refunds is 'What core.refunds should say: each refund''s events, laid over one another in order.';
