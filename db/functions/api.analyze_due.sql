-- api.analyze_due(): gathers statistics on the tables that have grown a lot since it was done last. Returns their names.
-- Autovacuum does that too, but looks only once a minute where nobody told it otherwise; until then a table that grows from nothing is
-- read by plans for an empty one, a hundred times slower. A table that somebody else is busy with is left out.
create or replace function api.analyze_due() returns setof text
language plpgsql
security definer
set search_path = ''
as $$
declare
  due text;
begin
  if not pg_try_advisory_xact_lock(hashtextextended('tidemark analyze', 0)) then
    return;
  end if;
  for due in
    select relid::regclass::text
    from pg_stat_all_tables
    where schemaname in ('raw', 'core', 'metrics')
      and n_mod_since_analyze > 1000 + 0.3 * n_live_tup
    order by relid
  loop
    execute format('analyze (skip_locked) %s', due);
    return next due;
  end loop;
end
$$;

comment on function api.analyze_due() is 'Gathers statistics on the tables that have grown a lot since it was done last; returns their names.';
