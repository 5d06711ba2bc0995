-- requires: metrics.refresh_inputs
-- call metrics.refresh('cohort_retention'): refreshes a materialized view of schema metrics while it can be read, and notes in
-- ops.refreshes when, how long, by whom, and what it had seen of its input. One at a time per view: where another refresh of it runs, this
-- one waits for it. A refresh that fails, or is cancelled, is noted with its error, and the view keeps what it held.
-- Memory enough that most of what is added up need not go to the disk; one processor, for deliveries need the others.
create or replace procedure metrics.refresh(view_name text)
language plpgsql
security definer
set search_path = ''
set work_mem = '64MB'
set max_parallel_workers_per_gather = 0
set jit = off
as $$
declare
  is_populated boolean;
  began timestamptz;
  seen jsonb;
  problem text;
begin
  perform pg_advisory_xact_lock(hashtextextended('tidemark refresh ' || refresh.view_name, 0));
  select view.relispopulated into is_populated
  from pg_class as view
  where view.relkind = 'm'
    and view.relnamespace = 'metrics'::regnamespace
    and view.relname = refresh.view_name;
  if is_populated is null then
    raise exception 'There is no materialized view metrics.%.', refresh.view_name
      using errcode = 'undefined_table', hint = 'See them with: select view_name from metrics.refresh_state';
  end if;

  began := clock_timestamp();
  perform pg_stat_clear_snapshot();
  -- In a transaction that does not see what was committed since it began, nothing can be said of what the refresh sees.
  select coalesce(jsonb_object_agg(input.input, input.mark), '{}') into seen
  from metrics.refresh_inputs as input
  where input.view_name = refresh.view_name
    and current_setting('transaction_isolation') = 'read committed';
  begin
    execute format('refresh materialized view %s metrics.%I', case when is_populated then 'concurrently' end, refresh.view_name);
  exception when others or query_canceled then
    problem := sqlstate || ': ' || sqlerrm;
  end;

  -- With steady traffic that is a row every few seconds: a week of them tells all there is to tell, and what it shows.
  delete from ops.refreshes as old
  where old.view_name = refresh.view_name
    and old.started_at < began - interval '7 days'
    and old.refresh_id < (
      select max(success.refresh_id) from ops.refreshes as success where success.view_name = refresh.view_name and success.error is null);
  insert into ops.refreshes (view_name, started_at, inputs, error)
  values (refresh.view_name, began, seen, problem);
  if problem is not null then
    raise warning 'metrics.% keeps what it held: %', refresh.view_name, problem;
  end if;
end
$$;

comment on procedure metrics.refresh(text) is
  'Refreshes a materialized view of schema metrics while it can be read, and notes it in ops.refreshes.';
