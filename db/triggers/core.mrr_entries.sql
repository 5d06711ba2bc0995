-- metrics.mrr_daily follows the MRR ledger: each posted entry is added to its day, in the company's time zone.
-- A transfer (between plans, at the same MRR) moves nothing.

create or replace function metrics.add_to_mrr_daily() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into metrics.mrr_daily as summary (
    company_id, day, currency, new, reactivation, expansion, contraction, churn,
    customers_new, customers_reactivated, customers_churned)
  select
    entry.company_id,
    (entry.occurred_at at time zone coalesce(settings.time_zone, 'UTC'))::date as day,
    entry.currency,
    coalesce(sum(entry.amount) filter (where entry.kind = 'new'), 0),
    coalesce(sum(entry.amount) filter (where entry.kind = 'reactivation'), 0),
    coalesce(sum(entry.amount) filter (where entry.kind = 'expansion'), 0),
    coalesce(-sum(entry.amount) filter (where entry.kind = 'contraction'), 0),
    coalesce(-sum(entry.amount) filter (where entry.kind = 'churn'), 0),
    coalesce(sum(entry.customers) filter (where entry.kind = 'new'), 0),
    coalesce(sum(entry.customers) filter (where entry.kind = 'reactivation'), 0),
    coalesce(sum(entry.customers) filter (where entry.kind = 'churn'), 0)
  from posted as entry
  left join ops.company_settings as settings on settings.company_id = entry.company_id
  where entry.kind <> 'transfer'
  group by 1, 2, 3
  order by 1, 2, 3
  on conflict (company_id, day, currency) do update set
    new = summary.new + excluded.new,
    reactivation = summary.reactivation + excluded.reactivation,
    expansion = summary.expansion + excluded.expansion,
    contraction = summary.contraction + excluded.contraction,
    churn = summary.churn + excluded.churn,
    customers_new = summary.customers_new + excluded.customers_new,
    customers_reactivated = summary.customers_reactivated + excluded.customers_reactivated,
    customers_churned = summary.customers_churned + excluded.customers_churned;
  return null;
end
$$;

comment on function metrics.add_to_mrr_daily() is 'Adds posted MRR entries to their days in metrics.mrr_daily.';

create or replace trigger add_to_mrr_daily
after insert on core.mrr_entries
referencing new table as posted
for each statement
execute function metrics.add_to_mrr_daily();

comment on trigger add_to_mrr_daily on core.mrr_entries is 'Keeps metrics.mrr_daily, in the same transaction.';
