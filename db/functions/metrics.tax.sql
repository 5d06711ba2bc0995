-- requires: metrics.revenue_between
-- metrics.tax(…): a figure, of what happened from from_at (included) to to_at (excluded; 'infinity': until now).
create or replace function metrics.tax(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns metrics.money
language sql stable
set search_path = ''
as $$
  select moved.tax
  from metrics.revenue_between(company_id, currency, from_at, to_at) as moved
$$;

comment on function metrics.tax(text, text, timestamptz, timestamptz) is
  'Tax inside what buyers paid, on the day they paid.';
