-- requires: core.subscription_history
-- core.desired_mrr_entries: the entries that the MRR ledger should hold.
-- One row per customer, currency, instant, membership and plan at which MRR changed; the kind is what it is to the customer, so the
-- newest delivery about any of their memberships up to then may be what made it so.

create view core.desired_mrr_entries as
select
  company_id,
  customer_id,
  membership_id,
  plan_id,
  case
    when before = 0 and after > 0 and coalesce(highest_before, 0) = 0 then 'new'
    when before = 0 and after > 0 then 'reactivation'
    when before > 0 and after = 0 then 'churn'
    when after > before then 'expansion'
    when after < before then 'contraction'
    else 'transfer'
  end as kind,
  currency,
  occurred_at,
  amount,
  case when nth = 1 and after <> before then 1 else 0 end::smallint as customers,
  newest_seq as raw_seq
from (
  select
    level.*,
    level.after - level.change as before,
    max(level.after) over (
      partition by level.company_id, level.customer_id, level.currency
      order by level.occurred_at
      groups between unbounded preceding and 1 preceding) as highest_before
  from (
    -- The customer's level after the instant, and how much the instant changed it.
    select
      step.*,
      sum(step.amount) over (
        partition by step.company_id, step.customer_id, step.currency order by step.occurred_at) as after,
      max(step.raw_seq) over (
        partition by step.company_id, step.customer_id, step.currency order by step.occurred_at) as newest_seq,
      sum(step.amount) over (
        partition by step.company_id, step.customer_id, step.currency, step.occurred_at) as change,
      row_number() over (
        partition by step.company_id, step.customer_id, step.currency, step.occurred_at
        order by step.membership_id, step.plan_id) as nth
    from (
      -- Each step of each membership: what it was goes, what it is comes.
      select
        subscription.company_id,
        subscription.customer_id,
        subscription.membership_id,
        side.plan_id,
        side.currency,
        history.occurred_at,
        sum(side.amount) as amount,
        max(history.raw_seq) as raw_seq
      from core.subscriptions as subscription
      cross join lateral (
        select
          history.*,
          lag(history.mrr) over in_time as mrr_before,
          lag(history.plan_id) over in_time as plan_before,
          lag(history.currency) over in_time as currency_before
        from core.subscription_history as history
        where history.company_id = subscription.company_id
          and history.membership_id = subscription.membership_id
        window in_time as (order by history.occurred_at)
        offset 0
      ) as history
      cross join lateral (
        values
          (history.plan_id, history.currency, history.mrr),
          (history.plan_before, history.currency_before, -history.mrr_before)
      ) as side (plan_id, currency, amount)
      where side.amount <> 0
      group by 1, 2, 3, 4, 5, 6
      having sum(side.amount) <> 0
    ) as step
  ) as level
) as customer;

comment on view core.desired_mrr_entries is
  'The entries that core.mrr_entries should hold: new, reactivation, expansion, contraction, churn, by customer and membership.';
