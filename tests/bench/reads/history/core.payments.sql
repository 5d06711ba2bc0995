insert into core.payments (
  company_id, payment_id, user_id, membership_id, product_id, plan_id, status, billing_reason, currency, total, subtotal, tax,
  amount_after_fees, created_at, paid_at, first_failed_at, raw_seq)
select
  company.company_id,
  bench.id('pay_', happening.membership * 64 + happening.period),
  bench.id('user_', membership.person),
  bench.id('mem_', happening.membership),
  plan.product_id,
  plan.plan_id,
  case happening.what when 'paid' then 'paid' else 'open' end,
  case
    when plan.days is null then 'one_time'
    when happening.period = 0 then 'subscription_create'
    else 'subscription_cycle'
  end,
  plan.currency,
  (happening.subtotal + happening.tax) * 0.01,
  happening.subtotal * 0.01,
  happening.tax * 0.01,
  (happening.subtotal - happening.fee) * 0.01,
  happening.due_at,
  case happening.what when 'paid' then happening.at end,
  other.failed_at,
  greatest(happening.seq, other.seq)
from bench.happenings as happening
join bench.memberships as membership on membership.nth = happening.membership
join bench.companies as company on company.nth = membership.company
join bench.plans as plan on plan.nth = happening.plan
left join (
  -- What else was told of it.
  select membership, period, max(seq) as seq, min(at) filter (where what = 'failed') as failed_at
  from bench.happenings
  where what in ('failed', 'refunded', 'disputed', 'won', 'lost')
  group by membership, period
) as other
  on other.membership = happening.membership
  and other.period = happening.period
where happening.what = 'paid'
  or happening.what = 'failed' and not happening.is_paid
