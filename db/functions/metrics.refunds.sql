-- requires: metrics.revenue_between
-- metrics.refunds(…): a figure, of what happened from from_at (included) to to_at (excluded; 'infinity': until now).
create or replace function metrics.refunds(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns metrics.money
language sql stable
set search_path = ''
as $$
  select moved.refunds
  from metrics.revenue_between(company_id, currency, from_at, to_at) as moved
$$;

comment on function metrics.refunds(text, text, timestamptz, timestamptz) is
  'Money refunded, on the day each refund was made, whatever day the charge was.';
