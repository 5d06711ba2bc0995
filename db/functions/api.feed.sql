-- api.feed(company_id, how_many): the newest events of a company, in the order they arrived, newest first.
create or replace function api.feed(company_id text, how_many integer)
returns table (
  id text, seq bigint, category text, type text, source_type text, occurred_at timestamptz, received_at timestamptz,
  who text, what text, amount numeric, currency text, status text, is_test boolean
)
language sql stable
security definer
set search_path = ''
set jit = off
as $$
  select
    event.raw_seq || '.' || event.part,
    event.raw_seq,
    event.category,
    event.type,
    event.source_type,
    event.occurred_at,
    delivery.received_at,
    coalesce(person.name, person.username),
    coalesce(product.title, plan.title),
    event.amount,
    event.currency,
    event.status,
    event.is_test
  from (
    select *
    from core.events as event
    where event.company_id = feed.company_id
    order by event.raw_seq desc, event.part desc
    limit least(feed.how_many, 500)
  ) as event
  -- `offset 0`: each is looked up by its key, for these few rows; a plan for any number of rows would read whole directories.
  cross join lateral (
    select delivery.received_at
    from raw.webhook_events as delivery
    where delivery.seq = event.raw_seq
    offset 0
  ) as delivery
  left join lateral (
    select subscription.user_id, subscription.product_id, subscription.plan_id
    from core.subscriptions as subscription
    where subscription.company_id = event.company_id
      and subscription.membership_id = event.membership_id
    offset 0
  ) as subscription on true
  left join lateral (
    select person.name, person.username
    from core.users as person
    where person.company_id = event.company_id
      and person.user_id = coalesce(event.user_id, subscription.user_id)
    offset 0
  ) as person on true
  left join lateral (
    select product.title
    from core.products as product
    where product.company_id = event.company_id
      and product.product_id = coalesce(event.product_id, subscription.product_id)
    offset 0
  ) as product on true
  left join lateral (
    select plan.title
    from core.plans as plan
    where plan.company_id = event.company_id
      and plan.plan_id = coalesce(event.plan_id, subscription.plan_id)
    offset 0
  ) as plan on true
  order by event.raw_seq desc, event.part desc
$$;

comment on function api.feed(text, integer) is 'The newest events of a company, in the order they arrived, newest first; at most 500.';
