-- metrics.price_unknown: paying memberships whose MRR is 0 because nobody told what they pay: no recurring payment went through yet, and
-- their plan's renewal price is not known. One row per membership, as of now. A price that is known to be 0 is known.

create view metrics.price_unknown as
select
  subscription.company_id,
  subscription.membership_id,
  subscription.customer_id,
  subscription.user_id,
  person.name,
  person.username,
  subscription.plan_id,
  plan.title as plan_title,
  subscription.status,
  subscription.started_at
from core.subscriptions as subscription
left join core.plans as plan
  on plan.company_id = subscription.company_id
  and plan.plan_id = subscription.plan_id
left join core.users as person
  on person.company_id = subscription.company_id
  and person.user_id = subscription.user_id
where subscription.status in ('active', 'past_due', 'canceling', 'unresolved')
  and subscription.mrr = 0
  and plan.plan_type is distinct from 'one_time'
  -- What core.standing knows of the price: a recurring payment's amount, else the plan's.
  and (
    subscription.currency is null
    or not coalesce(subscription.facts ? 'recurring_amount', subscription.recurring_amount > 0)
      and (plan.renewal_price is null or plan.currency is null)
  );

comment on view metrics.price_unknown is
  'Paying memberships whose recurring amount is unknown, and whose MRR is therefore 0: a payment or their plan''s price will tell. '
  'One row per membership.';
