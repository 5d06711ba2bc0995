-- Payloads say only what the table's own columns are made of.
insert into raw.webhook_events (seq, delivery_key, received_at, sent_at, payload)
overriding system value
select
  happening.seq,
  'msg_' || happening.seq,
  happening.arrived_at,
  happening.at,
  jsonb_build_object('type', name.source_type, 'company_id', company.company_id, 'api_version', 'v1')
from bench.happenings as happening
join bench.memberships as membership on membership.nth = happening.membership
join bench.companies as company on company.nth = membership.company
join bench.names as name on name.what = happening.what and name.part = 1
