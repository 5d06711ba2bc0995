-- requires: core.project
-- What happens when deliveries are inserted: they are projected, in the same transaction. A delivery that cannot be projected is
-- still kept; it is filed in ops.failures, and its neighbours are projected without it.

create or replace function raw.project_arrived() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  seqs bigint[];
  one bigint;
  failed_with text;
  failed_because text;
begin
  select array_agg(arrived.seq order by arrived.seq) into seqs from arrived;
  if seqs is null then
    return null;
  end if;

  begin
    perform core.project(seqs);
    return null;
  exception
    -- The server is out of something, or two transactions collided: not the delivery's fault. The sender tries again.
    when serialization_failure or deadlock_detected or lock_not_available
      or insufficient_resources or operator_intervention or system_error then
      raise;
    when others then
      null;
  end;

  foreach one in array seqs loop
    begin
      perform core.project(array[one]);
    exception
      when serialization_failure or deadlock_detected or lock_not_available
        or insufficient_resources or operator_intervention or system_error then
        raise;
      when others then
        get stacked diagnostics failed_with = returned_sqlstate, failed_because = message_text;
        insert into ops.failures as failure (raw_seq, company_id, sqlstate, message)
        select one, arrived.company_id, failed_with, failed_because
        from arrived
        where arrived.seq = one
        on conflict (raw_seq) do update set
          failures = failure.failures + 1,
          last_failed_at = clock_timestamp(),
          sqlstate = excluded.sqlstate,
          message = excluded.message;
    end;
  end loop;
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
