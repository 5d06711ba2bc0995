-- requires: core.search_reach
-- core.search_deliveries(company_id, term, before_seq, how_many): the newest deliveries before that one that a person may mean by a term.
-- However old: a delivery's key or number; the id of a payment, membership, refund or dispute; of a user by their id, or by the beginning
-- of their name, user name or e-mail address (three letters at least; the 50 who were seen last), all that is about their memberships.
-- Among the last 20,000 (core.search_reach): all else about these people; ids of products, plans and experiences; the beginning of an
-- event's name. Among the last 500 that failed: whatever they hold. People are looked for by name among 50,000 of the company's.
-- Whether a delivery is the company's is for who asks to look: core.find_deliveries.
create or replace function core.search_deliveries(company_id text, term text, before_seq bigint, how_many integer) returns bigint[]
language plpgsql stable
set search_path = ''
set plan_cache_mode = force_custom_plan
set jit = off
as $$
declare
  most_people constant integer := 50000;
  beginning text := lower(term);
  initials text[] := array[left(term, 1), lower(left(term, 1)), upper(left(term, 1))];
  reach bigint := core.search_reach(search_deliveries.company_id, search_deliveries.before_seq);
  people text[] := array[term];
  -- An id of Whop's, a delivery's key or its number: nobody's name, nor the beginning of anything.
  is_id boolean := term ~ '^(pay|mem|mber|user|rf|dspt|prod|pass|plan|exp|inv|msg|biz)_\w+$|^sha256:|^#?\d+$';
begin
  if length(term) >= 3 and not is_id then
    people := people || array(
      select person.user_id
      from (
        select * from core.users as everybody where everybody.company_id = search_deliveries.company_id limit most_people
      ) as person
      where left(person.email, 1) = any (initials) and starts_with(lower(person.email), beginning)
        or left(person.username, 1) = any (initials) and starts_with(lower(person.username), beginning)
        or left(person.name, 1) = any (initials) and starts_with(lower(person.name), beginning)
      order by person.last_seen_at desc
      limit 50);
  end if;

  -- `offset 0`: each is found by its key, and sorted then; not by reading the company's deliveries in order until enough are found.
  return array(
    select found.seq
    from (
      select delivery.seq
      from raw.webhook_events as delivery
      where delivery.delivery_key = term
      union
      select delivery.seq
      from raw.webhook_events as delivery
      where delivery.seq = case when term ~ '^#?\d{1,18}$' then ltrim(term, '#')::bigint end
      union
      select event.raw_seq
      from (
        select * from core.events as event
        where event.company_id = search_deliveries.company_id and event.payment_id = term offset 0
      ) as event
      union
      select event.raw_seq
      from (
        select * from core.events as event
        where event.company_id = search_deliveries.company_id and event.refund_id = term offset 0
      ) as event
      union
      select event.raw_seq
      from (
        select * from core.events as event
        where event.company_id = search_deliveries.company_id and event.dispute_id = term offset 0
      ) as event
      union
      select event.raw_seq
      from (
        select term as membership_id
        union
        select subscription.membership_id
        from core.subscriptions as subscription
        where subscription.company_id = search_deliveries.company_id
          and subscription.customer_id = any (people)
      ) as membership
      cross join lateral (
        select event.raw_seq from core.events as event
        where event.company_id = search_deliveries.company_id and event.membership_id = membership.membership_id offset 0
      ) as event
      union
      (
        select event.raw_seq
        from core.events as event
        where event.company_id = search_deliveries.company_id
          and event.raw_seq < search_deliveries.before_seq
          and event.raw_seq > reach
          and (event.user_id = any (people)
            or term in (event.product_id, event.plan_id, event.experience_id)
            or starts_with(lower(event.source_type), beginning)
            or starts_with(event.type, beginning))
        order by event.raw_seq desc, event.part desc
        limit search_deliveries.how_many
      )
      union
      select failure.raw_seq
      from (
        select failed.raw_seq
        from ops.failures as failed
        where (failed.company_id = search_deliveries.company_id
            or search_deliveries.company_id = 'unassigned' and failed.company_id is null)
          and failed.raw_seq < search_deliveries.before_seq
        order by failed.raw_seq desc
        limit 500
      ) as failure
      join raw.webhook_events as delivery on delivery.seq = failure.raw_seq
      where exists (
        select
        from jsonb_path_query(delivery.payload, 'strict $.** ? (@.type() == "string")') as held
        where held #>> '{}' = term
          or not is_id and length(term) >= 3 and starts_with(lower(held #>> '{}'), beginning))
    ) as found
    where found.seq < search_deliveries.before_seq
    order by found.seq desc
    limit search_deliveries.how_many);
end
$$;

comment on function core.search_deliveries(text, text, bigint, integer) is
  'The newest deliveries that a person may mean by a key, an id, the beginning of a name or e-mail address, or of an event''s name.';
