-- core.desired_renewals: the payments that are also a renewal of their membership (part 2 of their event).
-- One row per such payment: those of a cycle; where older payloads give no reason, the second and later payment of a membership.

create view core.desired_renewals as
select paid.*
from (
  select
    event.*,
    event.facts #>> '{payment,billing_reason}' as billing_reason,
    row_number() over (
      partition by event.company_id, event.membership_id
      order by event.occurred_at, event.rank, event.delivery_key) as nth
  from (
    -- A payment told twice is one payment.
    select distinct on (event.company_id, event.membership_id, event.payment_id) event.*
    from core.events as event
    where event.membership_id is not null
      and event.type = 'payment.succeeded'
      and event.part = 1
      and not event.is_test
      and event.company_id <> 'unassigned'
    order by event.company_id, event.membership_id, event.payment_id, event.occurred_at, event.rank, event.delivery_key
  ) as event
) as paid
where paid.billing_reason = 'subscription_cycle'
  or paid.billing_reason is null and paid.nth > 1;

comment on view core.desired_renewals is 'Payments that are also a renewal of their membership: core.events holds each as part 2.';
