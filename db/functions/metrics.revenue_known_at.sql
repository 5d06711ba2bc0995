-- requires: metrics.revenue_movements
-- metrics.revenue_known_at(at): the revenue ledger added up by day, as it was known at an instant: the entries posted until then.
-- One row per company, day and currency; at 'infinity' it is what metrics.revenue_daily says.
-- posted_at is the clock when an entry was written, within its transaction; others see the entry when that commits. So what a
-- transaction had written by that instant counts, even if it committed, and could be shown, only after it: milliseconds for a delivery,
-- seconds for a large batch. Once the transactions of that instant have ended the answer never changes again.
-- Days are days of the company's time zone as it is set now. Without a search_path of its own so that the planner can inline it.
create or replace function metrics.revenue_known_at(at timestamptz)
returns table (
  company_id text, day date, currency text, gross numeric, tax numeric, fees numeric, refunds numeric, disputes numeric,
  dispute_reversals numeric, net numeric, payments integer, refunded_payments integer, disputed_payments integer, failed_payments integer
)
language sql stable
as $$
  select
    entry.company_id,
    (entry.occurred_at at time zone coalesce(settings.time_zone, 'UTC'))::date,
    entry.currency,
    sum(entry.gross),
    sum(entry.tax),
    sum(entry.fees),
    sum(entry.refunds),
    sum(entry.disputes),
    sum(entry.dispute_reversals),
    sum(entry.net),
    sum(entry.payments)::integer,
    sum(entry.refunded_payments)::integer,
    sum(entry.disputed_payments)::integer,
    sum(entry.failed_payments)::integer
  from metrics.revenue_movements as entry
  left join ops.company_settings as settings on settings.company_id = entry.company_id
  where entry.posted_at <= revenue_known_at.at
  group by 1, 2, 3
$$;

comment on function metrics.revenue_known_at(timestamptz) is
  'Revenue by company, day and currency as it was known at an instant: the ledger''s entries with posted_at up to it, added up.';
