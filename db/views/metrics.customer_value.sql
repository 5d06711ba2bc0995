-- metrics.customer_value: what each customer has brought and brings.
-- One row per company, currency and customer who ever paid or has MRR. As of its last refresh (ops.refreshes says when):
-- refresh materialized view concurrently metrics.customer_value, or call metrics.refresh('customer_value').

create materialized view metrics.customer_value as
with paid as (
  -- One row per payment first: what was posted and taken back again is neither a payment nor a time.
  select
    company_id,
    currency,
    customer_id,
    sum(payments) as payments,
    sum(gross) as gross,
    sum(refunds) as refunds,
    sum(net) as net,
    min(paid_at) filter (where payments > 0) as first_paid_at,
    max(paid_at) filter (where payments > 0) as last_paid_at
  from (
    select
      entry.company_id,
      entry.currency,
      coalesce(payment.user_id, payment.membership_id, payment.payment_id) as customer_id,
      payment.paid_at,
      coalesce(sum(entry.payments) filter (where entry.kind = 'charge'), 0) as payments,
      coalesce(sum(entry.amount) filter (where entry.kind = 'charge'), 0) as gross,
      coalesce(-sum(entry.amount) filter (where entry.kind = 'refund'), 0) as refunds,
      sum(entry.amount) as net
    from core.revenue_entries as entry
    join core.payments as payment
      on payment.company_id = entry.company_id
      and payment.payment_id = entry.payment_id
    where entry.kind <> 'failure'
    group by entry.company_id, entry.currency, payment.company_id, payment.payment_id
    having sum(entry.payments) filter (where entry.kind = 'charge') > 0 or sum(entry.amount) <> 0
  ) as payment
  group by company_id, currency, customer_id
), recurring as (
  select subscription.company_id, subscription.currency, subscription.customer_id, sum(subscription.mrr) as mrr
  from core.subscriptions as subscription
  where subscription.mrr > 0
  group by 1, 2, 3
)
select
  company_id,
  currency,
  customer_id,
  coalesce(paid.payments, 0) as payments,
  coalesce(paid.gross, 0) as gross,
  coalesce(paid.refunds, 0) as refunds,
  coalesce(paid.net, 0) as net,
  coalesce(recurring.mrr, 0) as mrr,
  paid.first_paid_at,
  paid.last_paid_at
from paid
full join recurring using (company_id, currency, customer_id);

-- Needed to refresh it while it is read.
create unique index customer_value_key on metrics.customer_value (company_id, currency, customer_id);

comment on materialized view metrics.customer_value is
  'What each customer has brought (gross, refunds, net) and brings (MRR). One row per company, currency and customer.';
comment on column metrics.customer_value.company_id is 'The company.';
comment on column metrics.customer_value.currency is 'ISO 4217 code, lower case.';
comment on column metrics.customer_value.customer_id is 'The user; where none is known, the membership or the payment.';
comment on column metrics.customer_value.payments is 'How many payments they made.';
comment on column metrics.customer_value.gross is 'What they paid, tax included, in major units.';
comment on column metrics.customer_value.refunds is 'What they were refunded.';
comment on column metrics.customer_value.net is 'What is left of it after tax, fees, refunds and disputes: lifetime value so far.';
comment on column metrics.customer_value.mrr is 'Their MRR.';
comment on column metrics.customer_value.first_paid_at is 'When they paid first.';
comment on column metrics.customer_value.last_paid_at is 'When they paid last.';
