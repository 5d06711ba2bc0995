-- metrics.identity_checks: what always has to be equal, and whether it is. One row per identity, company and currency.
-- left_side and right_side are reckoned from different tables; difference is by how much they disagree, each day, month, plan, customer or
-- payment by itself, added up without a sign: 0 where the identity holds. first_wrong is the first of them that does not agree.
-- All of them are true, always, at every commit: triggers keep them so. Each is found out by a different damage.
-- Reads ledgers, summaries and state once or twice each; `where company_id = …` reads that company alone.

create view metrics.identity_checks as
select checked.identity, checked.company_id, checked.currency, checked.left_side, checked.right_side, checked.difference,
  checked.difference = 0 as holds, checked.first_wrong, checked.in_words
from (
  -- Revenue, day by day: the summary's measures against the ledger's.
  select sums.company_id, sums.currency, identity.*
  from (
    select
      company_id,
      currency,
      sum(net) as net,
      sum(amount) as amount,
      sum(net_known) as net_known,
      sum(net_of_day) as net_of_day,
      sum(apart) as apart,
      min(day) filter (where apart <> 0)::text as first_apart,
      sum(unknown + abs(net_known - net_of_day)) as unknown,
      min(day) filter (where unknown <> 0 or net_known <> net_of_day)::text as first_unknown
    from (
      select
        company_id,
        currency,
        day,
        coalesce(sum(amount) filter (where kind <> 'failure'), 0) as net,
        coalesce(sum(amount), 0) as amount,
        coalesce(sum(amount - amount_unknown) filter (where kind <> 'failure'), 0) as net_known,
        coalesce(sum(unknown), 0) as unknown,
        coalesce(sum(net_of_day), 0) as net_of_day,
        abs(coalesce(sum(amount) filter (where kind = 'charge'), 0) - coalesce(sum(gross), 0))
          + abs(coalesce(sum(amount) filter (where kind = 'tax'), 0) + coalesce(sum(tax), 0))
          + abs(coalesce(sum(amount) filter (where kind = 'fee'), 0) + coalesce(sum(fees), 0))
          + abs(coalesce(sum(amount) filter (where kind = 'refund'), 0) + coalesce(sum(refunds), 0))
          + abs(coalesce(sum(amount) filter (where kind = 'dispute'), 0) + coalesce(sum(disputes), 0))
          + abs(coalesce(sum(amount) filter (where kind = 'dispute_reversal'), 0) - coalesce(sum(dispute_reversals), 0))
          + abs(coalesce(sum(counted) filter (where kind = 'charge'), 0) - coalesce(sum(payments), 0))
          + abs(coalesce(sum(counted) filter (where kind = 'refund'), 0) - coalesce(sum(refunded_payments), 0))
          + abs(coalesce(sum(counted) filter (where kind = 'dispute'), 0) - coalesce(sum(disputed_payments), 0))
          + abs(coalesce(sum(counted) filter (where kind = 'failure'), 0) - coalesce(sum(failed_payments), 0)) as apart
      from (
        -- First by kind alone: a few sums of few columns are all that a million entries go through.
        select entry.company_id, entry.currency,
          (entry.occurred_at at time zone coalesce(settings.time_zone, 'UTC'))::date as day,
          entry.kind,
          sum(entry.amount) as amount,
          sum(entry.payments) as counted,
          coalesce(sum(entry.amount) filter (where entry.posted_at > clock_timestamp()), 0) as amount_unknown,
          count(*) filter (where entry.posted_at > clock_timestamp()) as unknown,
          null::numeric as net_of_day, null::numeric as gross, null::numeric as tax, null::numeric as fees, null::numeric as refunds,
          null::numeric as disputes, null::numeric as dispute_reversals, null::bigint as payments, null::bigint as refunded_payments,
          null::bigint as disputed_payments, null::bigint as failed_payments
        from core.revenue_entries as entry
        left join ops.company_settings as settings on settings.company_id = entry.company_id
        group by 1, 2, 3, 4
        union all
        select company_id, currency, day, null, null, null, null, null,
          gross - tax - fees - refunds - disputes + dispute_reversals, gross, tax, fees, refunds, disputes, dispute_reversals,
          payments, refunded_payments, disputed_payments, failed_payments
        from metrics.revenue_daily
      ) as side
      group by company_id, currency, day
    ) as of_day
    group by company_id, currency
  ) as sums
  cross join lateral (
    values
      ('revenue by day', sums.net_of_day, sums.net, sums.apart, sums.first_apart,
        'Each day of revenue_daily = the entries of that day (sides: net revenue)'),
      ('net revenue', sums.amount, sums.net_of_day, abs(sums.amount - sums.net_of_day), null,
        'All that the revenue ledger moved = gross − tax − fees − refunds − disputes + dispute reversals'),
      ('revenue as known', sums.net_known, sums.net_of_day, sums.unknown, sums.first_unknown,
        'Each day''s net revenue as known now = as it stands')
  ) as identity (identity, left_side, right_side, difference, first_wrong, in_words)

  union all
  -- Revenue against payments.
  select sums.company_id, sums.currency, identity.*
  from (
    select company_id, currency, sum(charges) as charges, sum(total) as total, sum(outcomes) as outcomes, sum(payments) as payments,
      sum(beyond) as beyond, min(first_beyond) as first_beyond
    from (
      select company_id, currency, coalesce(sum(amount) filter (where kind = 'charge'), 0) as charges, 0 as total,
        sum(payments) as outcomes, 0 as payments, 0 as beyond, null as first_beyond
      from core.revenue_entries
      where kind in ('charge', 'failure')
      group by company_id, currency
      union all
      -- Who failed and then paid is counted twice so far.
      select company_id, currency, 0, 0, -sum(payments), 0, 0, null
      from core.revenue_entries
      where kind = 'charge'
        and (company_id, payment_id) in (
          select failure.company_id, failure.payment_id
          from core.revenue_entries as failure
          where failure.kind = 'failure'
          group by failure.company_id, failure.payment_id
          having sum(failure.payments) > 0)
      group by company_id, currency
      union all
      select company_id, currency, 0, coalesce(sum(total) filter (where paid_at is not null and total > 0), 0), 0,
        count(*) filter (where paid_at is not null and total > 0
          or first_failed_at < paid_at or first_failed_at is not null and paid_at is null), 0, null
      from core.payments
      where currency is not null
      group by company_id, currency
      union all
      -- A refund in a currency that its payment knows nothing of has no charge to be compared with.
      select refunded.company_id, refunded.currency, 0, 0, 0, 0, count(*), min(refunded.payment_id)
      from (
        select company_id, currency, payment_id
        from core.revenue_entries
        where kind in ('charge', 'refund')
          and (company_id, payment_id) in (
            select refund.company_id, refund.payment_id from core.revenue_entries as refund where refund.kind = 'refund')
        group by company_id, currency, payment_id
        having sum(amount) < 0
      ) as refunded
      join core.payments as payment
        on payment.company_id = refunded.company_id
        and payment.payment_id = refunded.payment_id
        and payment.currency = refunded.currency
      group by refunded.company_id, refunded.currency
    ) as side
    group by company_id, currency
  ) as sums
  cross join lateral (
    values
      ('refunds within charges', sums.beyond, 0, sums.beyond, sums.first_beyond,
        'Payments that were refunded more than was charged: none'),
      ('gross revenue', sums.charges, sums.total, abs(sums.charges - sums.total), null,
        'All charges of the revenue ledger = the totals of the payments that were paid'),
      ('first outcomes', sums.outcomes, sums.payments, abs(sums.outcomes - sums.payments), null,
        'Failed payments + payments that succeeded at first = payments with an outcome, each once')
  ) as identity (identity, left_side, right_side, difference, first_wrong, in_words)

  union all
  -- MRR, day by day and month by month.
  select sums.company_id, sums.currency, identity.*
  from (
    select
      company_id,
      currency,
      sum(net_new) as net_new,
      sum(net_known) as net_known,
      sum(net_of_day) as net_of_day,
      sum(apart) as apart,
      min(first_apart)::text as first_apart,
      sum(unknown) as unknown,
      min(first_unknown)::text as first_unknown,
      -- The last month: what MRR was when it began and what moved in it; what MRR was when it ended.
      (array_agg(stood - amount + net_of_day order by month desc))[1] as last_began_and_moved,
      (array_agg(stood order by month desc))[1] as last_ended,
      sum(abs(net_of_day - amount)) as months_apart,
      min(month) filter (where net_of_day <> amount)::text as first_month
    from (
      select
        company_id,
        currency,
        date_trunc('month', day::timestamp)::date as month,
        sum(net_new) as net_new,
        sum(net_known) as net_known,
        sum(net_of_day) as net_of_day,
        sum(amount) as amount,
        sum(sum(amount)) over (partition by company_id, currency order by date_trunc('month', day::timestamp)::date) as stood,
        sum(apart) as apart,
        min(day) filter (where apart <> 0) as first_apart,
        sum(unknown + abs(net_known - net_of_day)) as unknown,
        min(day) filter (where unknown <> 0 or net_known <> net_of_day) as first_unknown
      from (
        select
          company_id,
          currency,
          day,
          coalesce(sum(amount), 0) as amount,
          coalesce(sum(amount) filter (where kind <> 'transfer'), 0) as net_new,
          coalesce(sum(amount - amount_unknown) filter (where kind <> 'transfer'), 0) as net_known,
          coalesce(sum(unknown), 0) as unknown,
          coalesce(sum(net_of_day), 0) as net_of_day,
          abs(coalesce(sum(amount) filter (where kind = 'new'), 0) - coalesce(sum(new), 0))
            + abs(coalesce(sum(amount) filter (where kind = 'reactivation'), 0) - coalesce(sum(reactivation), 0))
            + abs(coalesce(sum(amount) filter (where kind = 'expansion'), 0) - coalesce(sum(expansion), 0))
            + abs(coalesce(sum(amount) filter (where kind = 'contraction'), 0) + coalesce(sum(contraction), 0))
            + abs(coalesce(sum(amount) filter (where kind = 'churn'), 0) + coalesce(sum(churn), 0))
            + abs(coalesce(sum(counted) filter (where kind = 'new'), 0) - coalesce(sum(customers_new), 0))
            + abs(coalesce(sum(counted) filter (where kind = 'reactivation'), 0) - coalesce(sum(customers_reactivated), 0))
            + abs(coalesce(sum(counted) filter (where kind = 'churn'), 0) - coalesce(sum(customers_churned), 0)) as apart
        from (
          select entry.company_id, entry.currency,
            (entry.occurred_at at time zone coalesce(settings.time_zone, 'UTC'))::date as day,
            entry.kind,
            sum(entry.amount) as amount,
            sum(entry.customers) as counted,
            coalesce(sum(entry.amount) filter (where entry.posted_at > clock_timestamp()), 0) as amount_unknown,
            count(*) filter (where entry.posted_at > clock_timestamp()) as unknown,
            null::numeric as net_of_day, null::numeric as new, null::numeric as reactivation, null::numeric as expansion,
            null::numeric as contraction, null::numeric as churn, null::bigint as customers_new, null::bigint as customers_reactivated,
            null::bigint as customers_churned
          from core.mrr_entries as entry
          left join ops.company_settings as settings on settings.company_id = entry.company_id
          group by 1, 2, 3, 4
          union all
          select company_id, currency, day, null, null, null, null, null, new + reactivation + expansion - contraction - churn,
            new, reactivation, expansion, contraction, churn, customers_new, customers_reactivated, customers_churned
          from metrics.mrr_daily
        ) as side
        group by company_id, currency, day
      ) as of_day
      group by company_id, currency, date_trunc('month', day::timestamp)::date
    ) as of_month
    group by company_id, currency
  ) as sums
  cross join lateral (
    values
      ('MRR by day', sums.net_of_day, sums.net_new, sums.apart, sums.first_apart,
        'Each day of mrr_daily = the entries of that day (sides: net new MRR)'),
      ('MRR by month', sums.last_began_and_moved, sums.last_ended, sums.months_apart, sums.first_month,
        'MRR at the start of each month + its movements = MRR at its end (sides: the last month)'),
      ('MRR as known', sums.net_known, sums.net_of_day, sums.unknown, sums.first_unknown,
        'Each day''s net new MRR as known now = as it stands')
  ) as identity (identity, left_side, right_side, difference, first_wrong, in_words)

  union all
  -- What stands, subscription by subscription: the ledger, the subscriptions, and the days.
  select company_id, currency, 'MRR', sum(standing), sum(of_day),
    sum(abs(posted - standing)) + abs(sum(posted) - sum(of_day)), min(membership_id) filter (where posted <> standing),
    'MRR of all subscriptions = all net new MRR by day = all entries, each subscription''s by itself'
  from (
    select company_id, currency, membership_id, sum(posted) as posted, sum(standing) as standing, sum(of_day) as of_day
    from (
      select company_id, currency, membership_id, amount as posted, 0 as standing, 0 as of_day
      from core.mrr_entries
      union all
      select company_id, currency, membership_id, 0, mrr, 0
      from core.subscriptions
      where mrr <> 0
      union all
      select company_id, currency, null, 0, 0, net_new
      from metrics.mrr_daily
    ) as side
    group by company_id, currency, membership_id
  ) as of_subscription
  group by company_id, currency

  union all
  -- Plan by plan, of those that ever had MRR.
  select company_id, currency, 'MRR by plan', sum(standing), sum(posted), sum(abs(posted - standing)),
    min(plan_id) filter (where posted <> standing),
    'Each plan''s MRR by its subscriptions = by the ledger; the plans together = MRR'
  from (
    select company_id, currency, plan_id, sum(posted) as posted, sum(standing) as standing
    from (
      select company_id, currency, plan_id, amount as posted, 0 as standing, 1 as entries
      from core.mrr_entries
      union all
      select company_id, currency, plan_id, 0, mrr, 0
      from core.subscriptions
      where mrr <> 0
    ) as side
    group by company_id, currency, plan_id
    having sum(entries) > 0
  ) as of_plan
  group by company_id, currency

  union all
  -- Customer by customer: counted by the ledger, and those who have MRR.
  select sums.company_id, sums.currency, identity.*
  from (
    select
      company_id,
      currency,
      sum(counted) as counted,
      sum(has_mrr) as has_mrr,
      sum((posted > 0)::integer) as has_posted,
      sum(abs(counted - has_mrr)) as counted_apart,
      min(customer_id) filter (where counted <> has_mrr) as first_counted,
      sum(abs((posted > 0)::integer - has_mrr)) as posted_apart,
      min(customer_id) filter (where (posted > 0)::integer <> has_mrr) as first_posted
    from (
      select company_id, currency, customer_id, sum(counted) as counted, sum(posted) as posted, max(has_mrr) as has_mrr
      from (
        select company_id, currency, customer_id, amount as posted, 0 as has_mrr,
          case when kind in ('new', 'reactivation') then customers when kind = 'churn' then -customers else 0 end as counted
        from core.mrr_entries
        union all
        select company_id, currency, customer_id, 0, 1, 0
        from core.subscriptions
        where mrr > 0
      ) as side
      group by company_id, currency, customer_id
    ) as of_customer
    group by company_id, currency
  ) as sums
  cross join lateral (
    values
      ('paying customers', sums.counted, sums.has_mrr, sums.counted_apart, sums.first_counted,
        'Customers new + reactivated − churned, by the ledger = customers with MRR in core.subscriptions'),
      ('customers with MRR', sums.has_posted, sums.has_mrr, sums.posted_apart, sums.first_posted,
        'Customers whose entries add up to MRR = customers with MRR in core.subscriptions')
  ) as identity (identity, left_side, right_side, difference, first_wrong, in_words)

  union all
  -- Students, day by day and one by one.
  select company_id, null, 'students by day', sum(of_day), sum(posted), sum(apart), min(day) filter (where apart <> 0)::text,
    'Each day of students_daily = the entries of that day (sides: students)'
  from (
    select company_id, day, sum(posted) as posted, sum(of_day) as of_day, abs(sum(joins)) + abs(sum(leaves)) as apart
    from (
      select entry.company_id, (entry.occurred_at at time zone coalesce(settings.time_zone, 'UTC'))::date as day,
        entry.students as posted, 0 as of_day,
        case when entry.kind = 'joined' then entry.students else 0 end as joins,
        case when entry.kind = 'left' then -entry.students else 0 end as leaves
      from core.access_entries as entry
      left join ops.company_settings as settings on settings.company_id = entry.company_id
      union all
      select company_id, day, 0, joins - leaves, -joins, -leaves
      from metrics.students_daily
    ) as side
    group by company_id, day
  ) as of_day
  group by company_id

  union all
  select company_id, null, 'students', sum(posted), sum(has_access), sum(abs(posted - has_access)),
    min(customer_id) filter (where posted <> has_access),
    'Customers who joined − left, by the ledger = customers with access in core.subscriptions'
  from (
    select company_id, customer_id, sum(posted) as posted, max(has_access) as has_access
    from (
      select company_id, customer_id, students as posted, 0 as has_access
      from core.access_entries
      union all
      select company_id, customer_id, 0, 1
      from core.subscriptions
      where has_access
    ) as side
    group by company_id, customer_id
  ) as of_customer
  group by company_id
) as checked (company_id, currency, identity, left_side, right_side, difference, first_wrong, in_words);

comment on view metrics.identity_checks is
  'What always has to be equal, and whether it is: one row per identity, company and currency. No row is false, ever.';
