-- requires: metrics.day_begins
-- metrics.performance: what each plan, each product and each tier brings: members, paying customers, MRR, churn, revenue.
-- One row per company, currency, what it is by ("plan", "product" or "tier") and its key ('' is what belongs to none). Of each kind the
-- rows add up to the company's MRR, new and churned customers and revenue; a customer of two plans of a tier is one customer of the tier.
-- This is the definition, as of now; metrics.plan_performance, metrics.product_performance and metrics.tier_performance hold what it says.

create view metrics.performance as
with days as (
  -- When the last 30 days (today and the 29 before) began: where a time zone is set, and where none is.
  select settings.company_id, settings.currency,
    metrics.day_begins((now() at time zone settings.time_zone)::date - 29, settings.time_zone) as last_30_began
  from ops.company_settings as settings
), utc as (
  select metrics.day_begins((now() at time zone 'UTC')::date - 29, 'UTC') as last_30_began
), earned as (
  -- Money by the plan that the payment names.
  select
    entry.company_id,
    entry.currency,
    coalesce(payment.plan_id, '') as plan_id,
    payment.product_id,
    coalesce(sum(entry.amount) filter (where entry.kind = 'charge'), 0) as gross,
    coalesce(-sum(entry.amount) filter (where entry.kind = 'refund'), 0) as refunds,
    sum(entry.amount) as net,
    coalesce(sum(entry.amount) filter (where entry.kind = 'charge' and entry.is_recent), 0) as gross_30d,
    coalesce(-sum(entry.amount) filter (where entry.kind = 'refund' and entry.is_recent), 0) as refunds_30d,
    coalesce(sum(entry.amount) filter (where entry.is_recent), 0) as net_30d
  from (
    select entry.company_id, entry.currency, entry.payment_id, entry.kind, entry.amount,
      entry.occurred_at >= coalesce(days.last_30_began, utc.last_30_began) as is_recent
    from core.revenue_entries as entry
    cross join utc
    left join days on days.company_id = entry.company_id
    where entry.kind <> 'failure'
  ) as entry
  left join core.payments as payment
    on payment.company_id = entry.company_id
    and payment.payment_id = entry.payment_id
  group by 1, 2, 3, 4
), shown as (
  -- What has no currency of its own is shown in the company's: the one it set, else the one it earned most in, else that of most MRR.
  select distinct on (choice.company_id) choice.company_id, choice.currency
  from (
    select days.company_id, days.currency, 1 as place, 0 as amount
    from days
    where days.currency is not null
    union all
    select earned.company_id, earned.currency, 2, sum(earned.gross)
    from earned
    group by earned.company_id, earned.currency
    having sum(earned.gross) > 0
    union all
    select daily.company_id, daily.currency, 3, sum(daily.net_new)
    from metrics.mrr_daily as daily
    group by daily.company_id, daily.currency
    having sum(daily.net_new) > 0
  ) as choice
  order by choice.company_id, choice.place, choice.amount desc, choice.currency
), plan as (
  -- What each plan belongs to, and its currency: as told, else the one it earned most in, else the company's.
  select
    known.company_id,
    known.plan_id,
    known.product_id,
    tier.tier,
    known.is_deleted,
    coalesce(known.currency, sold.currency, shown.currency, 'usd') as currency
  from core.plans as known
  left join core.tiers as tier
    on tier.company_id = known.company_id
    and tier.plan_id = known.plan_id
  left join (
    select distinct on (earned.company_id, earned.plan_id) earned.company_id, earned.plan_id, earned.currency
    from earned
    where earned.gross > 0
    order by earned.company_id, earned.plan_id, earned.gross desc, earned.currency
  ) as sold
    on sold.company_id = known.company_id
    and sold.plan_id = known.plan_id
  left join shown on shown.company_id = known.company_id
), person as (
  -- MRR by plan and customer, now and when the last 30 days began. New and churned are told where the ledger tells them: once each.
  select
    entry.company_id,
    entry.currency,
    entry.plan_id,
    subscription.product_id,
    entry.customer_id,
    false as has_access,
    sum(entry.amount) as mrr,
    coalesce(sum(entry.amount) filter (where not entry.is_recent), 0) as mrr_before,
    coalesce(sum(entry.customers) filter (where entry.kind = 'new' and entry.is_recent), 0) as new_customers,
    coalesce(sum(entry.customers) filter (where entry.kind = 'churn' and entry.is_recent), 0) as churned_customers
  from (
    select entry.company_id, entry.currency, entry.plan_id, entry.membership_id, entry.customer_id, entry.kind, entry.amount,
      entry.customers, entry.occurred_at >= coalesce(days.last_30_began, utc.last_30_began) as is_recent
    from core.mrr_entries as entry
    cross join utc
    left join days on days.company_id = entry.company_id
  ) as entry
  left join core.subscriptions as subscription
    on entry.plan_id is null
    and subscription.company_id = entry.company_id
    and subscription.membership_id = entry.membership_id
  group by 1, 2, 3, 4, 5
  union all
  -- Who has access. A membership whose price is unknown, or that was bought once, counts in its plan's currency.
  select
    subscription.company_id,
    coalesce(subscription.currency, plan.currency, shown.currency, 'usd'),
    subscription.plan_id,
    subscription.product_id,
    subscription.customer_id,
    true,
    0, 0, 0, 0
  from core.subscriptions as subscription
  left join plan
    on plan.company_id = subscription.company_id
    and plan.plan_id = subscription.plan_id
  left join shown on shown.company_id = subscription.company_id
  where subscription.has_access
), part as (
  select
    customer.company_id,
    customer.currency,
    customer.by,
    customer.key,
    count(*) filter (where customer.has_access) as members,
    count(*) filter (where customer.mrr > 0) as paying_customers,
    count(*) filter (where customer.mrr_before > 0) as paying_customers_before,
    sum(customer.mrr) as mrr,
    sum(customer.new_customers) as new_customers,
    sum(customer.churned_customers) as churned_customers,
    0 as gross, 0 as refunds, 0 as net, 0 as gross_30d, 0 as refunds_30d, 0 as net_30d,
    false as is_offered
  from (
    select
      person.company_id,
      person.currency,
      belongs.by,
      belongs.key,
      person.customer_id,
      bool_or(person.has_access) as has_access,
      sum(person.mrr) as mrr,
      sum(person.mrr_before) as mrr_before,
      sum(person.new_customers) as new_customers,
      sum(person.churned_customers) as churned_customers
    from person
    left join plan
      on plan.company_id = person.company_id
      and plan.plan_id = person.plan_id
    cross join lateral (
      values
        ('plan', coalesce(person.plan_id, '')),
        ('product', coalesce(plan.product_id, person.product_id, '')),
        ('tier', coalesce(plan.tier, ''))
    ) as belongs (by, key)
    group by 1, 2, 3, 4, 5
  ) as customer
  group by 1, 2, 3, 4
  union all
  select
    earned.company_id, earned.currency, belongs.by, belongs.key,
    0, 0, 0, 0, 0, 0,
    earned.gross, earned.refunds, earned.net, earned.gross_30d, earned.refunds_30d, earned.net_30d,
    false
  from earned
  left join plan
    on plan.company_id = earned.company_id
    and plan.plan_id = earned.plan_id
  cross join lateral (
    values
      ('plan', earned.plan_id),
      ('product', coalesce(plan.product_id, earned.product_id, '')),
      ('tier', coalesce(plan.tier, ''))
  ) as belongs (by, key)
  union all
  -- A plan that nobody has bought yet is a row as well.
  select
    plan.company_id, plan.currency, belongs.by, belongs.key,
    0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0,
    true
  from plan
  cross join lateral (
    values
      ('plan', plan.plan_id),
      ('product', coalesce(plan.product_id, '')),
      ('tier', coalesce(plan.tier, ''))
  ) as belongs (by, key)
  where not plan.is_deleted
    and belongs.key <> ''
)
select
  part.company_id,
  part.currency,
  part.by,
  part.key,
  sum(part.members)::metrics.count as members,
  sum(part.paying_customers)::metrics.count as paying_customers,
  sum(part.mrr)::metrics.money as mrr,
  (sum(part.mrr) / nullif(sum(part.paying_customers), 0))::metrics.money as arpu,
  sum(part.paying_customers_before)::metrics.count as paying_customers_before,
  sum(part.new_customers)::metrics.count as new_customers_30d,
  sum(part.churned_customers)::metrics.count as churned_customers_30d,
  (sum(part.churned_customers) / nullif(sum(part.paying_customers_before), 0))::metrics.ratio as churn_rate_30d,
  sum(part.gross_30d)::metrics.money as gross_30d,
  sum(part.refunds_30d)::metrics.money as refunds_30d,
  sum(part.net_30d)::metrics.money as net_30d,
  sum(part.gross)::metrics.money as gross,
  sum(part.refunds)::metrics.money as refunds,
  sum(part.net)::metrics.money as net
from part
group by part.company_id, part.currency, part.by, part.key
-- What was posted and taken back again did not happen.
having bool_or(part.is_offered) or sum(part.members) <> 0 or sum(part.mrr) <> 0 or sum(part.paying_customers_before) <> 0
  or sum(part.new_customers) <> 0 or sum(part.churned_customers) <> 0
  or sum(part.gross) <> 0 or sum(part.refunds) <> 0 or sum(part.net) <> 0;

comment on view metrics.performance is
  'What each plan, product and tier brings: members, paying customers, MRR, churn, revenue. The definition of metrics.plan_performance, '
  'metrics.product_performance and metrics.tier_performance.';
