-- requires: core.deliveries, core.find_deliveries
-- api.deliveries_without_company(state, event_type, search, before_seq, how_many): the deliveries that are nobody's yet: they name no
-- company, nor anything whose company is known, or they could not be read at all. As api.deliveries otherwise. A function of its own,
-- because whoever may see one company may not therefore see these: they are for the owner of the place.
create or replace function api.deliveries_without_company(
  state text default null, event_type text default null, search text default null,
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
    'unassigned', deliveries_without_company.state, deliveries_without_company.event_type, deliveries_without_company.search,
    deliveries_without_company.before_seq, deliveries_without_company.how_many
  ) as found (seq)
  cross join lateral (
    select * from core.deliveries as delivery where delivery.seq = found.seq offset 0
  ) as delivery
  where delivery.company_id = 'unassigned'
  order by delivery.seq desc
$$;

comment on function api.deliveries_without_company(text, text, text, bigint, integer) is
  'The deliveries whose company is not known, newest first, at most 200; for the owner of the place.';
