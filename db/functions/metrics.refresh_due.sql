-- requires: api.refresh_due
-- call metrics.refresh_due(): refreshes the materialized views that are due, one after the other, each in a transaction of its own. For
-- pg_cron, or whoever runs the database without the app. It commits, so it cannot run inside a transaction, nor with a search_path of
-- its own.
create or replace procedure metrics.refresh_due()
language plpgsql
as $$
declare
  refreshed record;
begin
  loop
    select * into refreshed from api.refresh_due();
    exit when not found;
    commit;
    raise notice 'metrics.%: % in %', refreshed.view_name, coalesce(refreshed.error, 'refreshed'), refreshed.duration;
  end loop;
end
$$;

comment on procedure metrics.refresh_due() is 'Refreshes the materialized views that are due, each in a transaction of its own.';
