-- requires: core.blanked, core.without_people
-- core.blank_deliveries(seqs): takes all that is personal out of these deliveries where they speak of people who are to be forgotten
-- (ops.forgotten_users): by their id, or through a payment or membership of theirs; what was told of that before goes as well.
-- Where they speak of somebody else too, only the parts that are theirs go. It reads what stands in core.events and needs no other
-- reading, so that it works on what cannot be projected, too. Returns how many it blanked.
create or replace function core.blank_deliveries(seqs bigint[]) returns bigint
language plpgsql
set search_path = ''
as $$
declare
  changed bigint[];
begin
  with theirs as materialized (
    -- All that is about them.
    select event.raw_seq
    from core.events as event
    join ops.forgotten_users as forgotten on forgotten.user_id = event.user_id
    where event.raw_seq = any (blank_deliveries.seqs)
    union
    select told.raw_seq
    from core.events as event
    join core.subscriptions as subscription
      on subscription.company_id = event.company_id
      and subscription.membership_id = event.membership_id
    join ops.forgotten_users as forgotten on forgotten.user_id = subscription.user_id
    join core.events as told
      on told.company_id = event.company_id
      and told.membership_id = event.membership_id
    where event.raw_seq = any (blank_deliveries.seqs)
    union
    select told.raw_seq
    from core.events as event
    join core.payments as payment
      on payment.company_id = event.company_id
      and payment.payment_id = event.payment_id
    join ops.forgotten_users as forgotten on forgotten.user_id = payment.user_id
    join core.events as told
      on told.company_id = event.company_id
      and told.payment_id = event.payment_id
    where event.raw_seq = any (blank_deliveries.seqs)
    union
    -- What could not be projected has no events: there any mention of a membership or payment of theirs is enough.
    select delivery.seq
    from ops.failures as failure
    join raw.webhook_events as delivery on delivery.seq = failure.raw_seq
    cross join lateral jsonb_path_query(delivery.payload, 'strict $.**') as told
    where failure.raw_seq = any (blank_deliveries.seqs)
      and (
        exists (
          select from core.subscriptions as subscription
          join ops.forgotten_users as forgotten on forgotten.user_id = subscription.user_id
          where subscription.membership_id = told #>> '{}')
        or exists (
          select from core.payments as payment
          join ops.forgotten_users as forgotten on forgotten.user_id = payment.user_id
          where payment.payment_id = told #>> '{}'))
  ), blank as (
    select delivery.seq, core.blanked(delivery.payload, name.object) as payload, '{}'::jsonb as headers
    from raw.webhook_events as delivery
    left join core.event_names as name
      on name.source_type = delivery.event_name
      and name.category = 'directory'
    where delivery.seq = any (array(select raw_seq from theirs))
      and delivery.payload is not null
    union all
    -- And what somebody else's deliveries, or those that nobody could read, say of them.
    select delivery.seq, core.without_people(delivery.payload, named.people), delivery.headers
    from raw.webhook_events as delivery
    cross join lateral (
      select array_agg(forgotten.user_id) as people
      from jsonb_path_query(delivery.payload, 'strict $.**') as told
      join ops.forgotten_users as forgotten on forgotten.user_id = told #>> '{}'
    ) as named
    where delivery.seq = any (blank_deliveries.seqs)
      and delivery.seq <> all (array(select raw_seq from theirs))
      and named.people is not null
  ), now_blank as (
    update raw.webhook_events as delivery
    set payload = blank.payload, headers = blank.headers
    from blank
    where delivery.seq = blank.seq
      and (delivery.payload <> blank.payload or delivery.headers <> blank.headers)
    returning delivery.seq
  ), unreadable as (
    -- Bytes that name them, or a membership or payment of theirs: nothing can be made out in these but that.
    update raw.webhook_events as delivery
    set body = 'forgotten', headers = '{}'
    where delivery.seq = any (blank_deliveries.seqs)
      and delivery.body <> 'forgotten'
      and exists (
        select
        from (
          select user_id as id from ops.forgotten_users
          union all
          select membership_id from core.subscriptions join ops.forgotten_users using (user_id)
          union all
          select payment_id from core.payments join ops.forgotten_users using (user_id)
        ) as theirs
        where regexp_replace(encode(delivery.body, 'escape'), '\\[0-7]{3}', ' ', 'g') ~ ('(?<![\w-])' || theirs.id || '(?![\w-])'))
    returning delivery.seq
  )
  select array_agg(seq) into changed
  from (select seq from now_blank union all select seq from unreadable) as blanked;

  update ops.failures as failure
  set message = 'blanked, because it may have quoted personal data'
  where failure.raw_seq = any (changed);
  return coalesce(cardinality(changed), 0);
end
$$;

comment on function core.blank_deliveries(bigint[]) is
  'Takes all that is personal out of these deliveries where they speak of people who are to be forgotten.';
