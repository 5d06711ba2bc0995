-- requires: core.subscription_history
-- core.desired_access_entries: the entries that the access ledger should hold.
-- One row per customer and instant at which they became a student or ceased to be one.

create view core.desired_access_entries as
select
  company_id,
  customer_id,
  case when after > 0 then 'joined' else 'left' end as kind,
  occurred_at,
  case when after > 0 then 1 else -1 end::smallint as students,
  raw_seq
from (
  -- How many of the customer's memberships gave access after the instant, and before it.
  select
    instant.*,
    sum(instant.change) over (
      partition by instant.company_id, instant.customer_id order by instant.occurred_at) as after
  from (
    select
      subscription.company_id,
      subscription.customer_id,
      history.occurred_at,
      sum(history.has_access::int - coalesce(history.had_access::int, 0)) as change,
      max(history.raw_seq) as raw_seq
    from core.subscriptions as subscription
    cross join lateral (
      select history.occurred_at, history.has_access, history.raw_seq, lag(history.has_access) over (order by history.occurred_at) as had_access
      from core.subscription_history as history
      where history.company_id = subscription.company_id
        and history.membership_id = subscription.membership_id
      offset 0
    ) as history
    group by 1, 2, 3
    having sum(history.has_access::int - coalesce(history.had_access::int, 0)) <> 0
  ) as instant
) as student
where (after > 0) <> (after - change > 0);

comment on view core.desired_access_entries is
  'The entries that core.access_entries should hold: when each customer became a student and ceased to be one.';
