-- requires: metrics.monthly_statement
-- api.monthly_statement(company_id, currency): metrics.monthly_statement of a company, the newest month first.
create or replace function api.monthly_statement(company_id text, currency text)
returns table (
  month date, gross metrics.money, tax metrics.money, fees metrics.money, refunds metrics.money, disputes metrics.money,
  dispute_reversals metrics.money, net metrics.money, payments metrics.count, mrr_start metrics.money, new metrics.money,
  reactivation metrics.money, expansion metrics.money, contraction metrics.money, churn metrics.money, net_new metrics.money,
  mrr_end metrics.money, customers_start metrics.count, customers_new metrics.count, customers_reactivated metrics.count,
  customers_churned metrics.count, customers_end metrics.count, is_final boolean
)
language sql stable
security definer
set search_path = ''
set jit = off
as $$
  select statement.month, statement.gross, statement.tax, statement.fees, statement.refunds, statement.disputes,
    statement.dispute_reversals, statement.net, statement.payments, statement.mrr_start, statement.new,
    statement.reactivation, statement.expansion, statement.contraction, statement.churn, statement.net_new,
    statement.mrr_end, statement.customers_start, statement.customers_new, statement.customers_reactivated,
    statement.customers_churned, statement.customers_end, statement.is_final
  from metrics.monthly_statement as statement
  where statement.company_id = monthly_statement.company_id
    and statement.currency = monthly_statement.currency
  order by statement.month desc
$$;

comment on function api.monthly_statement(text, text) is
  'Money, MRR and customers of each month in lines that add up, the newest month first.';
