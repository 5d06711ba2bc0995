-- metrics.payment_outcomes: how each payment went: whether it failed first, was paid, and came back. One row per payment whose currency
-- is known. metrics.payment_outcomes_daily counts them by day. 28 days are 672 hours, 30 are 720, whatever clocks do meanwhile.

create view metrics.payment_outcomes as
select
  payment.company_id,
  payment.payment_id,
  payment.currency,
  case when payment.total > 0 then payment.paid_at end as paid_at,
  coalesce(taken.is_refunded, false) as is_refunded,
  coalesce(taken.disputed_at <= payment.paid_at + interval '672 hours', false) as is_disputed_within_28_days,
  -- A failure after the payment was paid is not its first outcome.
  case when payment.first_failed_at < payment.paid_at or payment.paid_at is null then payment.first_failed_at end as failed_at,
  coalesce(payment.paid_at <= payment.first_failed_at + interval '720 hours', false) as is_paid_within_30_days
from core.payments as payment
left join (
  select
    moved.company_id,
    moved.payment_id,
    bool_or(moved.kind = 'refund') as is_refunded,
    min(moved.occurred_at) filter (where moved.kind = 'dispute') as disputed_at
  from (
    -- What was posted and taken back again did not happen.
    select entry.company_id, entry.payment_id, entry.kind, entry.occurred_at
    from core.revenue_entries as entry
    where entry.kind in ('refund', 'dispute')
    group by entry.company_id, entry.payment_id, entry.kind, entry.occurred_at
    having sum(entry.amount) <> 0
  ) as moved
  group by moved.company_id, moved.payment_id
) as taken
  on taken.company_id = payment.company_id
  and taken.payment_id = payment.payment_id
where payment.currency is not null;

comment on view metrics.payment_outcomes is
  'How each payment went: failed first, paid, refunded, disputed. One row per payment; metrics.payment_outcomes_daily counts them by day.';
