-- requires: metrics.desired_revenue_daily, metrics.desired_mrr_daily, metrics.desired_students_daily, core.lock_companies
-- requires: metrics.desired_activity_user_days, metrics.desired_activity_daily, metrics.desired_active_users_by_previous_day
-- metrics.add_up_days(company_id): writes the daily summaries of a company anew from its ledgers and its activity. The triggers and
-- core.project() keep them right; this is for what they cannot see: another time zone, or a hand in the tables.
create or replace function metrics.add_up_days(company_id text) returns void
language plpgsql
set search_path = ''
as $$
begin
  perform core.lock_companies(array[add_up_days.company_id]);

  delete from metrics.revenue_daily as daily where daily.company_id = add_up_days.company_id;
  insert into metrics.revenue_daily (
    company_id, day, currency, gross, tax, fees, refunds, disputes, dispute_reversals,
    payments, refunded_payments, disputed_payments, failed_payments)
  select
    desired.company_id, desired.day, desired.currency, desired.gross, desired.tax, desired.fees, desired.refunds,
    desired.disputes, desired.dispute_reversals, desired.payments, desired.refunded_payments, desired.disputed_payments,
    desired.failed_payments
  from metrics.desired_revenue_daily as desired
  where desired.company_id = add_up_days.company_id;

  delete from metrics.mrr_daily as daily where daily.company_id = add_up_days.company_id;
  insert into metrics.mrr_daily (
    company_id, day, currency, new, reactivation, expansion, contraction, churn,
    customers_new, customers_reactivated, customers_churned)
  select
    desired.company_id, desired.day, desired.currency, desired.new, desired.reactivation, desired.expansion, desired.contraction,
    desired.churn, desired.customers_new, desired.customers_reactivated, desired.customers_churned
  from metrics.desired_mrr_daily as desired
  where desired.company_id = add_up_days.company_id;

  delete from metrics.students_daily as daily where daily.company_id = add_up_days.company_id;
  insert into metrics.students_daily (company_id, day, joins, leaves)
  select desired.company_id, desired.day, desired.joins, desired.leaves
  from metrics.desired_students_daily as desired
  where desired.company_id = add_up_days.company_id;

  -- That may be millions of rows, and mostly they are right: only what differs is written.
  with difference as materialized (
    select key.company_id, key.day, key.type, key.user_id, desired.events
    from (
      select *
      from metrics.desired_activity_user_days as desired
      where desired.company_id = add_up_days.company_id
    ) as desired
    full join (
      select *
      from metrics.activity_user_days as found
      where found.company_id = add_up_days.company_id
    ) as found using (company_id, day, type, user_id) as key
    where desired.events is distinct from found.events
  ), gone as (
    delete from metrics.activity_user_days as active
    using difference
    where difference.events is null
      and active.company_id = difference.company_id
      and active.day = difference.day
      and active.type = difference.type
      and active.user_id = difference.user_id
  )
  insert into metrics.activity_user_days (company_id, day, type, user_id, events)
  select difference.company_id, difference.day, difference.type, difference.user_id, difference.events
  from difference
  where difference.events is not null
  order by difference.company_id, difference.day, difference.type, difference.user_id
  on conflict on constraint activity_user_days_pkey do update set events = excluded.events;

  delete from metrics.activity_daily as daily where daily.company_id = add_up_days.company_id;
  insert into metrics.activity_daily (company_id, day, type, events, users)
  select desired.company_id, desired.day, desired.type, desired.events, desired.users
  from metrics.desired_activity_daily as desired
  where desired.company_id = add_up_days.company_id;

  delete from metrics.active_users_by_previous_day as daily where daily.company_id = add_up_days.company_id;
  insert into metrics.active_users_by_previous_day (company_id, day, previous_day, users)
  select desired.company_id, desired.day, desired.previous_day, desired.users
  from metrics.desired_active_users_by_previous_day as desired
  where desired.company_id = add_up_days.company_id;
end
$$;

comment on function metrics.add_up_days(text) is 'Writes the daily summaries of a company anew from its ledgers and its activity.';
