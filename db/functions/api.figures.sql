-- requires: metrics.mrr_at, metrics.students_at, metrics.net_revenue_between
-- api.figures(company_id): the overview's cards, as of now, each with what it was before. One row, also for a company unknown yet.
-- What is compared is the same part of the period before: yesterday up to this time of day; 30 days ago.
create or replace function api.figures(company_id text)
returns table (
  company_id text,
  title text,
  currency text,
  time_zone text,
  today date,
  data_through timestamptz,
  deliveries bigint,
  mrr numeric,
  mrr_before numeric,
  net_today numeric,
  net_yesterday numeric,
  net_30d numeric,
  net_30d_before numeric,
  customers bigint,
  customers_before bigint,
  students bigint,
  students_before bigint,
  other_currencies text[]
)
language sql stable
security definer
set search_path = ''
set jit = off
as $$
  with earned as (
    select daily.currency, sum(daily.gross) as gross
    from metrics.revenue_daily as daily
    where daily.company_id = figures.company_id
    group by daily.currency
  ), shown as (
    select
      coalesce(settings.time_zone, 'UTC') as time_zone,
      coalesce(
        settings.currency,
        (select earned.currency from earned order by earned.gross desc, earned.currency limit 1),
        (select daily.currency from metrics.mrr_daily as daily where daily.company_id = figures.company_id
         order by daily.day desc, daily.currency limit 1),
        'usd') as currency,
      now() at time zone coalesce(settings.time_zone, 'UTC') as local_now
    from (select) as one
    left join ops.company_settings as settings on settings.company_id = figures.company_id
  ), moments as (
    select
      shown.*,
      shown.local_now::date as today,
      now() as at,
      shown.local_now::date::timestamp at time zone shown.time_zone as today_began,
      (shown.local_now - interval '1 day') at time zone shown.time_zone as yesterday_now,
      (shown.local_now::date - 1)::timestamp at time zone shown.time_zone as yesterday_began,
      (shown.local_now::date - 29)::timestamp at time zone shown.time_zone as month_began,
      (shown.local_now::date - 59)::timestamp at time zone shown.time_zone as month_before_began,
      (shown.local_now - interval '30 days') at time zone shown.time_zone as month_ago
    from shown
  )
  select
    figures.company_id,
    company.title,
    moments.currency,
    moments.time_zone,
    moments.today,
    company.last_received_at,
    coalesce(company.deliveries, 0),
    standing.mrr,
    before.mrr,
    metrics.net_revenue_between(figures.company_id, moments.currency, moments.today_began, 'infinity'),
    metrics.net_revenue_between(figures.company_id, moments.currency, moments.yesterday_began, moments.yesterday_now),
    metrics.net_revenue_between(figures.company_id, moments.currency, moments.month_began, 'infinity'),
    metrics.net_revenue_between(figures.company_id, moments.currency, moments.month_before_began, moments.month_ago),
    standing.customers,
    before.customers,
    metrics.students_at(figures.company_id, 'infinity'),
    metrics.students_at(figures.company_id, moments.month_ago),
    coalesce((select array_agg(earned.currency order by earned.gross desc) from earned
      where earned.currency <> moments.currency and earned.gross <> 0), '{}')
  from moments
  left join core.companies as company on company.company_id = figures.company_id
  cross join lateral metrics.mrr_at(figures.company_id, moments.currency, 'infinity') as standing
  cross join lateral metrics.mrr_at(figures.company_id, moments.currency, moments.month_ago) as before
$$;

comment on function api.figures(text) is 'The overview''s cards as of now, each with what it was before. One row.';
