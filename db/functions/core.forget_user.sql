-- requires: core.blank_deliveries
-- call core.forget_user('user_…'): takes a person's data out of everything that is stored: names, addresses and whatever else deliveries
-- told of them. Figures stay as they are, under an id that says nothing; later deliveries are blanked as they arrive.
-- It commits, so it cannot run inside a transaction, nor with a search_path of its own. Doing it again changes nothing.
create or replace procedure core.forget_user(user_id text)
language plpgsql
as $$
declare
  batch bigint[];
  last_seq bigint := 0;
  newest bigint;
  blanked bigint := 0;
  told_at timestamptz := clock_timestamp();
begin
  if forget_user.user_id !~ '^[\w-]{6,100}$' then
    raise exception '"%" is no id of a user.', forget_user.user_id
      using errcode = 'invalid_parameter_value', hint = 'See them with: select user_id, name from core.users';
  end if;
  insert into ops.forgotten_users (user_id) values (forget_user.user_id) on conflict do nothing;
  update core.users as person
  set username_told = null, name_told = null, email_told = null
  where person.user_id = forget_user.user_id;
  commit;

  -- Whoever began to project before that commit may still have told of them: wait until they have ended.
  perform pg_advisory_xact_lock(hashtextextended('tidemark unassigned', 0));
  commit;

  select coalesce(max(seq), 0) into newest from raw.webhook_events;
  loop
    select array_agg(next.seq), max(next.seq)
    into batch, last_seq
    from (
      select delivery.seq from raw.webhook_events as delivery
      where delivery.seq > last_seq and delivery.seq <= newest
      order by delivery.seq
      limit 2000
    ) as next;
    exit when batch is null;
    blanked := blanked + core.blank_deliveries(batch);
    commit;
    if clock_timestamp() > told_at + interval '2 seconds' then
      raise notice 'looked through % of % deliveries, % blanked', last_seq, newest, blanked;
      told_at := clock_timestamp();
    end if;
  end loop;
  update core.users as person
  set username_told = null, name_told = null, email_told = null
  where person.user_id = forget_user.user_id
    and (person.username_told is not null or person.name_told is not null or person.email_told is not null);
  commit;
  raise notice '% is forgotten: % deliveries blanked. Backups still hold what they held.', forget_user.user_id, blanked;
end
$$;

comment on procedure core.forget_user(text) is
  'Takes a person''s data out of everything that is stored; figures stay, and later deliveries do not bring it back.';
