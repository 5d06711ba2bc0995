-- requires: metrics.whole_days, metrics.revenue_movements
-- metrics.revenue_between(company_id, currency, from_at, to_at): all that metrics.revenue_daily measures, added up from from_at (included)
-- to to_at (excluded; 'infinity': as of now). One row. Whole days come from the summary, parts of days from the ledger.
-- In PL/pgSQL so that its plan is kept for the session: PostgreSQL 15 plans what is in SQL anew at each call, and five figures with what
-- they were before took 13 ms that way, and take 3 ms this way (18: 2 ms both ways).
create or replace function metrics.revenue_between(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns table (
  gross numeric, tax numeric, fees numeric, refunds numeric, disputes numeric, dispute_reversals numeric, net numeric,
  payments bigint, refunded_payments bigint, disputed_payments bigint, failed_payments bigint
)
language plpgsql stable
set search_path = ''
as $$
begin
  return query
  select
    coalesce(sum(moved.gross), 0),
    coalesce(sum(moved.tax), 0),
    coalesce(sum(moved.fees), 0),
    coalesce(sum(moved.refunds), 0),
    coalesce(sum(moved.disputes), 0),
    coalesce(sum(moved.dispute_reversals), 0),
    coalesce(sum(moved.net), 0),
    coalesce(sum(moved.payments), 0)::bigint,
    coalesce(sum(moved.refunded_payments), 0)::bigint,
    coalesce(sum(moved.disputed_payments), 0)::bigint,
    coalesce(sum(moved.failed_payments), 0)::bigint
  from metrics.whole_days(revenue_between.company_id, revenue_between.from_at, revenue_between.to_at) as days
  cross join lateral (
    select daily.gross, daily.tax, daily.fees, daily.refunds, daily.disputes, daily.dispute_reversals, daily.net,
      daily.payments, daily.refunded_payments, daily.disputed_payments, daily.failed_payments
    from metrics.revenue_daily as daily
    where daily.company_id = revenue_between.company_id
      and daily.currency = revenue_between.currency
      and daily.day >= days.first_day
      and daily.day < days.next_day
    union all
    select entry.gross, entry.tax, entry.fees, entry.refunds, entry.disputes, entry.dispute_reversals, entry.net,
      entry.payments, entry.refunded_payments, entry.disputed_payments, entry.failed_payments
    from metrics.revenue_movements as entry
    where entry.company_id = revenue_between.company_id
      and entry.currency = revenue_between.currency
      and entry.occurred_at >= revenue_between.from_at
      and entry.occurred_at < days.whole_from_at
    union all
    select entry.gross, entry.tax, entry.fees, entry.refunds, entry.disputes, entry.dispute_reversals, entry.net,
      entry.payments, entry.refunded_payments, entry.disputed_payments, entry.failed_payments
    from metrics.revenue_movements as entry
    where entry.company_id = revenue_between.company_id
      and entry.currency = revenue_between.currency
      and entry.occurred_at >= days.whole_to_at
      and entry.occurred_at < revenue_between.to_at
  ) as moved;
end
$$;

comment on function metrics.revenue_between(text, text, timestamptz, timestamptz) is
  'Revenue by kind and payments by outcome from an instant (included) to another (excluded). One row.';
