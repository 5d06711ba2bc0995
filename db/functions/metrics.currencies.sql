-- metrics.currencies(company_id): the currencies of a company: first the one that its figures are shown in (the one it set, else the one
-- with most gross revenue, else that of its newest MRR, else usd), then all others that it has revenue in, most of it first.
create or replace function metrics.currencies(company_id text) returns text[]
language sql stable
set search_path = ''
as $$
  with earned as materialized (
    select daily.currency, sum(daily.gross) as gross
    from metrics.revenue_daily as daily
    where daily.company_id = currencies.company_id
    group by daily.currency
  ), shown as materialized (
    select coalesce(
      (select settings.currency from ops.company_settings as settings where settings.company_id = currencies.company_id),
      (select earned.currency from earned order by earned.gross desc, earned.currency limit 1),
      (select daily.currency from metrics.mrr_daily as daily where daily.company_id = currencies.company_id
       order by daily.day desc, daily.currency limit 1),
      'usd') as currency
  )
  select array(select shown.currency from shown) || array(
    select earned.currency
    from earned
    cross join shown
    where earned.currency <> shown.currency
      and earned.gross <> 0
    order by earned.gross desc, earned.currency
  )
$$;

comment on function metrics.currencies(text) is
  'The currencies of a company: first the one that its figures are shown in, then all others that it has revenue in, most of it first.';
