-- requires: core.normalised_events, core.telling, core.lock_companies
-- core.record_events(seqs): reads these deliveries, stores what they say as core.events, and brings the directories up to it.
-- Returns the keys of what they touch, side by side, with the earliest time that was told of each. An object is 'payment',
-- 'refund', 'dispute', 'membership', or 'activation' (a membership whose events may have to be named anew),
-- 'billed renewal' (a payment told again, that says whether it is one), 'ordered renewal' (a membership whose payments do not), or 'changed plan'
-- (its members' MRR depends on it).
create or replace function core.record_events(seqs bigint[])
returns table (object text, company_ids text[], ids text[], since timestamptz[])
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
  readings core.normalised_events[];
begin
  -- Read once, and store. Nothing is locked yet: reading is half of the work.
  with reading as materialized (
    select * from core.normalised_events where raw_seq = any (record_events.seqs)
  ), stored as (
    insert into core.events (
      company_id, raw_seq, delivery_key, category, type, source_type, occurred_at, rank, is_app, is_test,
      user_id, membership_id, payment_id, refund_id, dispute_id, product_id, plan_id, experience_id,
      status, amount, currency, facts)
    select
      company_id, raw_seq, delivery_key, category, type, source_type, occurred_at, rank, is_app, is_test,
      user_id, membership_id, payment_id, refund_id, dispute_id, product_id, plan_id, experience_id,
      status, amount, currency, facts
    from reading
  ), renewed as (
    -- A payment of a cycle is also a renewal. Where it was told before, core.record_renewals() keeps one of them.
    insert into core.events (
      company_id, raw_seq, part, delivery_key, category, type, source_type, occurred_at, rank, is_app, is_test,
      user_id, membership_id, payment_id, product_id, plan_id, status, amount, currency, facts)
    select
      company_id, raw_seq, 2, delivery_key, 'membership', 'membership.renewed', source_type, occurred_at, 2, is_app, false,
      user_id, membership_id, payment_id, product_id, plan_id, status, amount, currency, '{"told_by": "billing_reason"}'
    from reading
    where type = 'payment.succeeded'
      and facts #>> '{payment,billing_reason}' = 'subscription_cycle'
      and payment_id is not null
      and membership_id is not null
      and not is_test
      and company_id <> 'unassigned'
  )
  -- What counts: tests and deliveries of nobody's do not.
  select array_agg(row (reading.*)::core.normalised_events) into readings
  from reading
  where not is_test
    and company_id <> 'unassigned';

  if readings is null then
    return;
  end if;
  perform core.lock_companies(array(select distinct company_id from unnest(readings)));

  -- Few deliveries mention an experience; an insert that finds nothing to do costs as much as one row.
  if exists (select from unnest(readings) where experience_id is not null) then
    insert into core.experiences as experience (company_id, experience_id, first_seen_at, title_told, deleted_told)
    select company_id, experience_id, min(occurred_at), max(core.telling(experience_title, told_at, delivery_key)),
      max(core.telling(case when object = 'experience' then is_deleted end, told_at, delivery_key))
    from unnest(readings)
    where experience_id is not null
    group by company_id, experience_id
    on conflict (company_id, experience_id) do update set
      first_seen_at = least(experience.first_seen_at, excluded.first_seen_at),
      title_told = greatest(experience.title_told, excluded.title_told),
      deleted_told = greatest(experience.deleted_told, excluded.deleted_told);
  end if;

  return query
  with counting as materialized (
    select
      reading.*,
      payment.paid_at is not null
        or count(*) over (partition by reading.company_id, reading.payment_id, reading.type) > 1 as told_again
    from unnest(readings) as reading
    left join core.payments as payment
      on payment.company_id = reading.company_id
      and payment.payment_id = reading.payment_id
  ), companies as (
    insert into core.companies as company (
      company_id, first_event_at, last_event_at, last_received_at, deliveries, title_told)
    select company_id, min(occurred_at), max(occurred_at), max(received_at), count(*),
      max(core.telling(company_title, told_at, delivery_key))
    from counting
    group by company_id
    on conflict (company_id) do update set
      first_event_at = least(company.first_event_at, excluded.first_event_at),
      last_event_at = greatest(company.last_event_at, excluded.last_event_at),
      last_received_at = greatest(company.last_received_at, excluded.last_received_at),
      deliveries = company.deliveries + excluded.deliveries,
      title_told = greatest(company.title_told, excluded.title_told)
  ), users as (
    insert into core.users as person (
      company_id, user_id, first_seen_at, last_seen_at, username_told, name_told, email_told, deleted_told)
    select company_id, user_id, min(occurred_at), max(occurred_at),
      max(core.telling(user_username, told_at, delivery_key)),
      max(core.telling(user_name, told_at, delivery_key)),
      max(core.telling(user_email, told_at, delivery_key)),
      max(core.telling(case when object = 'user' then is_deleted end, told_at, delivery_key))
    from counting
    where user_id is not null
    group by company_id, user_id
    on conflict (company_id, user_id) do update set
      first_seen_at = least(person.first_seen_at, excluded.first_seen_at),
      last_seen_at = greatest(person.last_seen_at, excluded.last_seen_at),
      username_told = greatest(person.username_told, excluded.username_told),
      name_told = greatest(person.name_told, excluded.name_told),
      email_told = greatest(person.email_told, excluded.email_told),
      deleted_told = greatest(person.deleted_told, excluded.deleted_told)
  ), products as (
    insert into core.products as product (company_id, product_id, first_seen_at, title_told, deleted_told)
    select company_id, product_id, min(occurred_at), max(core.telling(product_title, told_at, delivery_key)),
      max(core.telling(case when object = 'product' then is_deleted end, told_at, delivery_key))
    from counting
    where product_id is not null
    group by company_id, product_id
    on conflict (company_id, product_id) do update set
      first_seen_at = least(product.first_seen_at, excluded.first_seen_at),
      title_told = greatest(product.title_told, excluded.title_told),
      deleted_told = greatest(product.deleted_told, excluded.deleted_told)
  ), plans as (
    insert into core.plans as plan (
      company_id, plan_id, first_seen_at, title_told, product_id_told, plan_type_told, billing_period_days_told,
      renewal_price_told, initial_price_told, currency_told, deleted_told)
    select company_id, plan_id, min(occurred_at),
      max(core.telling(plan_title, told_at, delivery_key)),
      max(core.telling(product_id, told_at, delivery_key)),
      max(core.telling(plan_type, told_at, delivery_key)),
      max(core.telling(plan_billing_period_days, told_at, delivery_key)),
      max(core.telling(plan_renewal_price, told_at, delivery_key)),
      max(core.telling(plan_initial_price, told_at, delivery_key)),
      max(core.telling(plan_currency, told_at, delivery_key)),
      max(core.telling(case when object = 'plan' then is_deleted end, told_at, delivery_key))
    from counting
    where plan_id is not null
    group by company_id, plan_id
    on conflict (company_id, plan_id) do update set
      first_seen_at = least(plan.first_seen_at, excluded.first_seen_at),
      title_told = greatest(plan.title_told, excluded.title_told),
      product_id_told = greatest(plan.product_id_told, excluded.product_id_told),
      plan_type_told = greatest(plan.plan_type_told, excluded.plan_type_told),
      billing_period_days_told = greatest(plan.billing_period_days_told, excluded.billing_period_days_told),
      renewal_price_told = greatest(plan.renewal_price_told, excluded.renewal_price_told),
      initial_price_told = greatest(plan.initial_price_told, excluded.initial_price_told),
      currency_told = greatest(plan.currency_told, excluded.currency_told),
      deleted_told = greatest(plan.deleted_told, excluded.deleted_told)
    returning company_id, plan_id, plan_type, billing_period_days, renewal_price, currency
  ), touched as (
    select told.object, counting.company_id, told.id, min(counting.occurred_at) as since
    from counting
    cross join lateral (
      values
        ('payment', payment_id),
        ('refund', refund_id),
        ('dispute', dispute_id),
        ('membership', case when facts ? 'subscription' then membership_id end),
        ('activation', case when type in ('membership.created', 'membership.expired') then membership_id end),
        -- Only what was told before can change what the first telling said.
        ('billed renewal', case
          when type = 'payment.succeeded' and membership_id is not null and facts -> 'payment' ? 'billing_reason' and told_again
          then payment_id end),
        ('ordered renewal', case when type = 'payment.succeeded' and not facts -> 'payment' ? 'billing_reason' then membership_id end)
    ) as told (object, id)
    where told.id is not null
    group by 1, 2, 3
    union all
    -- Read beside the insert, core.plans still shows what was there before it.
    select 'changed plan', plans.company_id, plans.plan_id, '-infinity'
    from plans
    join core.plans as before
      on before.company_id = plans.company_id
      and before.plan_id = plans.plan_id
    where row (before.plan_type, before.billing_period_days, before.renewal_price, before.currency)
      is distinct from row (plans.plan_type, plans.billing_period_days, plans.renewal_price, plans.currency)
  )
  select touched.object, array_agg(touched.company_id), array_agg(touched.id), array_agg(touched.since)
  from touched
  group by touched.object;
end
$$;

comment on function core.record_events(bigint[]) is
  'Stores what these deliveries say as core.events and directories; returns the keys of what they touch.';
