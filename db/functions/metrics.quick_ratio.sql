-- requires: metrics.mrr_between
-- metrics.quick_ratio(…): a figure, of what happened from from_at (included) to to_at (excluded; 'infinity': until now).
create or replace function metrics.quick_ratio(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns metrics.ratio
language sql stable
set search_path = ''
as $$
  select (moved.new + moved.expansion + moved.reactivation) / nullif(moved.contraction + moved.churn, 0)
  from metrics.mrr_between(company_id, currency, from_at, to_at) as moved
$$;

comment on function metrics.quick_ratio(text, text, timestamptz, timestamptz) is
  'MRR won (new + expansion + reactivation) ÷ MRR lost (contraction + churn).';
