-- requires: core.subscription_history
-- core.desired_subscriptions: what core.subscriptions should say: where each membership's history ends.
-- One row per membership; a pure function of core.events and core.plans.

create view core.desired_subscriptions as
select
  history.company_id,
  history.membership_id,
  coalesce(history.user_id, history.membership_id) as customer_id,
  history.user_id,
  history.product_id,
  history.plan_id,
  history.status,
  history.has_access,
  history.cancel_at_period_end,
  history.started_at,
  case when history.ever_had_access and not history.has_access then coalesce(history.access_lost_at, history.occurred_at) end as ended_at,
  history.period_start as renewal_period_start,
  history.period_end as renewal_period_end,
  history.currency,
  history.recurring_amount,
  history.interval_months,
  history.mrr,
  history.occurred_at as last_event_at,
  history.raw_seq,
  history.facts
from (
  select
    step.*,
    first_value(step.occurred_at) over whole as started_at,
    bool_or(step.has_access) over whole as ever_had_access,
    -- Access ended at the first step without it after the last step with it.
    max(step.occurred_at) filter (where step.lost_access) over whole as access_lost_at,
    row_number() over (
      partition by step.company_id, step.membership_id order by step.occurred_at desc) as nth_from_end
  from (
    select
      history.*,
      not history.has_access and lag(history.has_access) over (
        partition by history.company_id, history.membership_id order by history.occurred_at) as lost_access
    from core.subscription_history as history
  ) as step
  window whole as (
    partition by step.company_id, step.membership_id order by step.occurred_at
    rows between unbounded preceding and unbounded following)
) as history
where history.nth_from_end = 1;

comment on view core.desired_subscriptions is 'What core.subscriptions should say: where each membership''s history ends.';
