-- metrics.payments_to_recover: payments whose first outcome was a failure within the last 30 days (720 hours) and that are not paid yet.
-- One row per payment, as of now. The ledger's entries of those days lead to them.

create view metrics.payments_to_recover as
select
  payment.company_id,
  payment.payment_id,
  coalesce(payment.user_id, subscription.customer_id, payment.membership_id, payment.payment_id) as customer_id,
  coalesce(payment.user_id, subscription.user_id) as user_id,
  person.name,
  person.username,
  payment.membership_id,
  payment.plan_id,
  plan.title as plan_title,
  payment.currency,
  payment.total::metrics.money as amount,
  payment.status,
  failure.failed_at
from (
  select entry.company_id, entry.payment_id, entry.occurred_at as failed_at
  from core.revenue_entries as entry
  where entry.kind = 'failure'
    and entry.occurred_at > now() - interval '720 hours'
  group by entry.company_id, entry.payment_id, entry.occurred_at
  having sum(entry.payments) > 0
) as failure
join core.payments as payment
  on payment.company_id = failure.company_id
  and payment.payment_id = failure.payment_id
left join core.subscriptions as subscription
  on subscription.company_id = payment.company_id
  and subscription.membership_id = payment.membership_id
left join core.users as person
  on person.company_id = payment.company_id
  and person.user_id = coalesce(payment.user_id, subscription.user_id)
left join core.plans as plan
  on plan.company_id = payment.company_id
  and plan.plan_id = payment.plan_id
where payment.paid_at is null;

comment on view metrics.payments_to_recover is
  'Payments that failed first, within the last 30 days, and are not paid yet: whose, how much, since when. One row per payment.';
