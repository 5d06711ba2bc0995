-- requires: core.project_or_file
-- What happens when deliveries are inserted: they are projected, in the same transaction. A delivery that cannot be projected is
-- still kept; it is filed in ops.failures, and its neighbours are projected without it.

create or replace function raw.project_arrived() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform core.project_or_file(array_agg(arrived.seq order by arrived.seq))
  from arrived
  having count(*) > 0;
  return null;
end
$$;

comment on function raw.project_arrived() is 'Projects the deliveries that were inserted; files those that cannot be.';

create or replace trigger project_arrived
after insert on raw.webhook_events
referencing new table as arrived
for each statement
execute function raw.project_arrived();

comment on trigger project_arrived on raw.webhook_events is 'Projects what was inserted, in the same transaction.';
