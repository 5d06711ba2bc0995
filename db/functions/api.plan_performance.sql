-- requires: metrics.plan_performance, metrics.product_performance, metrics.tier_performance
-- api.plan_performance(company_id, currency, by): what each plan, product or tier brings: metrics.plan_performance,
-- metrics.product_performance or metrics.tier_performance, most MRR first; tiers in the company's order. The key '' is what belongs to none.
create or replace function api.plan_performance(company_id text, currency text, by text default 'plan')
returns table (
  key text, title text, product_title text, tier text, members metrics.count, paying_customers metrics.count, mrr metrics.money,
  arpu metrics.money, paying_customers_before metrics.count, new_customers_30d metrics.count, churned_customers_30d metrics.count,
  churn_rate_30d metrics.ratio, gross_30d metrics.money, refunds_30d metrics.money, net_30d metrics.money, gross metrics.money,
  refunds metrics.money, net metrics.money
)
language plpgsql stable
security definer
set search_path = ''
set jit = off
as $$
#variable_conflict use_column
begin
  case plan_performance.by
    when 'plan' then
      return query
      select row.plan_id, row.title, row.product_title, row.tier, row.members, row.paying_customers, row.mrr, row.arpu,
        row.paying_customers_before, row.new_customers_30d, row.churned_customers_30d, row.churn_rate_30d,
        row.gross_30d, row.refunds_30d, row.net_30d, row.gross, row.refunds, row.net
      from metrics.plan_performance as row
      where row.company_id = plan_performance.company_id
        and row.currency = plan_performance.currency
      order by row.mrr desc, row.net desc, row.plan_id;
    when 'product' then
      return query
      select row.product_id, row.title, null::text, null::text, row.members, row.paying_customers, row.mrr, row.arpu,
        row.paying_customers_before, row.new_customers_30d, row.churned_customers_30d, row.churn_rate_30d,
        row.gross_30d, row.refunds_30d, row.net_30d, row.gross, row.refunds, row.net
      from metrics.product_performance as row
      where row.company_id = plan_performance.company_id
        and row.currency = plan_performance.currency
      order by row.mrr desc, row.net desc, row.product_id;
    when 'tier' then
      return query
      select row.tier, row.title, null::text, nullif(row.tier, ''), row.members, row.paying_customers, row.mrr, row.arpu,
        row.paying_customers_before, row.new_customers_30d, row.churned_customers_30d, row.churn_rate_30d,
        row.gross_30d, row.refunds_30d, row.net_30d, row.gross, row.refunds, row.net
      from metrics.tier_performance as row
      where row.company_id = plan_performance.company_id
        and row.currency = plan_performance.currency
      order by row.position nulls last, row.tier;
    else
      raise exception 'Performance by "%" is not known.', coalesce(plan_performance.by, '')
        using errcode = 'invalid_parameter_value', hint = 'Ask by plan, product or tier.';
  end case;
end
$$;

comment on function api.plan_performance(text, text, text) is
  'What each plan, product or tier brings: members, paying customers, MRR, churn, revenue. The rows add up to the company''s.';
