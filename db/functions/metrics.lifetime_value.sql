-- requires: metrics.arpu, metrics.customer_churn_rate, metrics.days_earlier
-- metrics.lifetime_value(…): a figure, of the 30 days that end at to_at ('infinity': now), to the time of day.
create or replace function metrics.lifetime_value(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns metrics.money
language sql stable
set search_path = ''
as $$
  select metrics.arpu(company_id, currency, from_at, to_at)
    / nullif(metrics.customer_churn_rate(company_id, currency, metrics.days_earlier(company_id, to_at, 30), to_at), 0)
$$;

comment on function metrics.lifetime_value(text, text, timestamptz, timestamptz) is
  'What a customer brings until they leave: ARPU ÷ customer churn rate of the last 30 days of the range. None where nobody churned.';
