-- requires: core.deliveries, core.find_deliveries
-- api.deliveries(company_id, state, event_type, search, before_seq, how_many): a company's deliveries and what became of them, newest
-- first, at most 200. The next page: before_seq is the last row's seq. What can be asked for, and how far back that looks:
-- core.find_deliveries, core.search_deliveries. Those whose company is not known are nobody's, and in no company's list:
-- api.deliveries_without_company.
create or replace function api.deliveries(
  company_id text, state text default null, event_type text default null, search text default null,
  before_seq bigint default null, how_many integer default 50
)
returns setof core.deliveries
language sql stable
security definer
set search_path = ''
set jit = off
as $$
  select delivery.*
  from core.find_deliveries(
    deliveries.company_id, deliveries.state, deliveries.event_type, deliveries.search, deliveries.before_seq, deliveries.how_many
  ) as found (seq)
  cross join lateral (
    select * from core.deliveries as delivery where delivery.seq = found.seq offset 0
  ) as delivery
  where delivery.company_id = deliveries.company_id
    and delivery.company_id <> 'unassigned'
  order by delivery.seq desc
$$;

comment on function api.deliveries(text, text, text, text, bigint, integer) is
  'A company''s deliveries and what became of them, newest first, at most 200; the next page before the last row''s seq.';
