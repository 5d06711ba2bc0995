-- metrics.activity: all that counts as activity. One row per event of category 'activity' (core.event_names says which those are); tests,
-- and what waits for its company, are none.

create view metrics.activity as
select
  event.company_id,
  event.occurred_at,
  event.type,
  event.user_id,
  event.experience_id,
  event.raw_seq
from core.events as event
where event.category = 'activity'
  and not event.is_test
  and event.company_id <> 'unassigned';

comment on view metrics.activity is
  'All that counts as activity: who did what, when and in which experience. One row per event; user_id is null where nobody knows whose it is.';
