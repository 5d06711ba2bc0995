-- metrics.reporting_currency(company_id): the currency that a company's figures are shown in: the one it set, else the one with most
-- gross revenue, else that of its newest MRR, else usd.
create or replace function metrics.reporting_currency(company_id text) returns text
language sql stable
set search_path = ''
as $$
  select coalesce(
    (select settings.currency from ops.company_settings as settings where settings.company_id = reporting_currency.company_id),
    (select daily.currency from metrics.revenue_daily as daily where daily.company_id = reporting_currency.company_id
     group by daily.currency order by sum(daily.gross) desc, daily.currency limit 1),
    (select daily.currency from metrics.mrr_daily as daily where daily.company_id = reporting_currency.company_id
     order by daily.day desc, daily.currency limit 1),
    'usd')
$$;

comment on function metrics.reporting_currency(text) is
  'The currency that a company''s figures are shown in: the one it set, else the one with most gross revenue.';
