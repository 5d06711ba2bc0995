-- requires: metrics.refresh, metrics.refresh_state
-- api.refresh_due(): refreshes one materialized view that is due (metrics.refresh_state), the oldest, and returns it, how long it took and
-- its error if it failed. No row: none is due. One a call, so that each has a transaction of its own and holds no other's locks.
-- A view that another process or a hand is refreshing is left to it.
create or replace function api.refresh_due()
returns table (view_name text, duration interval, error text)
language plpgsql
security definer
set search_path = ''
set lock_timeout = '5s'
as $$
declare
  due text;
begin
  perform pg_stat_clear_snapshot();
  for due in
    select state.view_name
    from metrics.refresh_state as state
    where state.is_due
      and state.next_at <= clock_timestamp()
    order by state.as_of nulls first, state.view_name
  loop
    continue when not pg_try_advisory_xact_lock(hashtextextended('tidemark refresh ' || due, 0));
    -- By now another process may have done it, or somebody may be at it without asking for our lock.
    continue when not exists (
      select from metrics.refresh_state as state
      where state.view_name = due and state.is_due and state.next_at <= clock_timestamp());
    continue when exists (
      select from pg_locks as held
      where held.locktype = 'relation'
        and held.database = (select oid from pg_database where datname = current_database())
        and held.relation = to_regclass('metrics.' || quote_ident(due))
        and held.mode in ('ExclusiveLock', 'AccessExclusiveLock'));
    call metrics.refresh(due);
    return query
      select refreshed.view_name, refreshed.finished_at - refreshed.started_at, refreshed.error
      from ops.refreshes as refreshed
      where refreshed.view_name = due
      order by refreshed.refresh_id desc
      limit 1;
    return;
  end loop;
end
$$;

comment on function api.refresh_due() is
  'Refreshes one materialized view that is due and returns it, with its error if it failed; no row: none is due.';
