-- metrics.members_at_risk: who still pays and will leave: memberships that are set to end with their period. Their MRR together is the
-- MRR at risk. One row per membership, as of now.

create view metrics.members_at_risk as
select
  subscription.company_id,
  subscription.membership_id,
  subscription.customer_id,
  subscription.user_id,
  person.name,
  person.username,
  subscription.plan_id,
  plan.title as plan_title,
  subscription.currency,
  subscription.mrr::metrics.money as mrr,
  subscription.renewal_period_end as ends_at
from core.subscriptions as subscription
left join core.users as person
  on person.company_id = subscription.company_id
  and person.user_id = subscription.user_id
left join core.plans as plan
  on plan.company_id = subscription.company_id
  and plan.plan_id = subscription.plan_id
where subscription.cancel_at_period_end
  and subscription.has_access
  and subscription.mrr > 0;

comment on view metrics.members_at_risk is
  'Who still pays and will leave with the end of their period (ends_at; null: not told), and the MRR that goes with them. '
  'One row per membership.';
