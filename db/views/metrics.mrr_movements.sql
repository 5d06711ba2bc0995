-- metrics.mrr_movements: the MRR ledger in the columns and signs of metrics.mrr_daily. One row per entry.
-- A transfer (between plans, at the same MRR) moves nothing.

create view metrics.mrr_movements as
select
  entry.company_id,
  entry.currency,
  entry.occurred_at,
  entry.posted_at,
  entry.raw_seq,
  entry.kind,
  entry.customer_id,
  entry.membership_id,
  case entry.kind when 'new' then entry.amount else 0 end as new,
  case entry.kind when 'reactivation' then entry.amount else 0 end as reactivation,
  case entry.kind when 'expansion' then entry.amount else 0 end as expansion,
  case entry.kind when 'contraction' then -entry.amount else 0 end as contraction,
  case entry.kind when 'churn' then -entry.amount else 0 end as churn,
  entry.amount as net_new,
  case entry.kind when 'new' then entry.customers else 0 end as customers_new,
  case entry.kind when 'reactivation' then entry.customers else 0 end as customers_reactivated,
  case entry.kind when 'churn' then entry.customers else 0 end as customers_churned
from core.mrr_entries as entry
where entry.kind <> 'transfer';

comment on view metrics.mrr_movements is 'The MRR ledger in the columns and signs of metrics.mrr_daily. One row per entry.';
