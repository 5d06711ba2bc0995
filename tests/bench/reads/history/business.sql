-- What happened to 500 companies in three years, up to bench.ends_at(): bench.happenings has a row for each delivery, in the order in
-- which they arrived; the other files of this folder, each named after the table that it fills, write down what follows from them.
-- Everything depends on the number of its row and nothing else, so that each run makes the same history.
-- Needs bench.ends_at() timestamptz and bench.payment_events() bigint, which say up to when and how much.

-- An even share from 0 to 1 of what may become of n, in question which.
create function bench.chance(n bigint, which bigint) returns float8
language sql immutable parallel safe
as $$ select (hashint8extended(n, which) & 9007199254740991)::float8 / 9007199254740992 $$;

-- An id that does not sort as it was made, as Whop's do not. n is below 2^31; no two have the same.
create function bench.id(prefix text, n bigint) returns text
language sql immutable parallel safe
as $$ select prefix || lpad(to_hex((n * 2654435761) & 4294967295), 8, '0') $$;

create function bench.days(how_many float8) returns interval
language sql immutable parallel safe
as $$ select make_interval(secs => how_many * 86400) $$;

-- How many ever joined: each brings some six payment events.
create function bench.people() returns integer
language sql immutable parallel safe
as $$ select (bench.payment_events() / 6.2)::integer $$;

-- The first has a fifth of all there is, the last some thousandth of that.
create unlogged table bench.companies as
select
  nth,
  'biz_' || nth as company_id,
  sum(weight) over (order by nth) / sum(weight) over () as share_up_to,
  bench.ends_at() - bench.days(case when nth = 1 then 1095 else 1095 * (0.4 + 0.6 * bench.chance(nth, 1)) end) as began_at,
  0.06 + 0.06 * bench.chance(nth, 2) as churn,
  -- Where it is afternoon or evening: much of a day has to be read from the ledgers.
  case when nth = 1 then (
    select zone.name
    from unnest(array['America/Los_Angeles', 'America/New_York', 'America/Sao_Paulo', 'Europe/London', 'Europe/Helsinki', 'Asia/Karachi',
      'Asia/Bangkok', 'Asia/Tokyo', 'Pacific/Auckland']) as zone (name)
    order by abs(extract(hour from bench.ends_at() at time zone zone.name) - 18), zone.name
    limit 1)
  end as time_zone
from (select nth, nth::float8 ^ -1.05 as weight from generate_series(1, 500) as nth) as company;

-- Six plans of three products, in the larger companies several times.
create unlogged table bench.plans as
select
  plan.*,
  -- What a payment tells of it, as JSON but for the braces.
  format('"product_id": "%s", "plan_id": "%s", "currency": "%s", "subtotal": %s', plan.product_id, plan.plan_id, plan.currency,
    plan.price * 0.01) as told_of_payment,
  format('"product_id": "%1$s", "plan_id": "%2$s", "on %2$s": true, "paid": true, "recurring_amount": %3$s, "recurring_plan_id": "%2$s", '
    '"recurring_currency": "%4$s"', plan.product_id, plan.plan_id, plan.price * 0.01, plan.currency) as told_of_subscription
from (
  select
    offered.*,
    bench.id('plan_', offered.nth) as plan_id,
    bench.id('prod_', offered.nth / 6 * 6 + offered.product) as product_id,
    case when offered.days is not null then core.money(offered.price * 0.01 / core.interval_months(offered.days)) end as mrr,
    -- The members who change plan change to the monthly one of the next product.
    case when offered.kind = 1 then offered.nth + 2 end as next_plan,
    (sum(offered.weight) over so_far - offered.weight) / sum(offered.weight) over (partition by offered.company) as share_from,
    sum(offered.weight) over so_far / sum(offered.weight) over (partition by offered.company) as share_up_to
  from (
    select
      (row_number() over (order by company.nth, suite.nth, kind.kind) - 1)::integer as nth,
      company.nth as company, kind.kind, kind.product, kind.weight / suite.nth as weight, kind.days, kind.trial_days,
      (kind.price + 100 * (company.nth % 7) + 1000 * (suite.nth - 1)) as price,
      case when kind.kind = 6 and company.nth % 20 = 1 then 'eur' else 'usd' end as currency,
      kind.title || case when suite.nth > 1 then ' ' || suite.nth else '' end as title
    from bench.companies as company
    cross join lateral generate_series(1, greatest(1, least(4, 8 / company.nth))) as suite (nth)
    cross join (
      values
        (1, 1, 0.40, 30, null, 4900, 'Monthly'),
        (2, 1, 0.08, 365, null, 49000, 'Yearly'),
        (3, 2, 0.17, 30, null, 9900, 'Premium'),
        (4, 2, 0.17, 30, 7, 2900, 'Trial'),
        (5, 3, 0.08, null, null, 19900, 'Course'),
        (6, 3, 0.10, 30, null, 3900, 'Monthly, elsewhere')
    ) as kind (kind, product, weight, days, trial_days, price, title)
  ) as offered
  window so_far as (partition by offered.company order by offered.nth)
) as plan;

-- Who joined what, when: the first membership of each person, and below the second of those who have one.
create unlogged table bench.joinings as
select
  (person.nth * 2)::integer as nth,
  person.nth::integer as person,
  company.nth as company,
  -- Ever more join.
  company.began_at + bench.chance(person.nth, 3) ^ 0.75 * (bench.ends_at() - company.began_at) as joined_at
from generate_series(1, bench.people()) as person (nth)
cross join (select array_agg(share_up_to order by nth) as shares_up_to from bench.companies) as all_of
join bench.companies as company
  on company.nth = least(500, 1 + width_bucket(bench.chance(person.nth, 4), all_of.shares_up_to));

-- What becomes of who joined: how many periods they pay, and how it ends. Times after the end of history are null.
create view bench.lives as
select
  life.nth,
  life.person,
  life.company,
  life.plan,
  life.joined_at,
  life.days,
  life.trial_days,
  life.periods,
  life.periods > 0 and life.fails_at_last as fails_at_last,
  life.next_plan,
  life.changes_before,
  case when life.changes_at <= bench.ends_at() then life.changes_at end as changed_at,
  case when life.cancels_at <= bench.ends_at() then life.cancels_at end as cancelled_at,
  case when life.ends_at <= bench.ends_at() then life.ends_at end as ended_at,
  life.period_ends_at
from (
  select
    paying.*,
    -- In the middle of a period.
    paying.joined_at + bench.days((paying.changes_before - 0.5) * paying.days) as changes_at,
    case when paying.periods > 0 and not paying.fails_at_last
      then paying.period_ends_at - bench.days((0.1 + 0.8 * bench.chance(paying.nth, 13)) * paying.days) end as cancels_at,
    paying.period_ends_at + bench.days(case when paying.periods > 0 and paying.fails_at_last then 10 else 0 end) as ends_at
  from (
    select
      counted.*,
      case when counted.days is not null
        then counted.joined_at + bench.days(coalesce(counted.trial_days, 0) + counted.periods * counted.days) end as period_ends_at,
      case when counted.periods >= 3 and bench.chance(counted.nth, 12) < 0.06 then counted.plan_after end as next_plan,
      case when counted.periods >= 3 and bench.chance(counted.nth, 12) < 0.06 and counted.plan_after is not null
        then counted.periods / 2 end as changes_before
    from (
      select
        joining.nth, joining.person, joining.company, joining.joined_at,
        plan.nth as plan, plan.next_plan as plan_after, plan.days, plan.trial_days,
        case
          when plan.days is null then 1
          when plan.trial_days is not null and bench.chance(joining.nth, 11) > 0.55 then 0
          when plan.days = 365 then 1 + floor(ln(1 - bench.chance(joining.nth, 10)) / ln(0.6))
          else 1 + floor(ln(1 - bench.chance(joining.nth, 10)) / ln(1 - company.churn))
        end::integer as periods,
        bench.chance(joining.nth, 14) < 0.15 as fails_at_last
      from bench.joinings as joining
      join bench.companies as company on company.nth = joining.company
      join bench.plans as plan
        on plan.company = joining.company
        and bench.chance(joining.nth, 15) >= plan.share_from
        and bench.chance(joining.nth, 15) < plan.share_up_to
    ) as counted
  ) as paying
) as life;

create unlogged table bench.memberships as select * from bench.lives;

-- Some come back after a while, some take another product beside the first.
insert into bench.joinings
select second.nth, second.person, second.company, second.joined_at
from (
  select
    first.nth + 1 as nth, first.person, first.company,
    case
      when bench.chance(first.person, 20) < 0.06 then first.joined_at + bench.days(5 + 115 * bench.chance(first.person, 21))
      when bench.chance(first.person, 20) < 0.24 then first.ended_at + bench.days(10 + 190 * bench.chance(first.person, 21))
    end as joined_at
  from bench.memberships as first
) as second
where second.joined_at <= bench.ends_at();
insert into bench.memberships select * from bench.lives where nth % 2 = 1;
analyze bench.companies, bench.plans, bench.memberships;

-- Each period that is to be paid. Some fail first, and of those most are paid within days.
create unlogged table bench.payments as
select
  payment.*,
  case when payment.refunds_at <= bench.ends_at() then payment.refunds_at end as refunded_at,
  case when payment.disputes_at <= bench.ends_at() then payment.disputes_at end as disputed_at,
  case when payment.resolves_at <= bench.ends_at() then payment.resolves_at end as resolved_at
from (
  select
    paid.*,
    case when bench.chance(paid.nth, 34) < 0.05 then paid.paid_at + bench.days(0.1 + 14 * bench.chance(paid.nth, 35)) end as refunds_at,
    case when bench.chance(paid.nth, 36) < 0.003 then paid.paid_at + bench.days(4 + 40 * bench.chance(paid.nth, 37)) end as disputes_at,
    case when bench.chance(paid.nth, 36) < 0.003
      then paid.paid_at + bench.days(24 + 40 * bench.chance(paid.nth, 37) + 20 * bench.chance(paid.nth, 38)) end as resolves_at
  from (
    select
      tried.*,
      case when tried.failed_at is null then tried.due_at when tried.pays_at <= bench.ends_at() then tried.pays_at end as paid_at
    from (
      select
        due.*,
        case when due.is_last_of_all or due.period > 0 and bench.chance(due.nth, 31) < 0.05 then due.due_at end as failed_at,
        case when not due.is_last_of_all then due.due_at + bench.days(0.25 + 7 * bench.chance(due.nth, 32)) end as pays_at,
        -- Some places tax, the fee is about Whop's.
        case when bench.chance(due.person, 33) < 0.3 then round(due.subtotal * 0.081)::integer else 0 end as tax,
        round(due.subtotal * 0.027)::integer + 30 as fee
      from (
        select
          membership.nth * 64 + period.nth as nth,
          membership.nth as membership,
          membership.person,
          period.nth as period,
          membership.joined_at + interval '1.5 seconds'
            + bench.days(coalesce(membership.trial_days, 0) + period.nth * coalesce(membership.days, 0)) as due_at,
          membership.fails_at_last and period.nth = membership.periods as is_last_of_all,
          plan.nth as plan,
          plan.price as subtotal
        from bench.memberships as membership
        cross join lateral generate_series(0, membership.periods - case when membership.fails_at_last then 0 else 1 end) as period (nth)
        join bench.plans as plan
          on plan.nth = case when period.nth >= membership.changes_before then membership.next_plan else membership.plan end
      ) as due
      where due.due_at <= bench.ends_at()
    ) as tried
  ) as paid
) as payment;

-- Every delivery: what happened, when, and when it arrived here. Most arrive at once, some hours later.
create unlogged table bench.happenings as
select row_number() over (order by happening.arrived_at, happening.membership, happening.what) as seq, happening.*
from (
  select
    happened.*,
    least(bench.ends_at(), happened.at + bench.days(case when bench.chance(happened.membership * 64 + happened.period, 40) < 0.015
      then 0.25 * bench.chance(happened.membership * 64 + happened.period, 41) else 0.00002 end)) as arrived_at
  from (
    select membership.nth as membership, -1 as period, event.what, event.at, coalesce(event.plan, membership.plan) as plan,
      null::timestamptz as due_at, null::boolean as is_paid, null::integer as subtotal, null::integer as tax, null::integer as fee,
      null::integer as amount
    from bench.memberships as membership
    cross join lateral (
      values
        ('joined', membership.joined_at, membership.plan),
        ('changed', membership.changed_at, membership.next_plan),
        ('cancelled', membership.cancelled_at, case when membership.changed_at is not null then membership.next_plan end),
        ('ended', membership.ended_at, case when membership.changed_at is not null then membership.next_plan end)
    ) as event (what, at, plan)
    where event.at is not null
    union all
    select membership, period, 'paid', paid_at, plan, due_at, true, subtotal, tax, fee, subtotal + tax
    from bench.payments
    where paid_at is not null
    union all
    select membership, period, 'failed', failed_at, plan, due_at, paid_at is not null, subtotal, tax, fee, subtotal + tax
    from bench.payments
    where failed_at is not null
    union all
    select membership, period, 'refunded', refunded_at, plan, due_at, true, subtotal, tax, fee,
      case when bench.chance(nth, 39) < 0.8 then subtotal + tax else subtotal / 2 end
    from bench.payments
    where refunded_at is not null
    union all
    select membership, period, event.what, event.at, plan, due_at, true, subtotal, tax, fee, subtotal + tax
    from bench.payments
    cross join lateral (
      values
        ('disputed', disputed_at),
        (case when bench.chance(nth, 42) < 0.4 then 'won' else 'lost' end, resolved_at)
    ) as event (what, at)
    where disputed_at is not null and event.at is not null
    union all
    -- What members do while they have access. A few do much; half of it is of the last two months.
    select membership.nth, 63, case when act.nth % 10 < 5 then 'message' when act.nth % 10 < 8 then 'lesson' else 'reaction' end,
      time.begins_at + bench.chance(act.nth, 52) * (coalesce(membership.ended_at, bench.ends_at()) - time.begins_at),
      membership.plan, null, null, null, null, null, null
    from generate_series(1, bench.payment_events() / 10) as act (nth)
    join bench.memberships as membership
      on membership.nth = 2 * (1 + floor(bench.chance(act.nth, 50) ^ 2 * bench.people()))::integer
    cross join lateral (
      select greatest(membership.joined_at, case when act.nth % 2 = 0 then bench.ends_at() - interval '60 days' end) as begins_at
    ) as time
    where coalesce(membership.ended_at, bench.ends_at()) > time.begins_at
  ) as happened
) as happening;
drop table bench.payments;

-- What Whop and Tidemark call it; a payment of a cycle is a renewal as well.
create unlogged table bench.names as
select
  happening.what,
  1 as part,
  happening.source_type,
  coalesce(happening.type, name.type) as type,
  name.category,
  case name.object when 'membership' then 'subscription' else name.object end as object,
  coalesce(happening.rank, name.rank) as rank
from (
  values
    ('joined', 'membership.activated', null, null),
    ('changed', 'membership.updated', null, null),
    ('cancelled', 'membership.cancel_at_period_end_changed', null, null),
    ('ended', 'membership.deactivated', null, null),
    ('paid', 'payment.succeeded', null, null),
    ('failed', 'payment.failed', null, null),
    ('refunded', 'refund.created', 'payment.refunded', 9::smallint),
    ('disputed', 'dispute.created', 'payment.disputed', null),
    ('won', 'dispute.updated', 'payment.dispute_resolved', null),
    ('lost', 'dispute.updated', 'payment.dispute_resolved', null),
    ('message', 'chat.message.created', null, null),
    ('lesson', 'course_lesson_interaction.completed', null, null),
    ('reaction', 'chat.reaction.created', null, null)
) as happening (what, source_type, type, rank)
join core.event_names as name on name.source_type = happening.source_type
union all
values ('paid', 2, 'payment.succeeded', 'membership.renewed', 'membership', null, 2::smallint);

-- What it moves.
create unlogged table bench.movements (what, kind, payments) as
values
  ('paid', 'charge', 1), ('paid', 'tax', 0), ('paid', 'fee', 0), ('failed', 'failure', 1), ('refunded', 'refund', 1),
  ('disputed', 'dispute', 1), ('won', 'dispute_reversal', 0);

-- Where each membership ended up: its newest deliveries, payment and sign of life.
create unlogged table bench.standings as
select
  membership,
  max(seq) filter (where what in ('joined', 'changed', 'cancelled', 'ended')) as told_seq,
  max(seq) filter (where what = 'paid') as paid_seq,
  max(at) filter (where what = 'paid') as paid_at,
  max(period) filter (where what = 'paid') as paid_period,
  max(at) as seen_at
from bench.happenings
group by membership;
analyze bench.happenings, bench.names, bench.movements, bench.standings;

-- What a delivery about the membership itself tells of it.
create function bench.told(membership bench.memberships, plan bench.plans, what text) returns jsonb
language sql stable parallel safe
as $$
  select jsonb_strip_nulls(jsonb_build_object(
    'user_id', bench.id('user_', membership.person),
    'product_id', plan.product_id,
    'plan_id', plan.plan_id,
    'on ' || plan.plan_id, true,
    'status', case
      when what = 'cancelled' then 'canceling'
      when what = 'ended' then case when membership.fails_at_last then 'expired' else 'canceled' end
      when what = 'changed' then 'active'
      when membership.days is null then 'completed'
      when membership.trial_days is not null then 'trialing'
      else 'active'
    end,
    'paid', false,
    'currency', plan.currency,
    'cancel_at_period_end', what = 'cancelled' or what = 'ended' and membership.cancelled_at is not null,
    'period_start', core.iso(case
      when membership.periods = 0 or what = 'joined' then case when membership.days is not null then membership.joined_at end
      when what = 'changed' then membership.joined_at + bench.days((membership.changes_before - 1) * membership.days)
      else membership.period_ends_at - bench.days(membership.days)
    end),
    'period_end', core.iso(case
      when membership.periods = 0 then membership.period_ends_at
      when what = 'joined' then membership.joined_at + bench.days(coalesce(membership.trial_days, membership.days))
      when what = 'changed' then membership.joined_at + bench.days(membership.changes_before * membership.days)
      else membership.period_ends_at
    end),
    'interval_days', case
      when what = 'joined' and membership.trial_days is not null then null
      when membership.periods = 0 then membership.trial_days
      else membership.days
    end))
$$;
