-- requires: metrics.mrr, metrics.paying_customers
-- metrics.arpu(…): a figure, as it stands at to_at ('infinity': now), and without what happens at that very instant.
create or replace function metrics.arpu(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns metrics.money
language sql stable
set search_path = ''
as $$
  select metrics.mrr(company_id, currency, from_at, to_at)
    / nullif(metrics.paying_customers(company_id, currency, from_at, to_at), 0)
$$;

comment on function metrics.arpu(text, text, timestamptz, timestamptz) is
  'Average revenue per user: MRR ÷ paying customers, at the end of the range.';
