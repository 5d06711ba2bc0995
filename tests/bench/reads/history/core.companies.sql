insert into core.companies (company_id, first_event_at, last_event_at, last_received_at, deliveries, title_told)
select company.company_id, told.first_event_at, told.last_event_at, told.last_received_at, told.deliveries,
  core.telling('Company ' || company.nth, core.iso(told.first_event_at), 'msg_1')
from (
  select membership.company, min(happening.at) as first_event_at, max(happening.at) as last_event_at,
    max(happening.arrived_at) as last_received_at, count(*) as deliveries
  from bench.happenings as happening
  join bench.memberships as membership on membership.nth = happening.membership
  group by membership.company
) as told
join bench.companies as company on company.nth = told.company
