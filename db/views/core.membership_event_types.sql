-- core.membership_event_types: what each activation of a membership is, by what went before it:
-- the first is membership.created, one after access had ended is membership.reactivated, any other repeats what is known.
-- One row per activation event; core.name_activations() writes it into core.events.type.

create view core.membership_event_types as
select
  company_id,
  raw_seq,
  part,
  membership_id,
  type as type_now,
  case
    when before is null then 'membership.created'
    when before = 'ended' then 'membership.reactivated'
    else 'membership.updated'
  end as type
from (
  select
    step.*,
    lag(step.what) over (
      partition by step.company_id, step.membership_id
      order by step.occurred_at, step.rank, step.delivery_key) as before
  from (
    select
      event.company_id, event.raw_seq, event.part, event.membership_id, event.type, event.occurred_at, event.rank,
      event.delivery_key, case name.type when 'membership.created' then 'began' else 'ended' end as what
    from core.events as event
    join core.event_names as name
      on name.source_type = event.source_type
      and name.type in ('membership.created', 'membership.expired')
    where event.membership_id is not null
      and event.part = 1
      and not event.is_test
      and event.company_id <> 'unassigned'
  ) as step
) as activation
where what = 'began';

comment on view core.membership_event_types is
  'What each activation of a membership is by what went before it: created, reactivated, or one more telling (updated).';
