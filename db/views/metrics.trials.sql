-- requires: core.subscription_history
-- metrics.trials: the first trial of each membership that had one, and whether it came to something. One row per membership.
-- As of its last refresh (metrics.refresh_state). Only the histories of memberships that were ever told to be on trial are read.

create materialized view metrics.trials as
with told as (
  select event.company_id, event.membership_id
  from core.events as event
  where event.status = 'trialing'
    and event.membership_id is not null
    and not event.is_test
    and event.company_id <> 'unassigned'
  group by event.company_id, event.membership_id
), trial as (
  -- From the first instant on trial to the first one after it that is not.
  select
    step.company_id,
    step.membership_id,
    step.started_at,
    (array_agg(step.plan_id) filter (where step.occurred_at = step.started_at))[1] as plan_id,
    (array_agg(step.product_id) filter (where step.occurred_at = step.started_at))[1] as product_id,
    min(step.occurred_at) filter (where step.occurred_at > step.started_at and step.status <> 'trialing') as ended_at
  from (
    select
      history.*,
      min(history.occurred_at) filter (where history.status = 'trialing') over (
        partition by history.company_id, history.membership_id) as started_at
    from told
    cross join lateral (
      select history.company_id, history.membership_id, history.occurred_at, history.status, history.plan_id, history.product_id
      from core.subscription_history as history
      where history.company_id = told.company_id
        and history.membership_id = told.membership_id
      offset 0
    ) as history
  ) as step
  where step.started_at is not null
  group by step.company_id, step.membership_id, step.started_at
), rise as (
  -- When its MRR went up. On trial it is 0, so the first time after the start of the trial is when it went above that.
  select entry.company_id, entry.membership_id, entry.occurred_at
  from told
  join core.mrr_entries as entry
    on entry.company_id = told.company_id
    and entry.membership_id = told.membership_id
  group by entry.company_id, entry.membership_id, entry.occurred_at
  having sum(entry.amount) > 0
)
select
  trial.company_id,
  trial.membership_id,
  subscription.customer_id,
  trial.plan_id,
  trial.product_id,
  trial.started_at,
  trial.ended_at,
  min(rise.occurred_at) as converted_at,
  trial.ended_at is null as is_open
from trial
join core.subscriptions as subscription
  on subscription.company_id = trial.company_id
  and subscription.membership_id = trial.membership_id
left join rise
  on rise.company_id = trial.company_id
  and rise.membership_id = trial.membership_id
  and rise.occurred_at > trial.started_at
group by trial.company_id, trial.membership_id, subscription.customer_id, trial.plan_id, trial.product_id, trial.started_at, trial.ended_at;

-- Needed to refresh it while it is read.
create unique index trials_key on metrics.trials (company_id, membership_id);
create index trials_by_start on metrics.trials (company_id, started_at);

comment on materialized view metrics.trials is
  'The first trial of each membership that had one: when it began and ended, and when the membership reached MRR. One row per membership.';
comment on column metrics.trials.company_id is 'The company.';
comment on column metrics.trials.membership_id is 'The membership.';
comment on column metrics.trials.customer_id is 'Whose it is: the user; where none is known, the membership itself.';
comment on column metrics.trials.plan_id is 'The plan that was tried.';
comment on column metrics.trials.product_id is 'The product that was tried.';
comment on column metrics.trials.started_at is 'When the trial began.';
comment on column metrics.trials.ended_at is 'When it was on trial no more: paid, cancelled or expired; null: it still is.';
comment on column metrics.trials.converted_at is 'When its MRR went above 0, also if that was long after the trial; null: never.';
comment on column metrics.trials.is_open is 'The trial is still running.';
