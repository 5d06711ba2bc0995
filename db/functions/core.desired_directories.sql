-- requires: core.normalised_events, core.telling
-- core.desired_directories(company_id): what the directories should say, read from the deliveries again: one row per company, user,
-- product, plan and experience; stored holds the columns of its row. Of one company, or (null) of all. Reads every delivery's payload.
create or replace function core.desired_directories(company_id text default null)
returns table (directory text, company text, id text, stored jsonb)
language sql stable
set search_path = ''
set jit = off
as $$
  with mine as materialized (
    -- What failed has told nothing, and tests and deliveries of nobody's do not count.
    select event.raw_seq
    from core.events as event
    where event.part = 1
      and not event.is_test
      and event.company_id <> 'unassigned'
      and event.company_id = coalesce(desired_directories.company_id, event.company_id)
  ), counting as materialized (
    select reading.*
    from mine
    join core.normalised_events as reading using (raw_seq)
  )
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
    'deleted_told', max(core.telling(case when object = 'user' then is_deleted end, told_at, delivery_key))))
  from counting
  where user_id is not null
  group by company_id, user_id
  union all
  select 'products', company_id, product_id, jsonb_strip_nulls(jsonb_build_object(
    'company_id', company_id, 'product_id', product_id, 'first_seen_at', min(occurred_at),
    'title_told', max(core.telling(product_title, told_at, delivery_key)),
    'deleted_told', max(core.telling(case when object = 'product' then is_deleted end, told_at, delivery_key))))
  from counting
  where product_id is not null
  group by company_id, product_id
  union all
  select 'experiences', company_id, experience_id, jsonb_strip_nulls(jsonb_build_object(
    'company_id', company_id, 'experience_id', experience_id, 'first_seen_at', min(occurred_at),
    'title_told', max(core.telling(experience_title, told_at, delivery_key)),
    'deleted_told', max(core.telling(case when object = 'experience' then is_deleted end, told_at, delivery_key))))
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
    'deleted_told', max(core.telling(case when object = 'plan' then is_deleted end, told_at, delivery_key))))
  from counting
  where plan_id is not null
  group by company_id, plan_id
$$;

comment on function core.desired_directories(text) is
  'What the directories should say, read from the deliveries again; of one company, or of all.';
