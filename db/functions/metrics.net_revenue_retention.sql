-- requires: metrics.mrr_between, metrics.mrr
-- metrics.net_revenue_retention(…): a figure, of what happened from from_at (included) to to_at (excluded; 'infinity': until now).
create or replace function metrics.net_revenue_retention(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns metrics.ratio
language sql stable
set search_path = ''
as $$
  select (started.mrr + moved.expansion + moved.reactivation - moved.contraction - moved.churn) / nullif(started.mrr, 0)
  from metrics.mrr_between(company_id, currency, from_at, to_at) as moved
  cross join metrics.mrr(company_id, currency, from_at, from_at) as started (mrr)
$$;

comment on function metrics.net_revenue_retention(text, text, timestamptz, timestamptz) is
  '(MRR at the start of the range + expansion + reactivation − contraction − churn in it) ÷ MRR at its start.';
