-- requires: metrics.whole_days, metrics.mrr_movements
-- metrics.mrr_between(company_id, currency, from_at, to_at): all that metrics.mrr_daily measures, added up from from_at (included)
-- to to_at (excluded; 'infinity': as of now). From '-infinity' on, net_new is the MRR that stood at to_at. One row.
-- Whole days come from the summary, parts of days from the ledger. In PL/pgSQL as metrics.revenue_between is, and for its reason.
create or replace function metrics.mrr_between(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns table (
  new numeric, reactivation numeric, expansion numeric, contraction numeric, churn numeric, net_new numeric,
  customers_new bigint, customers_reactivated bigint, customers_churned bigint
)
language plpgsql stable
set search_path = ''
as $$
begin
  return query
  select
    coalesce(sum(moved.new), 0),
    coalesce(sum(moved.reactivation), 0),
    coalesce(sum(moved.expansion), 0),
    coalesce(sum(moved.contraction), 0),
    coalesce(sum(moved.churn), 0),
    coalesce(sum(moved.net_new), 0),
    coalesce(sum(moved.customers_new), 0)::bigint,
    coalesce(sum(moved.customers_reactivated), 0)::bigint,
    coalesce(sum(moved.customers_churned), 0)::bigint
  from metrics.whole_days(mrr_between.company_id, mrr_between.from_at, mrr_between.to_at) as days
  cross join lateral (
    select daily.new, daily.reactivation, daily.expansion, daily.contraction, daily.churn, daily.net_new,
      daily.customers_new, daily.customers_reactivated, daily.customers_churned
    from metrics.mrr_daily as daily
    where daily.company_id = mrr_between.company_id
      and daily.currency = mrr_between.currency
      and daily.day >= days.first_day
      and daily.day < days.next_day
    union all
    select entry.new, entry.reactivation, entry.expansion, entry.contraction, entry.churn, entry.net_new,
      entry.customers_new, entry.customers_reactivated, entry.customers_churned
    from metrics.mrr_movements as entry
    where entry.company_id = mrr_between.company_id
      and entry.currency = mrr_between.currency
      and entry.occurred_at >= mrr_between.from_at
      and entry.occurred_at < days.whole_from_at
    union all
    select entry.new, entry.reactivation, entry.expansion, entry.contraction, entry.churn, entry.net_new,
      entry.customers_new, entry.customers_reactivated, entry.customers_churned
    from metrics.mrr_movements as entry
    where entry.company_id = mrr_between.company_id
      and entry.currency = mrr_between.currency
      and entry.occurred_at >= days.whole_to_at
      and entry.occurred_at < mrr_between.to_at
  ) as moved;
end
$$;

comment on function metrics.mrr_between(text, text, timestamptz, timestamptz) is
  'Movements of MRR and of paying customers from an instant (included) to another (excluded). One row.';
