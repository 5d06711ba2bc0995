-- requires: metrics.cohort_retention
-- api.cohorts(company_id, currency): metrics.cohort_retention of a company, the newest cohort first, its months in order.
create or replace function api.cohorts(company_id text, currency text)
returns table (
  cohort_month date, months_after integer, month date, customers metrics.count, first_mrr metrics.money,
  retained_customers metrics.count, retained_mrr metrics.money, customer_retention metrics.ratio, mrr_retention metrics.ratio,
  is_final boolean
)
language sql stable
security definer
set search_path = ''
set jit = off
as $$
  select cohort.cohort_month, cohort.months_after, cohort.month, cohort.customers, cohort.first_mrr,
    cohort.retained_customers, cohort.retained_mrr, cohort.customer_retention, cohort.mrr_retention, cohort.is_final
  from metrics.cohort_retention as cohort
  where cohort.company_id = cohorts.company_id
    and cohort.currency = cohorts.currency
  order by cohort.cohort_month desc, cohort.months_after
$$;

comment on function api.cohorts(text, text) is
  'How many of each month''s new customers have MRR, and how much, at the end of each month since; the newest cohort first.';
