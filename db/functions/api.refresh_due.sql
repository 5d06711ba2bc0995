-- requires: metrics.refresh
-- api.refresh_due(): refreshes each materialized view that has newer input than its last refresh saw, but not sooner than twenty
-- times what that took (at least 5 s, after a failure at least a minute). Returns the views it refreshed and how long each took.
-- A view that another process is refreshing is left to it.
create or replace function api.refresh_due()
returns table (view_name text, duration interval)
language plpgsql
security definer
set search_path = ''
as $$
declare
  due text;
begin
  for due in
    select materialized.matviewname
    from pg_matviews as materialized
    left join lateral (
      select *
      from ops.refreshes as refreshed
      where refreshed.view_name = materialized.matviewname
      order by refreshed.started_at desc
      limit 1
    ) as last on true
    where materialized.schemaname = 'metrics'
      and (
        last is null
        or (last.error is not null or last.input_mark < (select max(seq) from raw.webhook_events))
          and clock_timestamp() > last.finished_at + greatest(
            20 * (last.finished_at - last.started_at),
            case when last.error is null then interval '5 seconds' else interval '1 minute' end)
      )
  loop
    continue when not pg_try_advisory_xact_lock(hashtextextended('tidemark refresh ' || due, 0));
    call metrics.refresh(due);
    return query
      select refreshed.view_name, refreshed.finished_at - refreshed.started_at
      from ops.refreshes as refreshed
      where refreshed.view_name = due
        and refreshed.error is null
        and refreshed.refresh_id = (select max(refresh_id) from ops.refreshes where ops.refreshes.view_name = due);
  end loop;
end
$$;

comment on function api.refresh_due() is 'Refreshes the materialized views whose input changed, none more often than its cost allows.';
