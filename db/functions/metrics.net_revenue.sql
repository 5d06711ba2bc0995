-- requires: metrics.revenue_between
-- metrics.net_revenue(…): a figure, of what happened from from_at (included) to to_at (excluded; 'infinity': until now).
create or replace function metrics.net_revenue(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns metrics.money
language sql stable
set search_path = ''
as $$
  select moved.net
  from metrics.revenue_between(company_id, currency, from_at, to_at) as moved
$$;

comment on function metrics.net_revenue(text, text, timestamptz, timestamptz) is
  'Charges less tax, fees, refunds and disputes, plus disputes won. Each falls on its own day: '
  'a refund made in March of a January charge lowers March.';
