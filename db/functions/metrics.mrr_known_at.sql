-- requires: metrics.mrr_movements
-- metrics.mrr_known_at(at): the MRR ledger added up by day, as it was known at an instant: the entries posted until then.
-- One row per company, day and currency; at 'infinity' it is what metrics.mrr_daily says. What exactly "known at" means stands in
-- metrics.revenue_known_at. Without a search_path of its own so that the planner can inline it.
create or replace function metrics.mrr_known_at(at timestamptz)
returns table (
  company_id text, day date, currency text, new numeric, reactivation numeric, expansion numeric, contraction numeric, churn numeric,
  net_new numeric, customers_new integer, customers_reactivated integer, customers_churned integer
)
language sql stable
as $$
  select
    entry.company_id,
    (entry.occurred_at at time zone coalesce(settings.time_zone, 'UTC'))::date,
    entry.currency,
    sum(entry.new),
    sum(entry.reactivation),
    sum(entry.expansion),
    sum(entry.contraction),
    sum(entry.churn),
    sum(entry.net_new),
    sum(entry.customers_new)::integer,
    sum(entry.customers_reactivated)::integer,
    sum(entry.customers_churned)::integer
  from metrics.mrr_movements as entry
  left join ops.company_settings as settings on settings.company_id = entry.company_id
  where entry.posted_at <= mrr_known_at.at
  group by 1, 2, 3
$$;

comment on function metrics.mrr_known_at(timestamptz) is
  'MRR movements by company, day and currency as they were known at an instant: the ledger''s entries with posted_at up to it, added up.';
