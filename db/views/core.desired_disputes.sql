-- requires: core.overlay
-- core.desired_disputes: what core.disputes should say. One row per dispute; a pure function of core.events.

create view core.desired_disputes as
select
  told.company_id,
  told.dispute_id,
  told.facts ->> 'payment_id' as payment_id,
  told.facts ->> 'status' as status,
  coalesce((told.facts ->> 'inquiry')::boolean, false) as is_inquiry,
  (told.facts ->> 'amount')::numeric as amount,
  told.facts ->> 'currency' as currency,
  coalesce((told.facts ->> 'opened_at')::timestamptz, told.first_event_at) as opened_at,
  case when told.facts ->> 'status' in ('won', 'lost', 'closed', 'warning_closed')
    then (told.facts ->> 'status_at')::timestamptz end as resolved_at,
  told.raw_seq
from (
  select
    event.company_id,
    event.dispute_id,
    core.overlay(event.facts -> 'dispute'
      order by event.occurred_at, event.rank, event.delivery_key, event.part) as facts,
    min(event.occurred_at) as first_event_at,
    max(event.raw_seq) as raw_seq
  from core.events as event
  where event.dispute_id is not null
    and not event.is_test
    and event.company_id <> 'unassigned'
  group by event.company_id, event.dispute_id
) as told;

comment on view core.desired_disputes is 'What core.disputes should say: each dispute''s events, laid over one another in order.';
