-- metrics.known_since: since when this database knows each company: since its first delivery was received, or since the database
-- itself was made, where that came later (raw deliveries may have been carried over from another).
-- One row per company; its day is a day of the company's time zone as it is set now.

create view metrics.known_since as
select
  company.company_id,
  greatest(first.received_at, here.made_at) as known_since,
  (greatest(first.received_at, here.made_at) at time zone coalesce(settings.time_zone, 'UTC'))::date as day
from core.companies as company
left join ops.company_settings as settings on settings.company_id = company.company_id
cross join lateral (
  select delivery.received_at
  from core.events as event
  join raw.webhook_events as delivery on delivery.seq = event.raw_seq
  where event.company_id = company.company_id
  order by event.raw_seq
  limit 1
) as first
cross join (select min(applied_at) as made_at from ops.applied_files) as here;

comment on view metrics.known_since is 'Since when this database knows each company: nothing was shown of it before. One row per company.';
