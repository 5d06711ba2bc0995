-- metrics.desired_revenue_daily: what metrics.revenue_daily should say: the revenue ledger added up by day of the company's time zone.

create view metrics.desired_revenue_daily as
select
  entry.company_id,
  (entry.occurred_at at time zone coalesce(settings.time_zone, 'UTC'))::date as day,
  entry.currency,
  coalesce(sum(entry.amount) filter (where entry.kind = 'charge'), 0) as gross,
  coalesce(-sum(entry.amount) filter (where entry.kind = 'tax'), 0) as tax,
  coalesce(-sum(entry.amount) filter (where entry.kind = 'fee'), 0) as fees,
  coalesce(-sum(entry.amount) filter (where entry.kind = 'refund'), 0) as refunds,
  coalesce(-sum(entry.amount) filter (where entry.kind = 'dispute'), 0) as disputes,
  coalesce(sum(entry.amount) filter (where entry.kind = 'dispute_reversal'), 0) as dispute_reversals,
  coalesce(sum(entry.payments) filter (where entry.kind = 'charge'), 0)::integer as payments,
  coalesce(sum(entry.payments) filter (where entry.kind = 'refund'), 0)::integer as refunded_payments,
  coalesce(sum(entry.payments) filter (where entry.kind = 'dispute'), 0)::integer as disputed_payments,
  coalesce(sum(entry.payments) filter (where entry.kind = 'failure'), 0)::integer as failed_payments
from core.revenue_entries as entry
left join ops.company_settings as settings on settings.company_id = entry.company_id
group by 1, 2, 3;

comment on view metrics.desired_revenue_daily is 'What metrics.revenue_daily should say: the revenue ledger added up by day.';
