-- requires: metrics.mrr_between, metrics.mrr
-- metrics.gross_mrr_churn_rate(…): a figure, of what happened from from_at (included) to to_at (excluded; 'infinity': until now).
create or replace function metrics.gross_mrr_churn_rate(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns metrics.ratio
language sql stable
set search_path = ''
as $$
  select (moved.churn + moved.contraction)
    / nullif(metrics.mrr(company_id, currency, from_at, from_at), 0)
  from metrics.mrr_between(company_id, currency, from_at, to_at) as moved
$$;

comment on function metrics.gross_mrr_churn_rate(text, text, timestamptz, timestamptz) is
  'MRR lost in the range (churn + contraction) ÷ MRR at its start.';
