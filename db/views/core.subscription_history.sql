-- requires: core.overlay, core.standing
-- core.subscription_history: where each membership stood after each instant at which something was told of it.
-- One row per membership and instant: its own events and the payments for it, laid over one another in order.

create view core.subscription_history as
select
  told.company_id,
  told.membership_id,
  told.occurred_at,
  standing.user_id,
  standing.product_id,
  standing.plan_id,
  standing.status,
  standing.has_access,
  standing.cancel_at_period_end,
  standing.period_start,
  standing.period_end,
  standing.currency,
  standing.recurring_amount,
  standing.interval_months,
  standing.mrr,
  told.raw_seq,
  told.facts
from (
  select
    event.company_id,
    event.membership_id,
    event.occurred_at,
    core.overlay(event.facts -> 'subscription') over in_order as facts,
    max(event.raw_seq) over in_order as raw_seq,
    lead(event.occurred_at) over in_order as next_at
  from core.events as event
  where event.membership_id is not null
    and event.facts ? 'subscription'
    and not event.is_test
    and event.company_id <> 'unassigned'
  window in_order as (
    partition by event.company_id, event.membership_id
    order by event.occurred_at, event.rank, event.delivery_key, event.part)
) as told
cross join lateral core.standing(told.company_id, told.facts) as standing
where told.next_at is distinct from told.occurred_at;

comment on view core.subscription_history is
  'Where each membership stood after each instant at which something was told of it: status, plan, price, MRR.';
