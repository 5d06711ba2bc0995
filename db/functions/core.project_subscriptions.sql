-- requires: core.desired_subscriptions, core.desired_renewals, core.membership_event_types
-- core.project_subscriptions(company_ids, membership_ids): brings core.subscriptions of these memberships up to what their events
-- say, and with them what their events are called (created, reactivated, renewed), which depends on one another.
-- Returns the customers whose ledgers may have to change: those they belonged to before, and those they belong to now.
create or replace function core.project_subscriptions(company_ids text[], membership_ids text[])
returns table (company_id text, customer_id text)
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
begin
  update core.events as event
  set type = named.type
  from unnest(project_subscriptions.company_ids, project_subscriptions.membership_ids) as touched (company_id, membership_id)
  cross join lateral (
    select *
    from core.membership_event_types as activation
    where activation.company_id = touched.company_id
      and activation.membership_id = touched.membership_id
    offset 0
  ) as named
  where event.company_id = named.company_id
    and event.raw_seq = named.raw_seq
    and event.part = named.part
    and event.type <> named.type;

  with desired as (
    select renewal.*
    from unnest(project_subscriptions.company_ids, project_subscriptions.membership_ids) as touched (company_id, membership_id)
    cross join lateral (
      select *
      from core.desired_renewals as payment
      where payment.company_id = touched.company_id
        and payment.membership_id = touched.membership_id
      offset 0
    ) as renewal
  ), gone as (
    delete from core.events as event
    using unnest(project_subscriptions.company_ids, project_subscriptions.membership_ids) as touched (company_id, membership_id)
    where event.company_id = touched.company_id
      and event.membership_id = touched.membership_id
      and event.part = 2
      and not exists (
        select from desired
        where desired.company_id = event.company_id
          and desired.raw_seq = event.raw_seq)
  )
  insert into core.events (
    company_id, raw_seq, part, delivery_key, category, type, source_type, occurred_at, rank, is_app, is_test,
    user_id, membership_id, payment_id, product_id, plan_id, status, amount, currency)
  select
    desired.company_id, desired.raw_seq, 2, desired.delivery_key, 'membership', 'membership.renewed', desired.source_type,
    desired.occurred_at, 2, desired.is_app, false,
    desired.user_id, desired.membership_id, desired.payment_id, desired.product_id, desired.plan_id, desired.status,
    desired.amount, desired.currency
  from desired
  on conflict do nothing;

  return query
  with belonged as (
    select subscription.company_id, subscription.customer_id
    from unnest(project_subscriptions.company_ids, project_subscriptions.membership_ids) as touched (company_id, membership_id)
    join core.subscriptions as subscription
      on subscription.company_id = touched.company_id
      and subscription.membership_id = touched.membership_id
  ), belongs as (
    insert into core.subscriptions as subscription (
      company_id, membership_id, customer_id, user_id, product_id, plan_id, status, has_access, cancel_at_period_end,
      started_at, ended_at, renewal_period_start, renewal_period_end, currency, recurring_amount, interval_months, mrr,
      last_event_at, raw_seq)
    select
      desired.company_id, desired.membership_id, desired.customer_id, desired.user_id, desired.product_id, desired.plan_id,
      desired.status, desired.has_access, desired.cancel_at_period_end, desired.started_at, desired.ended_at,
      desired.renewal_period_start, desired.renewal_period_end, desired.currency, desired.recurring_amount,
      desired.interval_months, desired.mrr, desired.last_event_at, desired.raw_seq
    from unnest(project_subscriptions.company_ids, project_subscriptions.membership_ids) as touched (company_id, membership_id)
    cross join lateral (
      select *
      from core.desired_subscriptions as membership
      where membership.company_id = touched.company_id
        and membership.membership_id = touched.membership_id
      offset 0
    ) as desired
    on conflict (company_id, membership_id) do update set
      customer_id = excluded.customer_id,
      user_id = excluded.user_id,
      product_id = excluded.product_id,
      plan_id = excluded.plan_id,
      status = excluded.status,
      has_access = excluded.has_access,
      cancel_at_period_end = excluded.cancel_at_period_end,
      started_at = excluded.started_at,
      ended_at = excluded.ended_at,
      renewal_period_start = excluded.renewal_period_start,
      renewal_period_end = excluded.renewal_period_end,
      currency = excluded.currency,
      recurring_amount = excluded.recurring_amount,
      interval_months = excluded.interval_months,
      mrr = excluded.mrr,
      last_event_at = excluded.last_event_at,
      raw_seq = excluded.raw_seq
    returning subscription.company_id, subscription.customer_id
  )
  select * from belonged
  union
  select * from belongs;
end
$$;

comment on function core.project_subscriptions(text[], text[]) is
  'Brings core.subscriptions of these memberships up to what their events say; returns the customers concerned.';
