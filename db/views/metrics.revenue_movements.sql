-- metrics.revenue_movements: the revenue ledger in the columns and signs of metrics.revenue_daily. One row per entry.

create view metrics.revenue_movements as
select
  entry.company_id,
  entry.currency,
  entry.occurred_at,
  entry.posted_at,
  entry.raw_seq,
  entry.kind,
  entry.payment_id,
  entry.source_id,
  case entry.kind when 'charge' then entry.amount else 0 end as gross,
  case entry.kind when 'tax' then -entry.amount else 0 end as tax,
  case entry.kind when 'fee' then -entry.amount else 0 end as fees,
  case entry.kind when 'refund' then -entry.amount else 0 end as refunds,
  case entry.kind when 'dispute' then -entry.amount else 0 end as disputes,
  case entry.kind when 'dispute_reversal' then entry.amount else 0 end as dispute_reversals,
  entry.amount as net,
  case entry.kind when 'charge' then entry.payments else 0 end as payments,
  case entry.kind when 'refund' then entry.payments else 0 end as refunded_payments,
  case entry.kind when 'dispute' then entry.payments else 0 end as disputed_payments,
  case entry.kind when 'failure' then entry.payments else 0 end as failed_payments
from core.revenue_entries as entry;

comment on view metrics.revenue_movements is 'The revenue ledger in the columns and signs of metrics.revenue_daily. One row per entry.';
