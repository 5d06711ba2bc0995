-- requires: core.desired_subscriptions
-- core.project_subscriptions(company_ids, membership_ids): brings core.subscriptions of these memberships up to what their events
-- say. Doing it again changes nothing.
-- Returns the customers whose ledgers may have to change: those they belonged to before, and those they belong to now.
create or replace function core.project_subscriptions(company_ids text[], membership_ids text[])
returns table (company_id text, customer_id text)
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
begin
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
