-- requires: core.overlay, core.interval_months, core.money
-- core.subscription_history: where each membership stood after each instant at which something was told of it.
-- One row per membership and instant: its own events and the payments for it, laid over one another in order.

create view core.subscription_history as
select
  stood.company_id,
  stood.membership_id,
  stood.occurred_at,
  stood.user_id,
  stood.product_id,
  stood.plan_id,
  stood.status,
  stood.status in ('trialing', 'active', 'past_due', 'canceling', 'completed') as has_access,
  stood.cancel_at_period_end,
  stood.period_start,
  stood.period_end,
  stood.currency,
  stood.recurring_amount,
  stood.interval_months,
  case
    when stood.status in ('active', 'past_due', 'canceling', 'unresolved') and stood.currency is not null
    then core.money(stood.recurring_amount / stood.interval_months)
    else 0
  end as mrr,
  stood.raw_seq
from (
  select
    told.company_id,
    told.membership_id,
    told.occurred_at,
    told.facts ->> 'user_id' as user_id,
    coalesce(told.facts ->> 'product_id', plan.product_id) as product_id,
    told.facts ->> 'plan_id' as plan_id,
    -- A payment that went through ends a trial or a debt; it does not revive what has ended.
    case
      when told.facts ->> 'paid' = 'true'
        and coalesce(told.facts ->> 'status', 'unknown') in ('unknown', 'trialing', 'past_due', 'unresolved', 'drafted')
      then 'active'
      else coalesce(told.facts ->> 'status', 'unknown')
    end as status,
    coalesce((told.facts ->> 'cancel_at_period_end')::boolean, false) as cancel_at_period_end,
    (told.facts ->> 'period_start')::timestamptz as period_start,
    (told.facts ->> 'period_end')::timestamptz as period_end,
    -- The newest recurring payment says what a period costs, unless the plan has changed since and has a price of its own.
    case
      when plan.plan_type = 'one_time' then 0
      when priced.by_plan then plan.renewal_price
      else coalesce((told.facts ->> 'recurring_amount')::numeric, 0)
    end as recurring_amount,
    case when priced.by_plan then plan.currency else told.facts ->> 'recurring_currency' end as currency,
    coalesce(
      core.interval_months(plan.billing_period_days),
      core.interval_months((told.facts ->> 'interval_days')::numeric),
      1
    ) as interval_months,
    told.raw_seq
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
  left join core.plans as plan
    on plan.company_id = told.company_id
    and plan.plan_id = told.facts ->> 'plan_id'
  cross join lateral (
    select plan.renewal_price is not null and plan.currency is not null and (
      not told.facts ? 'recurring_amount'
      or told.facts ->> 'recurring_plan_id' <> told.facts ->> 'plan_id') as by_plan
  ) as priced
  where told.next_at is distinct from told.occurred_at
) as stood;

comment on view core.subscription_history is
  'Where each membership stood after each instant at which something was told of it: status, plan, price, MRR.';
