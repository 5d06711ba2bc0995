-- requires: core.money
-- core.desired_revenue_entries: the entries that the revenue ledger should hold. One row per payment, kind, source, currency and time.
-- core.post_revenue() posts the difference between this and what is posted; core.audit() shows where there is one.
-- A refund or dispute told in the currency that the buyer was charged in counts in the payment's, at the payment's own rate.

create view core.desired_revenue_entries as
select payment.company_id, payment.payment_id, entry.kind, entry.source_id, entry.currency,
  entry.occurred_at, entry.amount, entry.payments::smallint as payments, greatest(payment.raw_seq, entry.raw_seq) as raw_seq
from core.payments as payment
cross join lateral (
  -- What the buyer paid, the tax inside it, and the fee on it.
  select 'charge' as kind, payment.payment_id as source_id, payment.currency, payment.paid_at as occurred_at,
    payment.total as amount, 1 as payments, null::bigint as raw_seq
  union all
  select 'tax', payment.payment_id, payment.currency, payment.paid_at, -payment.tax, 0, null
  where payment.tax <> 0
  union all
  select 'fee', payment.payment_id, payment.currency, payment.paid_at,
    payment.amount_after_fees - (payment.total - coalesce(payment.tax, 0)), 0, null
  where payment.amount_after_fees <> payment.total - coalesce(payment.tax, 0)
  union all
  -- Refunds, in the order they were made; together never more than the charge.
  select 'refund', refund.source_id, payment.currency, refund.refunded_at,
    -least(refund.amount, payment.total - refund.refunded_before), case when refund.nth = 1 then 1 else 0 end, refund.raw_seq
  from (
    with converted as (
      select refund.refund_id, refund.refunded_at, refund.raw_seq,
        case when refund.currency = payment.settlement_currency
          then core.money(refund.amount * payment.total / payment.settlement_amount)
          else refund.amount
        end as amount
      from core.refunds as refund
      where refund.company_id = payment.company_id
        and refund.payment_id = payment.payment_id
        and refund.status = 'succeeded'
        and refund.amount > 0
        and (refund.currency is null or refund.currency = payment.currency
          or refund.currency = payment.settlement_currency and payment.settlement_amount > 0)
    )
    select
      made.*,
      coalesce(sum(made.amount) over (in_order rows between unbounded preceding and 1 preceding), 0) as refunded_before,
      row_number() over in_order as nth
    from (
      select converted.refund_id as source_id, converted.refunded_at, converted.amount, 1 as told_by, converted.raw_seq
      from converted
      union all
      -- What the payment says was refunded beyond its refund objects.
      select payment.payment_id, coalesce(payment.refunded_at, payment.paid_at), payment.refunded_amount - objects.amount, 2,
        null
      from (select coalesce(sum(converted.amount), 0) as amount from converted) as objects
      where payment.refunded_amount > objects.amount
    ) as made
    window in_order as (order by made.told_by, made.refunded_at, made.source_id)
  ) as refund
  where refund.refunded_before < payment.total
  union all
  -- A refund in a currency that the payment knows nothing of counts as it was told, unless the payment itself says what it took.
  select 'refund', refund.refund_id, refund.currency, refund.refunded_at, -refund.amount,
    case when row_number() over (order by refund.refunded_at, refund.refund_id) = 1 then 1 else 0 end, refund.raw_seq
  from core.refunds as refund
  where refund.company_id = payment.company_id
    and refund.payment_id = payment.payment_id
    and refund.status = 'succeeded'
    and refund.amount > 0
    and refund.currency <> payment.currency
    and (payment.settlement_amount > 0 and refund.currency = payment.settlement_currency) is not true
    and payment.refunded_amount is null
) as entry
where payment.paid_at is not null
  and payment.currency is not null
  and payment.total > 0

union all

-- Disputed money leaves when the dispute is opened and comes back when it is won.
select dispute.company_id, dispute.payment_id, entry.kind, dispute.dispute_id, dispute.currency,
  entry.occurred_at, entry.amount, entry.payments, dispute.raw_seq
from (
  select
    told.*,
    row_number() over (
      partition by told.company_id, told.payment_id
      order by told.dispute_id = told.payment_id, told.opened_at, told.dispute_id) as nth,
    -- A payment may be called disputed without naming the dispute; once the dispute itself is known, that counts no more.
    told.dispute_id = told.payment_id and bool_or(told.dispute_id <> told.payment_id) over (
      partition by told.company_id, told.payment_id) as is_told_better
  from (
    select dispute.company_id, dispute.payment_id, dispute.dispute_id, dispute.status, dispute.opened_at, dispute.resolved_at,
      dispute.raw_seq,
      case when rate.is_known then payment.currency else coalesce(dispute.currency, payment.currency) end as currency,
      case when rate.is_known then core.money(dispute.amount * payment.total / payment.settlement_amount) else dispute.amount end as amount
    from core.disputes as dispute
    left join core.payments as payment
      on payment.company_id = dispute.company_id
      and payment.payment_id = dispute.payment_id
    cross join lateral (
      select coalesce(dispute.currency = payment.settlement_currency and payment.settlement_amount > 0 and payment.total > 0, false)
        as is_known
    ) as rate
    where dispute.payment_id is not null
      and dispute.amount > 0
      and not dispute.is_inquiry
  ) as told
  where told.currency is not null
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
