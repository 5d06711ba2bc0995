-- metrics.monthly_statement: money, MRR and customers of each month, in lines that add up:
-- net = gross − tax − fees − refunds − disputes + dispute_reversals,
-- mrr_end = mrr_start + new + reactivation + expansion − contraction − churn,
-- customers_end = customers_start + customers_new + customers_reactivated − customers_churned, and each month starts where the last ended.
-- One row per company, currency and month from the first on which anything moved to the running one. Equals the daily summaries as of
-- its last refresh (metrics.refresh_state).

create materialized view metrics.monthly_statement as
with month as (
  select
    company_id,
    currency,
    month,
    sum(gross) as gross,
    sum(tax) as tax,
    sum(fees) as fees,
    sum(refunds) as refunds,
    sum(disputes) as disputes,
    sum(dispute_reversals) as dispute_reversals,
    sum(net) as net,
    sum(payments) as payments,
    sum(new) as new,
    sum(reactivation) as reactivation,
    sum(expansion) as expansion,
    sum(contraction) as contraction,
    sum(churn) as churn,
    sum(customers_new) as customers_new,
    sum(customers_reactivated) as customers_reactivated,
    sum(customers_churned) as customers_churned
  from (
    select company_id, currency, date_trunc('month', day::timestamp)::date as month,
      gross, tax, fees, refunds, disputes, dispute_reversals, net, payments,
      0 as new, 0 as reactivation, 0 as expansion, 0 as contraction, 0 as churn,
      0 as customers_new, 0 as customers_reactivated, 0 as customers_churned
    from metrics.revenue_daily
    union all
    select company_id, currency, date_trunc('month', day::timestamp)::date,
      0, 0, 0, 0, 0, 0, 0, 0,
      new, reactivation, expansion, contraction, churn, customers_new, customers_reactivated, customers_churned
    from metrics.mrr_daily
  ) as day
  -- A day whose movements were all taken back again is none.
  where gross <> 0 or tax <> 0 or fees <> 0 or refunds <> 0 or disputes <> 0 or dispute_reversals <> 0 or payments <> 0
    or new <> 0 or reactivation <> 0 or expansion <> 0 or contraction <> 0 or churn <> 0
    or customers_new <> 0 or customers_reactivated <> 0 or customers_churned <> 0
  group by company_id, currency, month
), book as (
  select
    month.company_id,
    month.currency,
    min(month.month) as first_month,
    max(month.month) as last_change_month,
    date_trunc('month', now() at time zone coalesce(max(settings.time_zone), 'UTC'))::date as this_month
  from month
  left join ops.company_settings as settings on settings.company_id = month.company_id
  group by month.company_id, month.currency
), line as (
  select
    book.company_id,
    book.currency,
    calendar.month::date as month,
    coalesce(month.gross, 0) as gross,
    coalesce(month.tax, 0) as tax,
    coalesce(month.fees, 0) as fees,
    coalesce(month.refunds, 0) as refunds,
    coalesce(month.disputes, 0) as disputes,
    coalesce(month.dispute_reversals, 0) as dispute_reversals,
    coalesce(month.net, 0) as net,
    coalesce(month.payments, 0) as payments,
    coalesce(month.new, 0) as new,
    coalesce(month.reactivation, 0) as reactivation,
    coalesce(month.expansion, 0) as expansion,
    coalesce(month.contraction, 0) as contraction,
    coalesce(month.churn, 0) as churn,
    coalesce(month.new + month.reactivation + month.expansion - month.contraction - month.churn, 0) as net_new,
    coalesce(month.customers_new, 0) as customers_new,
    coalesce(month.customers_reactivated, 0) as customers_reactivated,
    coalesce(month.customers_churned, 0) as customers_churned,
    coalesce(month.customers_new + month.customers_reactivated - month.customers_churned, 0) as customers_net,
    calendar.month < book.this_month as is_final
  from book
  -- A clock that is ahead may have begun the next month already.
  cross join lateral generate_series(
    book.first_month::timestamp, greatest(book.this_month, book.last_change_month)::timestamp, interval '1 month') as calendar (month)
  left join month
    on month.company_id = book.company_id
    and month.currency = book.currency
    and month.month = calendar.month::date
)
select
  line.company_id,
  line.currency,
  line.month,
  line.gross::metrics.money as gross,
  line.tax::metrics.money as tax,
  line.fees::metrics.money as fees,
  line.refunds::metrics.money as refunds,
  line.disputes::metrics.money as disputes,
  line.dispute_reversals::metrics.money as dispute_reversals,
  line.net::metrics.money as net,
  line.payments::metrics.count as payments,
  (sum(line.net_new) over so_far - line.net_new)::metrics.money as mrr_start,
  line.new::metrics.money as new,
  line.reactivation::metrics.money as reactivation,
  line.expansion::metrics.money as expansion,
  line.contraction::metrics.money as contraction,
  line.churn::metrics.money as churn,
  line.net_new::metrics.money as net_new,
  (sum(line.net_new) over so_far)::metrics.money as mrr_end,
  (sum(line.customers_net) over so_far - line.customers_net)::metrics.count as customers_start,
  line.customers_new::metrics.count as customers_new,
  line.customers_reactivated::metrics.count as customers_reactivated,
  line.customers_churned::metrics.count as customers_churned,
  (sum(line.customers_net) over so_far)::metrics.count as customers_end,
  line.is_final
from line
window so_far as (partition by line.company_id, line.currency order by line.month);

-- Needed to refresh it while it is read.
create unique index monthly_statement_key on metrics.monthly_statement (company_id, currency, month);

comment on materialized view metrics.monthly_statement is
  'Money, MRR and customers of each month, in lines that add up. One row per company, currency and month up to the running one.';
comment on column metrics.monthly_statement.company_id is 'The company.';
comment on column metrics.monthly_statement.currency is 'ISO 4217 code, lower case.';
comment on column metrics.monthly_statement.month is 'First day of the month, in the company''s time zone.';
comment on column metrics.monthly_statement.gross is 'Gross revenue: what buyers paid, tax included.';
comment on column metrics.monthly_statement.tax is 'Tax inside gross.';
comment on column metrics.monthly_statement.fees is 'Fees, where Whop tells them.';
comment on column metrics.monthly_statement.refunds is 'Refunds made in the month, whenever the charge was.';
comment on column metrics.monthly_statement.disputes is 'Disputed money, in the month the dispute was opened.';
comment on column metrics.monthly_statement.dispute_reversals is 'Disputed money that came back, in the month the dispute was won.';
comment on column metrics.monthly_statement.net is 'Net revenue: gross − tax − fees − refunds − disputes + dispute_reversals.';
comment on column metrics.monthly_statement.payments is 'Payments paid in the month.';
comment on column metrics.monthly_statement.mrr_start is 'MRR when the month began.';
comment on column metrics.monthly_statement.new is 'MRR of customers who never had any before.';
comment on column metrics.monthly_statement.reactivation is 'MRR of customers who came back.';
comment on column metrics.monthly_statement.expansion is 'MRR added by customers who had some.';
comment on column metrics.monthly_statement.contraction is 'MRR lost from customers who kept some.';
comment on column metrics.monthly_statement.churn is 'MRR lost from customers who kept none.';
comment on column metrics.monthly_statement.net_new is 'new + reactivation + expansion − contraction − churn.';
comment on column metrics.monthly_statement.mrr_end is 'MRR when the month ended: mrr_start + net_new.';
comment on column metrics.monthly_statement.customers_start is 'Paying customers when the month began.';
comment on column metrics.monthly_statement.customers_new is 'Customers whose first MRR began in the month.';
comment on column metrics.monthly_statement.customers_reactivated is 'Customers who came back in the month.';
comment on column metrics.monthly_statement.customers_churned is 'Customers who churned in the month.';
comment on column metrics.monthly_statement.customers_end is
  'Paying customers when the month ended: customers_start + customers_new + customers_reactivated − customers_churned.';
comment on column metrics.monthly_statement.is_final is 'The month has ended. False: it is running, and the row tells how it stands so far.';
