-- requires: core.project_or_file, core.settle_strays, core.correct_directories, metrics.add_up_days
-- call core.rebuild('biz_…'): reads every delivery of a company again, in the order of arrival, and makes all that follows from them what
-- it should be. When all was well it posts nothing. Deliveries go on arriving meanwhile: each batch is a transaction of its own.
-- It commits, so it cannot run inside a transaction, nor with a search_path of its own.
create or replace procedure core.rebuild(company_id text, batch_size integer default 500)
language plpgsql
as $$
declare
  batch bigint[];
  last_seq bigint := 0;
  newest bigint;
  to_do bigint;
  done bigint := 0;
  posted bigint := 0;
  told_at timestamptz := clock_timestamp();
begin
  if not exists (
    select from raw.webhook_events as delivery
    where coalesce(delivery.company_id, delivery.default_company_id) = rebuild.company_id
  ) and not exists (select from core.events as event where event.company_id = rebuild.company_id) then
    raise exception 'There is no delivery of a company %.', rebuild.company_id
      using errcode = 'no_data_found', hint = 'See the companies with: select company_id from core.companies';
  end if;

  -- Those that name no company may be its own, unless they are known as another's.
  select count(*), coalesce(max(delivery.seq), 0)
  into to_do, newest
  from raw.webhook_events as delivery
  where coalesce(delivery.company_id, delivery.default_company_id) = rebuild.company_id
    or delivery.company_id is null and delivery.default_company_id is null and not exists (
      select from core.events as event
      where event.raw_seq = delivery.seq and event.company_id not in (rebuild.company_id, 'unassigned'));
  raise notice '%: % deliveries to read again', rebuild.company_id, to_do;

  -- An event that no delivery tells is none.
  delete from core.events as event
  where event.company_id = rebuild.company_id
    and not exists (select from raw.webhook_events as delivery where delivery.seq = event.raw_seq);
  commit;

  loop
    select array_agg(next.seq order by next.seq), max(next.seq)
    into batch, last_seq
    from (
      select delivery.seq
      from raw.webhook_events as delivery
      where delivery.seq > last_seq
        and delivery.seq <= newest
        and (coalesce(delivery.company_id, delivery.default_company_id) = rebuild.company_id
          or delivery.company_id is null and delivery.default_company_id is null and not exists (
            select from core.events as event
            where event.raw_seq = delivery.seq and event.company_id not in (rebuild.company_id, 'unassigned')))
      order by delivery.seq
      limit rebuild.batch_size
    ) as next;
    exit when batch is null;
    posted := posted + core.project_or_file(batch, again => true);
    commit;
    done := done + cardinality(batch);
    if clock_timestamp() > told_at + interval '2 seconds' then
      raise notice '%: % of % deliveries (% %%), % ledger entries posted', rebuild.company_id, done, to_do, done * 100 / to_do, posted;
      told_at := clock_timestamp();
    end if;
  end loop;

  posted := posted + core.settle_strays(rebuild.company_id);
  perform core.correct_directories(rebuild.company_id);
  perform metrics.add_up_days(rebuild.company_id);
  commit;
  raise notice '%: done, % deliveries read again, % ledger entries posted', rebuild.company_id, done, posted;
end
$$;

comment on procedure core.rebuild(text, integer) is
  'Reads every delivery of a company again and makes all that follows from them what it should be, in bounded transactions.';
