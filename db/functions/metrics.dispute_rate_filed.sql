-- requires: metrics.revenue_between, metrics.days_earlier
-- metrics.dispute_rate_filed(…): a figure, of the 30 days that end at to_at ('infinity': now), to the time of day.
create or replace function metrics.dispute_rate_filed(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns metrics.ratio
language sql stable
set search_path = ''
as $$
  select moved.disputed_payments::numeric / nullif(moved.payments, 0)
  from metrics.revenue_between(company_id, currency, metrics.days_earlier(company_id, to_at, 30), to_at) as moved
$$;

comment on function metrics.dispute_rate_filed(text, text, timestamptz, timestamptz) is
  'Disputes opened in the last 30 days of the range ÷ payments paid in those 30 days. A payment disputed twice counts once.';
