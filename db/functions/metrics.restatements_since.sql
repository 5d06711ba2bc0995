-- requires: metrics.revenue_movements, metrics.mrr_movements, metrics.known_since
-- metrics.restatements_since(since): which days changed after they were over, by how much and because of which delivery: what was posted
-- since an instant. One row per company, currency, day, delivery and day of posting (a delivery that is read again after a fix may
-- change its days once more). Amounts are changes, in the words and signs of the daily summaries.
--
-- The rule: an entry restates the day it falls on if it was posted on a later day (both in the company's time zone as it is set now).
-- But history that is being imported restates nothing, as nothing else was shown before: neither what was posted on the first day that
-- this database knew the company, nor what a backfill or import tells of days up to that one, however long it takes.
-- So for a day that was watched, what stands is what was known at its end and all its restatements since.
--
-- The entries posted since an instant are found by the ledgers' block range indexes (…_by_posting): what it costs grows with what was
-- posted since then, not with the ledger. Without a search_path of its own so that the planner can inline it.
create or replace function metrics.restatements_since(since timestamptz)
returns table (
  company_id text, currency text, day date, raw_seq bigint, posted_on date, posted_at timestamptz, event_name text,
  received_at timestamptz, entries bigint, kinds text[], payment_id text, source_id text, membership_id text, customer_id text,
  gross numeric, tax numeric, fees numeric, refunds numeric, disputes numeric, dispute_reversals numeric, net numeric,
  payments bigint, refunded_payments bigint, disputed_payments bigint, failed_payments bigint,
  new numeric, reactivation numeric, expansion numeric, contraction numeric, churn numeric, net_new numeric,
  customers_new bigint, customers_reactivated bigint, customers_churned bigint
)
language sql stable
as $$
  select
    changed.company_id, changed.currency, changed.day, changed.raw_seq, changed.posted_on, changed.posted_at, delivery.event_name,
    delivery.received_at, changed.entries, changed.kinds, changed.payment_id, changed.source_id, changed.membership_id,
    changed.customer_id, changed.gross, changed.tax, changed.fees, changed.refunds, changed.disputes, changed.dispute_reversals,
    changed.net, changed.payments, changed.refunded_payments, changed.disputed_payments, changed.failed_payments,
    changed.new, changed.reactivation, changed.expansion, changed.contraction, changed.churn, changed.net_new,
    changed.customers_new, changed.customers_reactivated, changed.customers_churned
  from (
    select
      late.company_id,
      late.currency,
      late.day,
      late.raw_seq,
      late.posted_on,
      min(late.known_since) as known_since,
      max(late.posted_at) as posted_at,
      count(*) as entries,
      array_agg(distinct late.kind) as kinds,
      -- What it is about, where that is one thing.
      case when min(late.payment_id) = max(late.payment_id) then min(late.payment_id) end as payment_id,
      case when min(late.source_id) = max(late.source_id) then min(late.source_id) end as source_id,
      case when min(late.membership_id) = max(late.membership_id) then min(late.membership_id) end as membership_id,
      case when min(late.customer_id) = max(late.customer_id) then min(late.customer_id) end as customer_id,
      sum(late.gross) as gross,
      sum(late.tax) as tax,
      sum(late.fees) as fees,
      sum(late.refunds) as refunds,
      sum(late.disputes) as disputes,
      sum(late.dispute_reversals) as dispute_reversals,
      sum(late.net) as net,
      sum(late.payments) as payments,
      sum(late.refunded_payments) as refunded_payments,
      sum(late.disputed_payments) as disputed_payments,
      sum(late.failed_payments) as failed_payments,
      sum(late.new) as new,
      sum(late.reactivation) as reactivation,
      sum(late.expansion) as expansion,
      sum(late.contraction) as contraction,
      sum(late.churn) as churn,
      sum(late.net_new) as net_new,
      sum(late.customers_new) as customers_new,
      sum(late.customers_reactivated) as customers_reactivated,
      sum(late.customers_churned) as customers_churned
    from (
      select entry.*, known.day as known_since,
        (entry.occurred_at at time zone coalesce(settings.time_zone, 'UTC'))::date as day,
        (entry.posted_at at time zone coalesce(settings.time_zone, 'UTC'))::date as posted_on
      from (
        select company_id, currency, occurred_at, posted_at, raw_seq, kind, payment_id, source_id,
          null as membership_id, null as customer_id,
          gross, tax, fees, refunds, disputes, dispute_reversals, net,
          payments, refunded_payments, disputed_payments, failed_payments,
          0 as new, 0 as reactivation, 0 as expansion, 0 as contraction, 0 as churn, 0 as net_new,
          0 as customers_new, 0 as customers_reactivated, 0 as customers_churned
        from metrics.revenue_movements
        where posted_at >= restatements_since.since
        union all
        select company_id, currency, occurred_at, posted_at, raw_seq, kind, null, null,
          membership_id, customer_id,
          0, 0, 0, 0, 0, 0, 0,
          0, 0, 0, 0,
          new, reactivation, expansion, contraction, churn, net_new,
          customers_new, customers_reactivated, customers_churned
        from metrics.mrr_movements
        where posted_at >= restatements_since.since
      ) as entry
      left join ops.company_settings as settings on settings.company_id = entry.company_id
      join metrics.known_since as known on known.company_id = entry.company_id
    ) as late
    where late.posted_on > late.day
      and late.posted_on > late.known_since
    group by late.company_id, late.currency, late.day, late.raw_seq, late.posted_on
  ) as changed
  left join raw.webhook_events as delivery on delivery.seq = changed.raw_seq
  where (changed.day > changed.known_since or delivery.source in ('backfill', 'import') is not true)
    -- What was posted and taken back on the same day changed nothing.
    and (changed.gross, changed.tax, changed.fees, changed.refunds, changed.disputes, changed.dispute_reversals,
        changed.payments, changed.refunded_payments, changed.disputed_payments, changed.failed_payments,
        changed.new, changed.reactivation, changed.expansion, changed.contraction, changed.churn,
        changed.customers_new, changed.customers_reactivated, changed.customers_churned)
      <> (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
$$;

comment on function metrics.restatements_since(timestamptz) is
  'Which days changed after they were over, by how much and because of which delivery, of what was posted since an instant.';
