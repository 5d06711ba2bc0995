-- requires: metrics.currencies
-- metrics.reporting_currency(company_id): the currency that a company's figures are shown in: the one it set, else the one with most
-- gross revenue, else that of its newest MRR, else usd.
create or replace function metrics.reporting_currency(company_id text) returns text
language sql stable
set search_path = ''
as $$
  select (metrics.currencies(reporting_currency.company_id))[1]
$$;

comment on function metrics.reporting_currency(text) is
  'The currency that a company''s figures are shown in: the one it set, else the one with most gross revenue.';
