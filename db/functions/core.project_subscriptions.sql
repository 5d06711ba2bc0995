-- requires: core.desired_subscriptions, core.lay_over_subscriptions
-- core.project_subscriptions(company_ids, membership_ids, since): brings core.subscriptions of these memberships up to what their
-- events say; since is the earliest time that something new was told of each. Doing it again changes nothing.
-- Returns the customers whose ledgers may have to change: those they belonged to before, and those they belong to now.
create or replace function core.project_subscriptions(company_ids text[], membership_ids text[], since timestamptz[])
returns table (company_id text, customer_id text)
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
  moved_companies text[];
  moved text[];
begin
  -- What is newer than all that was known is laid over it. What that moves, and what happened in between, is read from the beginning.
  select array_agg(membership.company_id), array_agg(membership.membership_id)
  into moved_companies, moved
  from core.lay_over_subscriptions(
    project_subscriptions.company_ids, project_subscriptions.membership_ids, project_subscriptions.since) as membership;

  if moved is null then
    return;
  end if;

  return query
  with touched as (
    select touched.* from unnest(moved_companies, moved) as touched (company_id, membership_id)
  ), belonged as (
    select subscription.company_id, subscription.membership_id, subscription.customer_id
    from touched
    cross join lateral (
      select known.company_id, known.membership_id, known.customer_id
      from core.subscriptions as known
      where known.company_id = touched.company_id
        and known.membership_id = touched.membership_id
      offset 0
    ) as subscription
  ), desired as materialized (
    select membership.*
    from touched
    cross join lateral (
      select *
      from core.desired_subscriptions as membership
      where membership.company_id = touched.company_id
        and membership.membership_id = touched.membership_id
      offset 0
    ) as membership
  ), untold as (
    delete from core.subscriptions as subscription
    using belonged
    where subscription.company_id = belonged.company_id
      and subscription.membership_id = belonged.membership_id
      and not exists (
        select from desired
        where desired.company_id = belonged.company_id
          and desired.membership_id = belonged.membership_id)
  ), belongs as (
    insert into core.subscriptions as subscription (
      company_id, membership_id, customer_id, user_id, product_id, plan_id, status, has_access, cancel_at_period_end,
      started_at, ended_at, renewal_period_start, renewal_period_end, currency, recurring_amount, interval_months, mrr,
      last_event_at, raw_seq, facts)
    select
      company_id, membership_id, customer_id, user_id, product_id, plan_id, status, has_access, cancel_at_period_end,
      started_at, ended_at, renewal_period_start, renewal_period_end, currency, recurring_amount, interval_months, mrr,
      last_event_at, raw_seq, facts
    from desired
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
      raw_seq = excluded.raw_seq,
      facts = excluded.facts
    returning subscription.company_id, subscription.customer_id
  )
  select belonged.company_id, belonged.customer_id from belonged
  union
  select belongs.company_id, belongs.customer_id from belongs;
end
$$;

comment on function core.project_subscriptions(text[], text[], timestamptz[]) is
  'Brings core.subscriptions of these memberships up to what their events say; returns the customers concerned.';
