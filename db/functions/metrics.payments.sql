-- requires: metrics.revenue_between
-- metrics.payments(…): a figure, of what happened from from_at (included) to to_at (excluded; 'infinity': until now).
create or replace function metrics.payments(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns metrics.count
language sql stable
set search_path = ''
as $$
  select moved.payments
  from metrics.revenue_between(company_id, currency, from_at, to_at) as moved
$$;

comment on function metrics.payments(text, text, timestamptz, timestamptz) is
  'Payments that were paid.';
