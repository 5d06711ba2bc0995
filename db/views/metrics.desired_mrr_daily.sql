-- requires: metrics.mrr_movements
-- metrics.desired_mrr_daily: what metrics.mrr_daily should say: the MRR ledger added up by day of the company's time zone.

create view metrics.desired_mrr_daily as
select
  entry.company_id,
  (entry.occurred_at at time zone coalesce(settings.time_zone, 'UTC'))::date as day,
  entry.currency,
  sum(entry.new) as new,
  sum(entry.reactivation) as reactivation,
  sum(entry.expansion) as expansion,
  sum(entry.contraction) as contraction,
  sum(entry.churn) as churn,
  sum(entry.customers_new)::integer as customers_new,
  sum(entry.customers_reactivated)::integer as customers_reactivated,
  sum(entry.customers_churned)::integer as customers_churned
from metrics.mrr_movements as entry
left join ops.company_settings as settings on settings.company_id = entry.company_id
group by 1, 2, 3;

comment on view metrics.desired_mrr_daily is 'What metrics.mrr_daily should say: the MRR ledger added up by day.';
