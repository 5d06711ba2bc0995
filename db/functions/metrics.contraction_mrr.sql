-- requires: metrics.mrr_between
-- metrics.contraction_mrr(…): a figure, of what happened from from_at (included) to to_at (excluded; 'infinity': until now).
create or replace function metrics.contraction_mrr(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns metrics.money
language sql stable
set search_path = ''
as $$
  select moved.contraction
  from metrics.mrr_between(company_id, currency, from_at, to_at) as moved
$$;

comment on function metrics.contraction_mrr(text, text, timestamptz, timestamptz) is
  'MRR lost from customers who kept some.';
