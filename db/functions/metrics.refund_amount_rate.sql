-- requires: metrics.revenue_between
-- metrics.refund_amount_rate(…): a figure, of what happened from from_at (included) to to_at (excluded; 'infinity': until now).
create or replace function metrics.refund_amount_rate(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns metrics.ratio
language sql stable
set search_path = ''
as $$
  select moved.refunds / nullif(moved.gross, 0)
  from metrics.revenue_between(company_id, currency, from_at, to_at) as moved
$$;

comment on function metrics.refund_amount_rate(text, text, timestamptz, timestamptz) is
  'Refunds ÷ gross revenue, each by its own day: what was given back, as a share of what came in.';
