-- requires: metrics.customer_value
-- call metrics.refresh('customer_value'): refreshes a materialized view of schema metrics while it can be read, and notes in
-- ops.refreshes when, how long and by whom. One at a time per view: where another refresh of it runs, this one waits for it.
-- A refresh that fails is noted with its error, and is due again.
create or replace procedure metrics.refresh(view_name text)
language plpgsql
security definer
set search_path = ''
as $$
declare
  began timestamptz := clock_timestamp();
  mark bigint;
  problem text;
begin
  if not exists (
    select from pg_matviews where schemaname = 'metrics' and matviewname = refresh.view_name
  ) then
    raise exception 'There is no materialized view metrics.%.', refresh.view_name
      using errcode = 'undefined_table',
        hint = 'See them with: select matviewname from pg_matviews where schemaname = ''metrics''';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('tidemark refresh ' || refresh.view_name, 0));
  select coalesce(max(seq), 0) into mark from raw.webhook_events;
  begin
    execute format('refresh materialized view concurrently metrics.%I', refresh.view_name);
  exception when others then
    problem := sqlstate || ': ' || sqlerrm;
  end;
  -- With steady traffic that is a row every few seconds: a week of them tells all there is to tell.
  delete from ops.refreshes as old
  where old.view_name = refresh.view_name
    and old.started_at < began - interval '7 days';
  insert into ops.refreshes (view_name, started_at, input_mark, error)
  values (refresh.view_name, began, mark, problem);
end
$$;

comment on procedure metrics.refresh(text) is
  'Refreshes a materialized view of schema metrics while it can be read, and notes it in ops.refreshes.';
