-- requires: metrics.mrr_between
-- metrics.mrr(…): a figure, as it stands at to_at ('infinity': now), and without what happens at that very instant.
create or replace function metrics.mrr(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns metrics.money
language sql stable
set search_path = ''
as $$
  select moved.net_new
  from metrics.mrr_between(company_id, currency, '-infinity', to_at) as moved
$$;

comment on function metrics.mrr(text, text, timestamptz, timestamptz) is
  'Monthly recurring revenue at the end of the range: what every paying subscription brings in a month, yearly and weekly ones converted. '
  'Trials and one-time sales do not count.';
