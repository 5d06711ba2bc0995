-- requires: core.project, core.blank_deliveries, core.company_of
-- core.project_or_file(seqs, again): projects these deliveries. One that SQL cannot digest takes no neighbour with it: what fails is
-- tried again in halves, down to the one that fails by itself, which is filed in ops.failures. Returns how many ledger entries were posted.
create or replace function core.project_or_file(seqs bigint[], again boolean default false) returns bigint
language plpgsql
set search_path = ''
as $$
declare
  half integer := cardinality(seqs) / 2;
  posted bigint;
  failed_with text;
  failed_because text;
begin
  if cardinality(seqs) = 0 then
    return 0;
  end if;

  begin
    posted := core.project(project_or_file.seqs, project_or_file.again);
    if project_or_file.again then
      delete from ops.failures where raw_seq = any (project_or_file.seqs);
    end if;
    return posted;
  exception
    -- The server is out of something, or two transactions collided: not the delivery's fault. The sender tries again.
    when serialization_failure or deadlock_detected or lock_not_available
      or insufficient_resources or operator_intervention or system_error then
      raise;
    when others then
      get stacked diagnostics failed_with = returned_sqlstate, failed_because = message_text;
  end;

  if half > 0 then
    return core.project_or_file(seqs[:half], again) + core.project_or_file(seqs[half + 1:], again);
  end if;

  -- One that names no company may have been found to be somebody's before.
  insert into ops.failures as failure (raw_seq, company_id, sqlstate, message)
  select delivery.seq, coalesce(delivery.company_id, delivery.default_company_id, core.company_of(delivery.seq, null, null, null, null)),
    failed_with, failed_because
  from raw.webhook_events as delivery
  where delivery.seq = project_or_file.seqs[1]
  on conflict (raw_seq) do update set
    company_id = excluded.company_id,
    failures = failure.failures + 1,
    last_failed_at = clock_timestamp(),
    sqlstate = excluded.sqlstate,
    message = excluded.message;

  -- Its company's watchers see it at once.
  perform pg_notify('tidemark', coalesce(failure.company_id, 'unassigned'))
  from ops.failures as failure
  where failure.raw_seq = project_or_file.seqs[1];

  -- Whoever is to be forgotten is so in what could not be projected, too, and in what was said of it.
  if exists (select from ops.forgotten_users) then
    perform core.blank_deliveries(project_or_file.seqs);
  end if;
  return 0;
end
$$;

comment on function core.project_or_file(bigint[], boolean) is
  'Projects these deliveries; files in ops.failures those that cannot be, without their neighbours. Returns how many ledger entries were posted.';
