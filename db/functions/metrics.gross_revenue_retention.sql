-- requires: metrics.gross_mrr_churn_rate
-- metrics.gross_revenue_retention(…): a figure, of what happened from from_at (included) to to_at (excluded; 'infinity': until now).
create or replace function metrics.gross_revenue_retention(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns metrics.ratio
language sql stable
set search_path = ''
as $$
  select 1 - metrics.gross_mrr_churn_rate(company_id, currency, from_at, to_at)
$$;

comment on function metrics.gross_revenue_retention(text, text, timestamptz, timestamptz) is
  'The share of the MRR at the start of the range that was not lost in it: 1 − gross MRR churn rate.';
