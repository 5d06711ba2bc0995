-- Each change of a membership's MRR, called what it is to the customer, as core.desired_mrr_entries does.
insert into core.mrr_entries (
  company_id, customer_id, membership_id, plan_id, kind, currency, occurred_at, amount, customers, posted_at, raw_seq)
select
  company.company_id,
  bench.id('user_', entry.person),
  bench.id('mem_', entry.membership),
  plan.plan_id,
  case
    when entry.before = 0 and entry.after > 0 and coalesce(entry.highest_before, 0) = 0 then 'new'
    when entry.before = 0 and entry.after > 0 then 'reactivation'
    when entry.before > 0 and entry.after = 0 then 'churn'
    when entry.after > entry.before then 'expansion'
    when entry.after < entry.before then 'contraction'
    else 'transfer'
  end,
  plan.currency,
  entry.at,
  entry.amount,
  case when entry.nth = 1 and entry.after <> entry.before then 1 else 0 end,
  entry.arrived_at,
  entry.seq
from (
  select
    level.*,
    level.after - level.change as before,
    max(level.after) over (
      partition by level.person, level.currency order by level.at groups between unbounded preceding and 1 preceding) as highest_before
  from (
    select
      step.*,
      sum(step.amount) over (partition by step.person, step.currency order by step.at) as after,
      sum(step.amount) over (partition by step.person, step.currency, step.at) as change,
      row_number() over (
        partition by step.person, step.currency, step.at order by bench.id('mem_', step.membership), step.plan_id) as nth
    from (
      select membership.person, happening.membership, happening.at, happening.arrived_at, happening.seq, change.plan, plan.plan_id,
        plan.currency, change.sign * plan.mrr as amount
      from bench.happenings as happening
      join bench.memberships as membership on membership.nth = happening.membership
      cross join lateral (
        select happening.plan, 1 as sign
        where happening.what = 'joined' and membership.trial_days is null
          or happening.what = 'paid' and happening.period = 0 and membership.trial_days is not null
          or happening.what = 'changed'
        union all
        select membership.plan, -1 where happening.what = 'changed'
        union all
        select happening.plan, -1 where happening.what = 'ended' and membership.periods > 0
      ) as change
      join bench.plans as plan on plan.nth = change.plan
      where happening.what in ('joined', 'paid', 'changed', 'ended')
        and membership.days is not null
    ) as step
  ) as level
) as entry
join bench.plans as plan on plan.nth = entry.plan
join bench.companies as company on company.nth = plan.company
order by entry.seq, 2, 3, 4
