insert into core.revenue_entries (company_id, payment_id, kind, source_id, currency, occurred_at, amount, payments, posted_at, raw_seq)
select
  company.company_id,
  payment.payment_id,
  movement.kind,
  case
    when happening.what in ('paid', 'failed') then payment.payment_id
    when happening.what = 'refunded' then bench.id('rf_', payment.nth)
    else bench.id('dspt_', payment.nth)
  end,
  plan.currency,
  happening.at,
  case movement.kind
    when 'charge' then happening.amount
    when 'tax' then -happening.tax
    when 'fee' then -happening.fee
    when 'refund' then -happening.amount
    when 'dispute' then -happening.amount
    when 'dispute_reversal' then happening.amount
    when 'failure' then 0
  end * 0.01,
  movement.payments,
  happening.arrived_at,
  happening.seq
from bench.happenings as happening
join bench.movements as movement on movement.what = happening.what
join bench.plans as plan on plan.nth = happening.plan
join bench.companies as company on company.nth = plan.company
cross join lateral (
  select happening.membership * 64 + happening.period as nth,
    bench.id('pay_', happening.membership * 64 + happening.period) as payment_id
  offset 0
) as payment
where movement.kind <> 'tax' or happening.tax <> 0
