insert into core.subscriptions (
  company_id, membership_id, customer_id, user_id, product_id, plan_id, status, has_access, cancel_at_period_end, started_at, ended_at,
  renewal_period_start, renewal_period_end, currency, recurring_amount, interval_months, mrr, last_event_at, raw_seq, facts)
select
  company.company_id,
  bench.id('mem_', membership.nth),
  told.facts ->> 'user_id',
  told.facts ->> 'user_id',
  told.facts ->> 'product_id',
  told.facts ->> 'plan_id',
  stood.status,
  stood.status in ('trialing', 'active', 'canceling', 'completed'),
  (told.facts ->> 'cancel_at_period_end')::boolean,
  membership.joined_at,
  membership.ended_at,
  (told.facts ->> 'period_start')::timestamptz,
  (told.facts ->> 'period_end')::timestamptz,
  case when plan.days is not null then plan.currency end,
  case when plan.days is not null then plan.price * 0.01 else 0.00 end,
  case when plan.days is not null then core.interval_months(plan.days) else 1 end,
  case when stood.status in ('active', 'canceling') then plan.mrr else 0.00 end,
  greatest(newest.at, case when plan.days is not null then standing.paid_at end),
  case when plan.days is not null then greatest(standing.told_seq, standing.paid_seq) else standing.told_seq end,
  -- What its payments tell is laid over what the membership itself does.
  told.facts || jsonb_build_object('on ' || first_plan.plan_id, true)
    || case when plan.days is not null and standing.paid_at is not null then jsonb_build_object(
      'paid', told.is_paid,
      'recurring_amount', paid_plan.price * 0.01,
      'recurring_currency', paid_plan.currency,
      'recurring_plan_id', paid_plan.plan_id) else '{}' end
from bench.memberships as membership
join bench.standings as standing on standing.membership = membership.nth
join bench.companies as company on company.nth = membership.company
join bench.plans as first_plan on first_plan.nth = membership.plan
join bench.plans as plan on plan.nth = case when membership.changed_at is not null then membership.next_plan else membership.plan end
join bench.plans as paid_plan
  on paid_plan.nth = case when standing.paid_period >= membership.changes_before then membership.next_plan else membership.plan end
cross join lateral (
  select what, at
  from (
    values
      (4, 'ended', membership.ended_at), (3, 'cancelled', membership.cancelled_at),
      (2, 'changed', membership.changed_at), (1, 'joined', membership.joined_at)
  ) as event (nth, what, at)
  where at is not null
  order by nth desc
  limit 1
) as newest
cross join lateral (
  select bench.told(membership.*, plan.*, newest.what) as facts, coalesce(standing.paid_at > newest.at, false) as is_paid
  offset 0
) as told
cross join lateral (
  select case when told.facts ->> 'status' = 'trialing' and told.is_paid then 'active' else told.facts ->> 'status' end as status
) as stood
