-- requires: metrics.mrr
-- metrics.arr(…): a figure, as it stands at to_at ('infinity': now), and without what happens at that very instant.
create or replace function metrics.arr(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns metrics.money
language sql stable
set search_path = ''
as $$
  select 12 * metrics.mrr(company_id, currency, from_at, to_at)
$$;

comment on function metrics.arr(text, text, timestamptz, timestamptz) is
  'Annual recurring revenue: 12 × MRR at the end of the range.';
