-- requires: core.project_or_file
-- call core.replay(seq): reads one delivery again and projects it as if it had just arrived. When it fails again, ops.failures says why.
create or replace procedure core.replay(seq bigint)
language plpgsql
set search_path = ''
as $$
declare
  problem text;
begin
  if not exists (select from raw.webhook_events as delivery where delivery.seq = replay.seq) then
    raise exception 'There is no delivery %.', replay.seq
      using errcode = 'no_data_found', hint = 'Its number is raw.webhook_events.seq; those that failed are in ops.failures (raw_seq).';
  end if;
  perform core.project_or_file(array[replay.seq], again => true);
  select concat(failure.sqlstate, ': ', failure.message) into problem from ops.failures as failure where failure.raw_seq = replay.seq;
  if problem is null then
    raise notice 'Delivery % is projected.', replay.seq;
  else
    raise notice 'Delivery % failed again: %', replay.seq, problem;
  end if;
end
$$;

comment on procedure core.replay(bigint) is 'Reads one delivery again and projects it; when it fails again, ops.failures says why.';
