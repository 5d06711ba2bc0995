insert into core.refunds (company_id, refund_id, payment_id, status, amount, currency, refunded_at, raw_seq)
select
  company.company_id,
  bench.id('rf_', happening.membership * 64 + happening.period),
  bench.id('pay_', happening.membership * 64 + happening.period),
  'succeeded',
  happening.amount * 0.01,
  plan.currency,
  happening.at,
  happening.seq
from bench.happenings as happening
join bench.plans as plan on plan.nth = happening.plan
join bench.companies as company on company.nth = plan.company
where happening.what = 'refunded'
