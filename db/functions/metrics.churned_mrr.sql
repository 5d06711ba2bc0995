-- requires: metrics.mrr_between
-- metrics.churned_mrr(…): a figure, of what happened from from_at (included) to to_at (excluded; 'infinity': until now).
create or replace function metrics.churned_mrr(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns metrics.money
language sql stable
set search_path = ''
as $$
  select moved.churn
  from metrics.mrr_between(company_id, currency, from_at, to_at) as moved
$$;

comment on function metrics.churned_mrr(text, text, timestamptz, timestamptz) is
  'MRR lost from customers who kept none.';
