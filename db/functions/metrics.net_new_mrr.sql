-- requires: metrics.mrr_between
-- metrics.net_new_mrr(…): a figure, of what happened from from_at (included) to to_at (excluded; 'infinity': until now).
create or replace function metrics.net_new_mrr(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns metrics.money
language sql stable
set search_path = ''
as $$
  select moved.net_new
  from metrics.mrr_between(company_id, currency, from_at, to_at) as moved
$$;

comment on function metrics.net_new_mrr(text, text, timestamptz, timestamptz) is
  'By how much MRR changed: new + reactivation + expansion − contraction − churn. '
  'MRR at the start + net new MRR = MRR at the end, always.';
