-- requires: metrics.revenue_between
-- metrics.gross_revenue(…): a figure, of what happened from from_at (included) to to_at (excluded; 'infinity': until now).
create or replace function metrics.gross_revenue(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns metrics.money
language sql stable
set search_path = ''
as $$
  select moved.gross
  from metrics.revenue_between(company_id, currency, from_at, to_at) as moved
$$;

comment on function metrics.gross_revenue(text, text, timestamptz, timestamptz) is
  'What buyers paid, tax included, on the day they paid.';
