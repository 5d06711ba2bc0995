-- core.desired_revenue_entries: the entries that the revenue ledger should hold. One row per payment, kind, source, currency and time.
-- core.post_revenue() posts the difference between this and what is posted; core.audit() shows where there is one.

create view core.desired_revenue_entries as
with refund_of_payment as (
  -- Refund objects in the order they were made, each with what the ones before it have taken of the charge.
  select
    refund.*,
    coalesce(sum(refund.amount) over (
      partition by refund.company_id, refund.payment_id
      order by refund.refunded_at, refund.refund_id
      rows between unbounded preceding and 1 preceding), 0) as refunded_before,
    row_number() over (
      partition by refund.company_id, refund.payment_id
      order by refund.refunded_at, refund.refund_id) as nth
  from core.refunds as refund
  where refund.status = 'succeeded'
    and refund.amount > 0
)
select payment.company_id, payment.payment_id, entry.kind, entry.source_id, entry.currency,
  entry.occurred_at, entry.amount, entry.payments::smallint as payments, payment.raw_seq
from core.payments as payment
cross join lateral (
  -- What the buyer paid, the tax inside it, and the fee on it.
  select 'charge' as kind, payment.payment_id as source_id, payment.currency, payment.paid_at as occurred_at,
    payment.total as amount, 1 as payments
  where payment.total > 0
  union all
  select 'tax', payment.payment_id, payment.currency, payment.paid_at, -payment.tax, 0
  where payment.total > 0 and payment.tax <> 0
  union all
  select 'fee', payment.payment_id, payment.currency, payment.paid_at,
    payment.amount_after_fees - (payment.total - coalesce(payment.tax, 0)), 0
  where payment.total > 0 and payment.amount_after_fees <> payment.total - coalesce(payment.tax, 0)
  union all
  -- Refund objects; together never more than the charge.
  select 'refund', refund.refund_id, payment.currency, refund.refunded_at,
    -least(refund.amount, payment.total - refund.refunded_before), case when refund.nth = 1 then 1 else 0 end
  from refund_of_payment as refund
  where refund.company_id = payment.company_id
    and refund.payment_id = payment.payment_id
    and refund.refunded_before < payment.total
  union all
  -- What the payment says was refunded beyond its refund objects.
  select 'refund', payment.payment_id, payment.currency, coalesce(payment.refunded_at, payment.paid_at),
    -(least(payment.refunded_amount, payment.total) - objects.amount), case when objects.amount = 0 then 1 else 0 end
  from (
    select coalesce(sum(refund.amount), 0) as amount
    from core.refunds as refund
    where refund.company_id = payment.company_id
      and refund.payment_id = payment.payment_id
      and refund.status = 'succeeded'
      and refund.amount > 0
  ) as objects
  where payment.refunded_amount > objects.amount
    and payment.total > objects.amount
) as entry
where payment.paid_at is not null
  and payment.currency is not null

union all

-- Disputed money leaves when the dispute is opened and comes back when it is won.
select dispute.company_id, dispute.payment_id, entry.kind, dispute.dispute_id, dispute.currency,
  entry.occurred_at, entry.amount, entry.payments, dispute.raw_seq
from (
  select
    dispute.*,
    row_number() over (
      partition by dispute.company_id, dispute.payment_id
      order by dispute.dispute_id = dispute.payment_id, dispute.opened_at, dispute.dispute_id) as nth,
    -- A payment may be called disputed without naming the dispute; once the dispute itself is known, that counts no more.
    dispute.dispute_id = dispute.payment_id and bool_or(dispute.dispute_id <> dispute.payment_id) over (
      partition by dispute.company_id, dispute.payment_id) as is_told_better
  from core.disputes as dispute
  where dispute.payment_id is not null
    and dispute.currency is not null
    and dispute.amount > 0
    and not dispute.is_inquiry
) as dispute
cross join lateral (
  select 'dispute' as kind, dispute.opened_at as occurred_at, -dispute.amount as amount,
    (case when dispute.nth = 1 then 1 else 0 end)::smallint as payments
  union all
  select 'dispute_reversal', dispute.resolved_at, dispute.amount, 0::smallint
  where dispute.status in ('won', 'warning_closed')
) as entry
where not dispute.is_told_better

union all

-- A first outcome that was a failure: no money, but it counts.
select payment.company_id, payment.payment_id, 'failure', payment.payment_id, payment.currency,
  payment.first_failed_at, 0, 1::smallint, payment.raw_seq
from core.payments as payment
where payment.currency is not null
  and (payment.first_failed_at < payment.paid_at or payment.first_failed_at is not null and payment.paid_at is null);

comment on view core.desired_revenue_entries is
  'The entries that core.revenue_entries should hold: charge, tax, fee, refund, dispute, dispute_reversal, failure.';
