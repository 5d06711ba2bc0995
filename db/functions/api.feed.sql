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
  join raw.webhook_events as delivery on delivery.seq = event.raw_seq
  left join core.subscriptions as subscription
    on subscription.company_id = event.company_id and subscription.membership_id = event.membership_id
  left join core.users as person
    on person.company_id = event.company_id and person.user_id = coalesce(event.user_id, subscription.user_id)
  left join core.products as product
    on product.company_id = event.company_id and product.product_id = coalesce(event.product_id, subscription.product_id)
  left join core.plans as plan
    on plan.company_id = event.company_id and plan.plan_id = coalesce(event.plan_id, subscription.plan_id)
  order by event.raw_seq desc, event.part desc
$$;

comment on function api.feed(text, integer) is 'The newest events of a company, in the order they arrived, newest first; at most 500.';
