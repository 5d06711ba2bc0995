insert into core.disputes (company_id, dispute_id, payment_id, status, amount, currency, opened_at, resolved_at, raw_seq)
select
  company.company_id,
  bench.id('dspt_', opened.membership * 64 + opened.period),
  bench.id('pay_', opened.membership * 64 + opened.period),
  coalesce(resolved.what, 'needs_response'),
  opened.amount * 0.01,
  plan.currency,
  opened.at,
  resolved.at,
  greatest(opened.seq, resolved.seq)
from bench.happenings as opened
join bench.plans as plan on plan.nth = opened.plan
join bench.companies as company on company.nth = plan.company
left join bench.happenings as resolved
  on resolved.membership = opened.membership
  and resolved.period = opened.period
  and resolved.what in ('won', 'lost')
where opened.what = 'disputed'
