-- requires: core.standing, core.overlay
-- core.lay_over_subscriptions(company_ids, membership_ids, since): of these memberships, those of which something was told that is newer
-- than all that was known (since > last_event_at) get it laid over their facts: what it costs does not grow with their history.
-- That is enough as long as it moves neither money nor access nor their owner. Returns the memberships for which it is not, as they were.
create or replace function core.lay_over_subscriptions(company_ids text[], membership_ids text[], since timestamptz[])
returns table (company_id text, membership_id text)
language sql volatile
set search_path = ''
as $$
  with touched as materialized (
    select touched.company_id, touched.membership_id, subscription.last_event_at, subscription.facts,
      subscription.user_id, subscription.plan_id, subscription.has_access, subscription.currency, subscription.mrr,
      coalesce(touched.since > subscription.last_event_at and subscription.facts is not null, false) as is_newer
    from (
      select touched.company_id, touched.membership_id, min(touched.since) as since
      from unnest(lay_over_subscriptions.company_ids, lay_over_subscriptions.membership_ids, lay_over_subscriptions.since)
        as touched (company_id, membership_id, since)
      group by 1, 2
    ) as touched
    left join core.subscriptions as subscription
      on subscription.company_id = touched.company_id
      and subscription.membership_id = touched.membership_id
  ), kept as (
    update core.subscriptions as subscription
    set
      product_id = stood.product_id,
      cancel_at_period_end = stood.cancel_at_period_end,
      renewal_period_start = stood.period_start,
      renewal_period_end = stood.period_end,
      last_event_at = stood.occurred_at,
      raw_seq = greatest(subscription.raw_seq, stood.raw_seq),
      facts = stood.facts,
      status = stood.status,
      recurring_amount = stood.recurring_amount,
      interval_months = stood.interval_months
    from touched
    cross join lateral (
      -- Only where nothing that was told in between moved anything: each step is compared with where it stood.
      select standing.*, step.facts, step.occurred_at, step.raw_seq, step.is_last,
        bool_and(
          row (standing.user_id, standing.plan_id, standing.has_access, standing.currency, standing.mrr)
          is not distinct from row (touched.user_id, touched.plan_id, touched.has_access, touched.currency, touched.mrr)) over () as is_still
      from (
        select
          event.occurred_at,
          touched.facts || core.overlay(event.facts -> 'subscription') over in_order as facts,
          max(event.raw_seq) over () as raw_seq,
          lead(event.raw_seq) over in_order is null as is_last
        from core.events as event
        where event.company_id = touched.company_id
          and event.membership_id = touched.membership_id
          and event.occurred_at > touched.last_event_at
          and event.facts ? 'subscription'
          and not event.is_test
        window in_order as (order by event.occurred_at, event.rank, event.delivery_key, event.part)
      ) as step
      cross join lateral core.standing(touched.company_id, step.facts) as standing
      offset 0
    ) as stood
    where touched.is_newer
      and stood.is_last
      and stood.is_still
      and subscription.company_id = touched.company_id
      and subscription.membership_id = touched.membership_id
    returning subscription.company_id, subscription.membership_id
  )
  select touched.company_id, touched.membership_id from touched
  except
  select kept.company_id, kept.membership_id from kept
$$;

comment on function core.lay_over_subscriptions(text[], text[], timestamptz[]) is
  'Lays what is newest over what was known of these memberships; returns those for which that is not enough.';
