-- requires: metrics.desired_revenue_daily, metrics.desired_mrr_daily, metrics.desired_students_daily, core.lock_companies
-- metrics.add_up_days(company_id): writes the daily summaries of a company anew from its ledgers. The triggers keep them right;
-- this is for what they cannot see: another time zone, or a hand in the ledger.
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
end
$$;

comment on function metrics.add_up_days(text) is 'Writes the daily summaries of a company anew from its ledgers.';
