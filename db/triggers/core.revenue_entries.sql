-- metrics.revenue_daily follows the revenue ledger: each posted entry is added to its day, in the company's time zone.
-- Days are written in key order, so that two transactions never wait for each other in a circle.

create or replace function metrics.add_to_revenue_daily() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into metrics.revenue_daily as summary (
    company_id, day, currency, gross, tax, fees, refunds, disputes, dispute_reversals,
    payments, refunded_payments, disputed_payments, failed_payments)
  select
    entry.company_id,
    (entry.occurred_at at time zone coalesce(settings.time_zone, 'UTC'))::date as day,
    entry.currency,
    coalesce(sum(entry.amount) filter (where entry.kind = 'charge'), 0),
    coalesce(-sum(entry.amount) filter (where entry.kind = 'tax'), 0),
    coalesce(-sum(entry.amount) filter (where entry.kind = 'fee'), 0),
    coalesce(-sum(entry.amount) filter (where entry.kind = 'refund'), 0),
    coalesce(-sum(entry.amount) filter (where entry.kind = 'dispute'), 0),
    coalesce(sum(entry.amount) filter (where entry.kind = 'dispute_reversal'), 0),
    coalesce(sum(entry.payments) filter (where entry.kind = 'charge'), 0),
    coalesce(sum(entry.payments) filter (where entry.kind = 'refund'), 0),
    coalesce(sum(entry.payments) filter (where entry.kind = 'dispute'), 0),
    coalesce(sum(entry.payments) filter (where entry.kind = 'failure'), 0)
  from posted as entry
  left join ops.company_settings as settings on settings.company_id = entry.company_id
  group by 1, 2, 3
  order by 1, 2, 3
  on conflict (company_id, day, currency) do update set
    gross = summary.gross + excluded.gross,
    tax = summary.tax + excluded.tax,
    fees = summary.fees + excluded.fees,
    refunds = summary.refunds + excluded.refunds,
    disputes = summary.disputes + excluded.disputes,
    dispute_reversals = summary.dispute_reversals + excluded.dispute_reversals,
    payments = summary.payments + excluded.payments,
    refunded_payments = summary.refunded_payments + excluded.refunded_payments,
    disputed_payments = summary.disputed_payments + excluded.disputed_payments,
    failed_payments = summary.failed_payments + excluded.failed_payments;
  return null;
end
$$;

comment on function metrics.add_to_revenue_daily() is 'Adds posted revenue entries to their days in metrics.revenue_daily.';

create or replace trigger add_to_revenue_daily
after insert on core.revenue_entries
referencing new table as posted
for each statement
execute function metrics.add_to_revenue_daily();

comment on trigger add_to_revenue_daily on core.revenue_entries is 'Keeps metrics.revenue_daily, in the same transaction.';
