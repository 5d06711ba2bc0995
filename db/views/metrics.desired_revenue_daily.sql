-- requires: metrics.revenue_movements
-- metrics.desired_revenue_daily: what metrics.revenue_daily should say: the revenue ledger added up by day of the company's time zone.

create view metrics.desired_revenue_daily as
select
  entry.company_id,
  (entry.occurred_at at time zone coalesce(settings.time_zone, 'UTC'))::date as day,
  entry.currency,
  sum(entry.gross) as gross,
  sum(entry.tax) as tax,
  sum(entry.fees) as fees,
  sum(entry.refunds) as refunds,
  sum(entry.disputes) as disputes,
  sum(entry.dispute_reversals) as dispute_reversals,
  sum(entry.payments)::integer as payments,
  sum(entry.refunded_payments)::integer as refunded_payments,
  sum(entry.disputed_payments)::integer as disputed_payments,
  sum(entry.failed_payments)::integer as failed_payments
from metrics.revenue_movements as entry
left join ops.company_settings as settings on settings.company_id = entry.company_id
group by 1, 2, 3;

comment on view metrics.desired_revenue_daily is 'What metrics.revenue_daily should say: the revenue ledger added up by day.';
