-- requires: metrics.revenue_between
-- metrics.dispute_reversals(…): a figure, of what happened from from_at (included) to to_at (excluded; 'infinity': until now).
create or replace function metrics.dispute_reversals(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns metrics.money
language sql stable
set search_path = ''
as $$
  select moved.dispute_reversals
  from metrics.revenue_between(company_id, currency, from_at, to_at) as moved
$$;

comment on function metrics.dispute_reversals(text, text, timestamptz, timestamptz) is
  'Disputed money that came back, on the day the dispute was won or closed as a warning.';
