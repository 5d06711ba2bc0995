-- requires: metrics.revenue_between
-- metrics.disputes(…): a figure, of what happened from from_at (included) to to_at (excluded; 'infinity': until now).
create or replace function metrics.disputes(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns metrics.money
language sql stable
set search_path = ''
as $$
  select moved.disputes
  from metrics.revenue_between(company_id, currency, from_at, to_at) as moved
$$;

comment on function metrics.disputes(text, text, timestamptz, timestamptz) is
  'Disputed money, once per dispute, on the day it was opened.';
