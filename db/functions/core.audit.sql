-- requires: core.desired_payments, core.desired_refunds, core.desired_disputes, core.desired_subscriptions
-- requires: core.desired_revenue_entries, core.desired_mrr_entries, core.desired_access_entries
-- requires: metrics.desired_revenue_daily, metrics.desired_mrr_daily, metrics.desired_students_daily
-- requires: metrics.desired_activity_user_days, metrics.desired_activity_daily, metrics.desired_active_users_by_previous_day
-- requires: core.membership_event_types, core.desired_renewals, core.desired_readings, core.stored_readings
-- core.audit(): everything that is not as it should be. No rows: the books balance.
-- State, names and directories against what the deliveries say, ledgers against desired, daily summaries against ledgers.
-- Reads all history; safe at any time.
create or replace function core.audit()
returns table (check_name text, company_id text, what text, expected text, found text)
language sql stable
set search_path = ''
set jit = off
as $$
  -- Ledgers: what should be posted, less what is.
  select 'revenue ledger', company_id, concat_ws(' ', payment_id, kind, source_id, currency, occurred_at),
    concat(sum(amount) filter (where wanted), ' (', sum(payments) filter (where wanted), ')'),
    concat(sum(amount) filter (where not wanted), ' (', sum(payments) filter (where not wanted), ')')
  from (
    select true as wanted, company_id, payment_id, kind, source_id, currency, occurred_at, amount, payments
    from core.desired_revenue_entries
    union all
    select false, company_id, payment_id, kind, source_id, currency, occurred_at, amount, payments
    from core.revenue_entries
  ) as entry
  group by company_id, payment_id, kind, source_id, currency, occurred_at
  having sum(case when wanted then amount else -amount end) <> 0
    or sum(case when wanted then payments else -payments end) <> 0

  union all
  select 'MRR ledger', company_id, concat_ws(' ', customer_id, membership_id, plan_id, kind, currency, occurred_at),
    concat(sum(amount) filter (where wanted), ' (', sum(customers) filter (where wanted), ')'),
    concat(sum(amount) filter (where not wanted), ' (', sum(customers) filter (where not wanted), ')')
  from (
    select true as wanted, company_id, customer_id, membership_id, plan_id, kind, currency, occurred_at, amount, customers
    from core.desired_mrr_entries
    union all
    select false, company_id, customer_id, membership_id, plan_id, kind, currency, occurred_at, amount, customers
    from core.mrr_entries
  ) as entry
  group by company_id, customer_id, membership_id, plan_id, kind, currency, occurred_at
  having sum(case when wanted then amount else -amount end) <> 0
    or sum(case when wanted then customers else -customers end) <> 0

  union all
  select 'access ledger', company_id, concat_ws(' ', customer_id, kind, occurred_at),
    (sum(students) filter (where wanted))::text, (sum(students) filter (where not wanted))::text
  from (
    select true as wanted, company_id, customer_id, kind, occurred_at, students from core.desired_access_entries
    union all
    select false, company_id, customer_id, kind, occurred_at, students from core.access_entries
  ) as entry
  group by company_id, customer_id, kind, occurred_at
  having sum(case when wanted then students else -students end) <> 0

  -- State: what the events say, less what stands there.
  union all
  select 'payments', coalesce(desired.company_id, found.company_id), coalesce(desired.payment_id, found.payment_id),
    desired::text, found::text
  from core.desired_payments as desired
  full join core.payments as found using (company_id, payment_id)
  where row (desired.*) is distinct from row (found.*)

  union all
  select 'refunds', coalesce(desired.company_id, found.company_id), coalesce(desired.refund_id, found.refund_id),
    desired::text, found::text
  from core.desired_refunds as desired
  full join core.refunds as found using (company_id, refund_id)
  where row (desired.*) is distinct from row (found.*)

  union all
  select 'disputes', coalesce(desired.company_id, found.company_id), coalesce(desired.dispute_id, found.dispute_id),
    desired::text, found::text
  from core.desired_disputes as desired
  full join core.disputes as found using (company_id, dispute_id)
  where row (desired.*) is distinct from row (found.*)

  union all
  select 'subscriptions', coalesce(desired.company_id, found.company_id), coalesce(desired.membership_id, found.membership_id),
    desired::text,
    found::text
  from core.desired_subscriptions as desired
  full join core.subscriptions as found using (company_id, membership_id)
  where row (desired.customer_id, desired.user_id, desired.product_id, desired.plan_id, desired.status, desired.has_access,
      desired.cancel_at_period_end, desired.started_at, desired.ended_at, desired.renewal_period_start, desired.renewal_period_end,
      desired.currency, desired.recurring_amount, desired.interval_months, desired.mrr, desired.last_event_at, desired.raw_seq)
    is distinct from row (found.customer_id, found.user_id, found.product_id, found.plan_id, found.status, found.has_access,
      found.cancel_at_period_end, found.started_at, found.ended_at, found.renewal_period_start, found.renewal_period_end,
      found.currency, found.recurring_amount, found.interval_months, found.mrr, found.last_event_at, found.raw_seq)
    or desired.facts is distinct from coalesce(found.facts, desired.facts)

  -- Events: what they are called, and which payments are renewals.
  union all
  select 'event names', company_id, concat_ws(' ', membership_id, raw_seq), type, type_now
  from core.membership_event_types
  where type <> type_now

  union all
  select 'renewals', coalesce(desired.company_id, found.company_id), concat_ws(' ', desired.payment_id, found.payment_id),
    desired.raw_seq::text, found.raw_seq::text
  from core.desired_renewals as desired
  full join (select * from core.events where part = 2) as found using (company_id, raw_seq)
  where desired.company_id is null or found.company_id is null

  -- Events and directories: what the deliveries say, less what stands there.
  union all
  select 'reading of ' || relation, company, id, desired.stored::text, found.stored::text
  from core.desired_readings() as desired
  full join core.stored_readings as found using (relation, company, id)
  where desired.stored is distinct from found.stored

  -- A delivery has a first part, and a second where it is a renewal as well.
  union all
  select 'reading of events', company_id, raw_seq::text, null, concat_ws(' ', 'part', part, type)
  from core.events
  where part not in (1, 2)

  -- Daily summaries: what the ledgers add up to, less what the day says.
  union all
  select 'revenue_daily', company_id, concat_ws(' ', day, currency), desired::text, found::text
  from metrics.desired_revenue_daily as desired
  full join metrics.revenue_daily as found using (company_id, day, currency)
  where row (desired.gross, desired.tax, desired.fees, desired.refunds, desired.disputes, desired.dispute_reversals,
      desired.payments, desired.refunded_payments, desired.disputed_payments, desired.failed_payments)
    is distinct from row (found.gross, found.tax, found.fees, found.refunds, found.disputes, found.dispute_reversals,
      found.payments, found.refunded_payments, found.disputed_payments, found.failed_payments)

  union all
  select 'mrr_daily', company_id, concat_ws(' ', day, currency), desired::text, found::text
  from metrics.desired_mrr_daily as desired
  full join metrics.mrr_daily as found using (company_id, day, currency)
  where row (desired.new, desired.reactivation, desired.expansion, desired.contraction, desired.churn,
      desired.customers_new, desired.customers_reactivated, desired.customers_churned)
    is distinct from row (found.new, found.reactivation, found.expansion, found.contraction, found.churn,
      found.customers_new, found.customers_reactivated, found.customers_churned)

  union all
  select 'students_daily', company_id, day::text, desired::text, found::text
  from metrics.desired_students_daily as desired
  full join metrics.students_daily as found using (company_id, day)
  where row (desired.joins, desired.leaves) is distinct from row (found.joins, found.leaves)

  -- Activity: what the events come to, less what stands there.
  union all
  select 'activity_user_days', company_id, concat_ws(' ', day, type, user_id), desired.events::text, found.events::text
  from metrics.desired_activity_user_days as desired
  full join metrics.activity_user_days as found using (company_id, day, type, user_id)
  where desired.events is distinct from found.events

  union all
  select 'activity_daily', company_id, concat_ws(' ', day, type), desired::text, found::text
  from metrics.desired_activity_daily as desired
  full join metrics.activity_daily as found using (company_id, day, type)
  where row (desired.events, desired.users) is distinct from row (found.events, found.users)

  union all
  select 'active_users_by_previous_day', company_id, concat_ws(' ', day, 'after', previous_day), desired.users::text, found.users::text
  from metrics.desired_active_users_by_previous_day as desired
  full join metrics.active_users_by_previous_day as found using (company_id, day, previous_day)
  where desired.users is distinct from found.users
$$;

comment on function core.audit() is
  'Everything that is not as it should be: state and directories against deliveries, ledgers against desired, summaries against ledgers. No rows: the books balance.';
