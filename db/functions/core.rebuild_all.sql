-- requires: core.project_or_file, core.settle_strays, core.correct_directories, metrics.add_up_days
-- call core.rebuild_all(): core.rebuild for all companies in one go, and what belongs to none is read again too.
-- It commits, so it cannot run inside a transaction, nor with a search_path of its own.
create or replace procedure core.rebuild_all(batch_size integer default 500)
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
  company record;
begin
  select count(*), coalesce(max(seq), 0) into to_do, newest from raw.webhook_events;
  raise notice '% deliveries to read again', to_do;

  -- An event that no delivery tells is none.
  delete from core.events as event
  where not exists (select from raw.webhook_events as delivery where delivery.seq = event.raw_seq);
  commit;

  loop
    select array_agg(next.seq order by next.seq), max(next.seq)
    into batch, last_seq
    from (
      select delivery.seq
      from raw.webhook_events as delivery
      where delivery.seq > last_seq
        and delivery.seq <= newest
      order by delivery.seq
      limit rebuild_all.batch_size
    ) as next;
    exit when batch is null;
    posted := posted + core.project_or_file(batch, again => true);
    commit;
    done := done + cardinality(batch);
    if clock_timestamp() > told_at + interval '2 seconds' then
      raise notice '% of % deliveries (% %%), % ledger entries posted', done, to_do, done * 100 / to_do, posted;
      told_at := clock_timestamp();
    end if;
  end loop;

  -- Also of companies that only a hand in the tables knows.
  for company in
    select company_id from core.companies union select company_id from core.payments union select company_id from core.refunds
    union select company_id from core.disputes union select company_id from core.subscriptions
    union select company_id from core.revenue_entries union select company_id from core.mrr_entries
    union select company_id from core.access_entries union select company_id from metrics.revenue_daily
    union select company_id from metrics.mrr_daily union select company_id from metrics.students_daily
    union select company_id from metrics.activity_user_days union select company_id from metrics.activity_daily
    union select company_id from metrics.active_users_by_previous_day
    order by company_id
  loop
    posted := posted + core.settle_strays(company.company_id);
    perform metrics.add_up_days(company.company_id);
    commit;
  end loop;
  perform core.correct_directories();
  commit;
  raise notice 'done, % deliveries read again, % ledger entries posted', done, posted;
end
$$;

comment on procedure core.rebuild_all(integer) is
  'Reads every delivery again and makes all that follows from them what it should be, in bounded transactions.';
