-- metrics.desired_mrr_daily: what metrics.mrr_daily should say: the MRR ledger added up by day of the company's time zone.
-- A transfer (between plans, at the same MRR) moves nothing.

create view metrics.desired_mrr_daily as
select
  entry.company_id,
  (entry.occurred_at at time zone coalesce(settings.time_zone, 'UTC'))::date as day,
  entry.currency,
  coalesce(sum(entry.amount) filter (where entry.kind = 'new'), 0) as new,
  coalesce(sum(entry.amount) filter (where entry.kind = 'reactivation'), 0) as reactivation,
  coalesce(sum(entry.amount) filter (where entry.kind = 'expansion'), 0) as expansion,
  coalesce(-sum(entry.amount) filter (where entry.kind = 'contraction'), 0) as contraction,
  coalesce(-sum(entry.amount) filter (where entry.kind = 'churn'), 0) as churn,
  coalesce(sum(entry.customers) filter (where entry.kind = 'new'), 0)::integer as customers_new,
  coalesce(sum(entry.customers) filter (where entry.kind = 'reactivation'), 0)::integer as customers_reactivated,
  coalesce(sum(entry.customers) filter (where entry.kind = 'churn'), 0)::integer as customers_churned
from core.mrr_entries as entry
left join ops.company_settings as settings on settings.company_id = entry.company_id
where entry.kind <> 'transfer'
group by 1, 2, 3;

comment on view metrics.desired_mrr_daily is 'What metrics.mrr_daily should say: the MRR ledger added up by day.';
