-- requires: core.project_or_file
-- call core.replay_failed(): tries each delivery of ops.failures once more, a transaction for every hundred, oldest first.
-- It commits, so it cannot run inside a transaction, nor with a search_path of its own.
create or replace procedure core.replay_failed()
language plpgsql
as $$
declare
  batch bigint[];
  last bigint := 0;
  tried bigint := 0;
  began_with bigint;
  still bigint;
begin
  select count(*) into began_with from ops.failures;
  loop
    select array_agg(failed.raw_seq order by failed.raw_seq), max(failed.raw_seq)
    into batch, last
    from (select raw_seq from ops.failures where raw_seq > last order by raw_seq limit 100) as failed;
    exit when batch is null;
    perform core.project_or_file(batch, again => true);
    commit;
    tried := tried + cardinality(batch);
    raise notice '% of % tried again', tried, began_with;
  end loop;
  select count(*) into still from ops.failures;
  raise notice '% projected, % left in ops.failures', began_with - still, still;
end
$$;

comment on procedure core.replay_failed() is 'Tries each delivery of ops.failures once more, in bounded transactions.';
