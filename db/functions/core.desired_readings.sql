-- requires: core.normalised_events, core.telling
-- core.desired_readings(company_id): what core.events and the directories should say, read from the deliveries again: one row per
-- delivery (its first event), company, user, product, plan and experience; stored holds the columns of its row.
-- Of one company, or (null) of all. Reads every delivery's payload, once.
create or replace function core.desired_readings(company_id text default null)
returns table (relation text, company text, id text, stored jsonb)
language sql stable
set search_path = ''
set jit = off
as $$
  with mine as materialized (
    -- What failed has told nothing, unless it was read before.
    select delivery.seq as raw_seq
    from raw.webhook_events as delivery
    where desired_readings.company_id is null
      and (not exists (select from ops.failures as failure where failure.raw_seq = delivery.seq)
        or exists (select from core.events as event where event.raw_seq = delivery.seq))
    union all
    select event.raw_seq
    from core.events as event
    where event.part = 1
      and event.company_id = desired_readings.company_id
  ), reading as materialized (
    select reading.*
    from mine
    join core.normalised_events as reading using (raw_seq)
  ), counting as (
    -- Tests and deliveries of nobody's do not count.
    select * from reading where not is_test and company_id <> 'unassigned'
  )
  -- What an activation is called depends on others: core.membership_event_types.
  select 'events', company_id, raw_seq::text, jsonb_build_object(
    'delivery_key', delivery_key, 'category', category, 'source_type', source_type, 'occurred_at', occurred_at, 'rank', rank,
    'type', case when type in ('membership.created', 'membership.reactivated', 'membership.updated') then 'membership.created' else type end,
    'is_app', is_app, 'is_test', is_test, 'user_id', user_id, 'membership_id', membership_id, 'payment_id', payment_id,
    'refund_id', refund_id, 'dispute_id', dispute_id, 'product_id', product_id, 'plan_id', plan_id, 'experience_id', experience_id,
    'status', status, 'amount', amount, 'currency', currency, 'facts', facts)
  from reading
  union all
  select 'companies', company_id, company_id, jsonb_strip_nulls(jsonb_build_object(
    'company_id', company_id,
    'first_event_at', min(occurred_at), 'last_event_at', max(occurred_at), 'last_received_at', max(received_at), 'deliveries', count(*),
    'title_told', max(core.telling(company_title, told_at, delivery_key))))
  from counting
  group by company_id
  union all
  select 'users', company_id, user_id, jsonb_strip_nulls(jsonb_build_object(
    'company_id', company_id, 'user_id', user_id,
    'first_seen_at', min(occurred_at), 'last_seen_at', max(occurred_at),
    'username_told', max(core.telling(user_username, told_at, delivery_key)),
    'name_told', max(core.telling(user_name, told_at, delivery_key)),
    'email_told', max(core.telling(user_email, told_at, delivery_key)),
    'deleted_told', max(core.telling(case when object = 'user' then is_deleted end, told_at, rank || ' ' || delivery_key))))
  from counting
  where user_id is not null
  group by company_id, user_id
  union all
  select 'products', company_id, product_id, jsonb_strip_nulls(jsonb_build_object(
    'company_id', company_id, 'product_id', product_id, 'first_seen_at', min(occurred_at),
    'title_told', max(core.telling(product_title, told_at, delivery_key)),
    'deleted_told', max(core.telling(case when object = 'product' then is_deleted end, told_at, rank || ' ' || delivery_key))))
  from counting
  where product_id is not null
  group by company_id, product_id
  union all
  select 'experiences', company_id, experience_id, jsonb_strip_nulls(jsonb_build_object(
    'company_id', company_id, 'experience_id', experience_id, 'first_seen_at', min(occurred_at),
    'title_told', max(core.telling(experience_title, told_at, delivery_key)),
    'deleted_told', max(core.telling(case when object = 'experience' then is_deleted end, told_at, rank || ' ' || delivery_key))))
  from counting
  where experience_id is not null
  group by company_id, experience_id
  union all
  select 'plans', company_id, plan_id, jsonb_strip_nulls(jsonb_build_object(
    'company_id', company_id, 'plan_id', plan_id, 'first_seen_at', min(occurred_at),
    'title_told', max(core.telling(plan_title, told_at, delivery_key)),
    'product_id_told', max(core.telling(product_id, told_at, delivery_key)),
    'plan_type_told', max(core.telling(plan_type, told_at, delivery_key)),
    'billing_period_days_told', max(core.telling(plan_billing_period_days, told_at, delivery_key)),
    'renewal_price_told', max(core.telling(plan_renewal_price, told_at, delivery_key)),
    'initial_price_told', max(core.telling(plan_initial_price, told_at, delivery_key)),
    'currency_told', max(core.telling(plan_currency, told_at, delivery_key)),
    'deleted_told', max(core.telling(case when object = 'plan' then is_deleted end, told_at, rank || ' ' || delivery_key))))
  from counting
  where plan_id is not null
  group by company_id, plan_id
$$;

comment on function core.desired_readings(text) is
  'What core.events and the directories should say, read from the deliveries again; of one company, or of all.';
