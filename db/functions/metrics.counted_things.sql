-- metrics.counted_things(company_id, currency, source, which, from_at, to_at): what figures count that is in no ledger. One row each:
-- 'subscriptions': those that will end with their period, as of now; their MRR is what they add. What was at risk in the past is not known.
-- 'users': seen before to_at. 'trials': that began between the two; which 'reached MRR': those that did, later.
-- 'activity': its events between the two. 'active users': who had any. Trials and activity are read from all of the company's events.
create or replace function metrics.counted_things(
  company_id text, currency text, source text, which text, from_at timestamptz, to_at timestamptz
)
returns table (
  id text, kind text, customer_id text, membership_id text, product_id text, plan_id text, amount numeric,
  occurred_at timestamptz, raw_seq bigint
)
language plpgsql stable
set search_path = ''
set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
begin
  case counted_things.source
    when 'subscriptions' then
      return query
      select subscription.membership_id, subscription.status, subscription.customer_id, subscription.membership_id,
        subscription.product_id, subscription.plan_id, subscription.mrr, subscription.last_event_at,
        subscription.raw_seq
      from core.subscriptions as subscription
      where subscription.company_id = counted_things.company_id
        and subscription.currency = counted_things.currency
        and subscription.cancel_at_period_end
        and subscription.has_access
        and subscription.mrr > 0
        and counted_things.to_at >= now();

    when 'users' then
      return query
      select person.user_id, null::text, person.user_id, null::text, null::text, null::text, 1::numeric,
        person.first_seen_at, null::bigint
      from core.users as person
      where person.company_id = counted_things.company_id
        and person.first_seen_at < counted_things.to_at;

    when 'trials' then
      return query
      select trial.membership_id, 'trial', trial.customer_id, trial.membership_id, null::text, trial.plan_id, 1::numeric,
        trial.began_at, trial.raw_seq
      from (
        select subscription.membership_id, subscription.customer_id, step.plan_id, step.occurred_at as began_at, step.raw_seq
        from (
          select distinct event.membership_id
          from core.events as event
          where event.company_id = counted_things.company_id
            and event.category = 'membership'
            and event.status = 'trialing'
            and not event.is_test
        ) as told
        join core.subscriptions as subscription
          on subscription.company_id = counted_things.company_id
          and subscription.membership_id = told.membership_id
        cross join lateral (
          select history.plan_id, history.occurred_at, history.raw_seq
          from core.subscription_history as history
          where history.company_id = subscription.company_id
            and history.membership_id = subscription.membership_id
            and history.status = 'trialing'
          order by history.occurred_at
          limit 1
        ) as step
      ) as trial
      where trial.began_at >= counted_things.from_at
        and trial.began_at < counted_things.to_at
        and (counted_things.which = 'counted' or exists (
          select
          from core.mrr_entries as entry
          where entry.company_id = counted_things.company_id
            and entry.customer_id = trial.customer_id
            and entry.membership_id = trial.membership_id
            and entry.occurred_at > trial.began_at
          group by entry.occurred_at
          having sum(entry.amount) > 0));

    when 'activity' then
      return query
      select event.raw_seq || '.' || event.part, event.type, event.user_id, event.membership_id, event.product_id, event.plan_id,
        1::numeric, event.occurred_at, event.raw_seq
      from core.events as event
      where event.company_id = counted_things.company_id
        and event.category = 'activity'
        and not event.is_test
        and event.occurred_at >= counted_things.from_at
        and event.occurred_at < counted_things.to_at;

    when 'active users' then
      return query
      select distinct on (event.user_id) event.user_id, event.type, event.user_id, null::text, null::text, null::text,
        1::numeric, event.occurred_at, event.raw_seq
      from core.events as event
      where event.company_id = counted_things.company_id
        and event.category = 'activity'
        and event.user_id is not null
        and not event.is_test
        and event.occurred_at >= counted_things.from_at
        and event.occurred_at < counted_things.to_at
      order by event.user_id, event.occurred_at desc, event.raw_seq desc;
  end case;
end
$$;

comment on function metrics.counted_things(text, text, text, text, timestamptz, timestamptz) is
  'What figures count that is in no ledger: subscriptions at risk, users, trials, activity and active users. One row each.';
