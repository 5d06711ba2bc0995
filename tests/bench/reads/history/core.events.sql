-- What each delivery tells, and where a payment is of a cycle, the renewal that it is as well.
insert into core.events (
  company_id, raw_seq, part, delivery_key, category, type, source_type, occurred_at, rank,
  user_id, membership_id, payment_id, refund_id, dispute_id, product_id, plan_id, status, amount, currency, facts)
select
  company.company_id,
  happening.seq,
  name.part,
  'msg_' || happening.seq,
  name.category,
  name.type,
  name.source_type,
  happening.at,
  name.rank,
  ids.user_id,
  ids.membership_id,
  ids.payment_id,
  case when happening.what = 'refunded' then bench.id('rf_', payment.nth) end,
  case when happening.what in ('disputed', 'won', 'lost') then bench.id('dspt_', payment.nth) end,
  plan.product_id,
  plan.plan_id,
  case happening.what
    when 'paid' then 'paid'
    when 'failed' then 'open'
    else facts.told -> coalesce(name.object, '') ->> 'status'
  end,
  happening.amount * 0.01,
  case when name.category <> 'activity' then plan.currency end,
  coalesce(facts.told, '{}')
from bench.happenings as happening
join bench.memberships as membership on membership.nth = happening.membership
join bench.companies as company on company.nth = membership.company
join bench.plans as plan on plan.nth = happening.plan
join bench.names as name
  on name.what = happening.what
  and (name.part = 1 or happening.period > 0)
cross join lateral (
  select case when happening.period between 0 and 62 then happening.membership * 64 + happening.period end as nth
) as payment
cross join lateral (
  select
    bench.id('user_', membership.person) as user_id,
    bench.id('mem_', happening.membership) as membership_id,
    bench.id('pay_', payment.nth) as payment_id
  offset 0
) as ids
cross join lateral (
  select case
    when name.part = 2 then '{"told_by": "billing_reason"}'
    -- Put together as text: jsonb_build_object takes three times as long, and most events are these.
    when happening.what in ('paid', 'failed') then concat(
      '{"payment": {"user_id": "', ids.user_id,
      '", "membership_id": "', ids.membership_id,
      '", ', plan.told_of_payment,
      ', "status": "', case happening.what when 'paid' then 'paid' else 'open' end,
      '", "billing_reason": "', case
        when plan.days is null then 'one_time'
        when happening.period = 0 then 'subscription_create'
        else 'subscription_cycle'
      end,
      '", "total": ', (happening.subtotal + happening.tax) * 0.01,
      ', "tax": ', happening.tax * 0.01,
      ', "amount_after_fees": ', (happening.subtotal - happening.fee) * 0.01,
      ', "created_at": "', core.iso(happening.due_at),
      case when happening.what = 'paid' then '", "paid_at": "' || core.iso(happening.at) end,
      case when happening.what = 'paid' and plan.days is not null
        then '"}, "subscription": {"user_id": "' || ids.user_id || '", ' || plan.told_of_subscription || '}}' else '"}}' end)::jsonb
    when happening.what = 'refunded' then jsonb_build_object('payment', '{}'::jsonb, 'refund', jsonb_build_object(
      'payment_id', ids.payment_id,
      'status', 'succeeded',
      'amount', happening.amount * 0.01,
      'currency', plan.currency,
      'refunded_at', core.iso(happening.at)))
    when happening.what in ('disputed', 'won', 'lost') then jsonb_build_object('payment', '{}'::jsonb, 'dispute', jsonb_strip_nulls(
      jsonb_build_object(
        'payment_id', ids.payment_id,
        'status', case happening.what when 'disputed' then 'needs_response' else happening.what end,
        'status_at', core.iso(happening.at),
        'amount', happening.amount * 0.01,
        'currency', plan.currency,
        'opened_at', case happening.what when 'disputed' then core.iso(happening.at) end)))
    when name.category = 'membership' then jsonb_build_object('subscription', bench.told(membership.*, plan.*, happening.what))
  end as told
  offset 0
) as facts
