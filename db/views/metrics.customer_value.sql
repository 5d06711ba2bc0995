-- metrics.customer_value: what each customer has brought and brings.
-- One row per company, currency and customer who ever paid or had MRR. As of its last refresh (metrics.refresh_state).

create materialized view metrics.customer_value as
with named as (
  -- By whom the payment names: the user, else the membership, else the payment itself.
  select
    entry.company_id,
    entry.currency,
    coalesce(payment.user_id, payment.membership_id, entry.payment_id) as named_id,
    coalesce(sum(entry.payments) filter (where entry.kind = 'charge'), 0) as payments,
    coalesce(sum(entry.amount) filter (where entry.kind = 'charge'), 0) as gross,
    coalesce(-sum(entry.amount) filter (where entry.kind = 'refund'), 0) as refunds,
    sum(entry.amount) as net,
    -- What was posted and taken back again is no time at which they paid.
    min(payment.paid_at) filter (where entry.kind = 'charge' and entry.currency = payment.currency and payment.total > 0) as first_paid_at,
    max(payment.paid_at) filter (where entry.kind = 'charge' and entry.currency = payment.currency and payment.total > 0) as last_paid_at
  from core.revenue_entries as entry
  left join core.payments as payment
    on payment.company_id = entry.company_id
    and payment.payment_id = entry.payment_id
  where entry.kind <> 'failure'
  group by 1, 2, 3
  having sum(entry.payments) filter (where entry.kind = 'charge') > 0 or sum(entry.amount) <> 0
), paid as (
  -- Where only the membership was named, whose it is.
  select
    named.company_id,
    named.currency,
    coalesce(subscription.customer_id, named.named_id) as customer_id,
    sum(named.payments) as payments,
    sum(named.gross) as gross,
    sum(named.refunds) as refunds,
    sum(named.net) as net,
    min(named.first_paid_at) as first_paid_at,
    max(named.last_paid_at) as last_paid_at
  from named
  left join core.subscriptions as subscription
    on subscription.company_id = named.company_id
    and subscription.membership_id = named.named_id
  group by 1, 2, 3
), recurring as (
  select
    instant.company_id,
    instant.currency,
    instant.customer_id,
    sum(instant.amount) as mrr,
    min(instant.occurred_at) as first_mrr_at,
    max(instant.occurred_at) as last_change_at
  from (
    select entry.company_id, entry.currency, entry.customer_id, entry.occurred_at, sum(entry.amount) as amount
    from core.mrr_entries as entry
    group by entry.company_id, entry.currency, entry.customer_id, entry.occurred_at
    having sum(entry.amount) <> 0
  ) as instant
  group by instant.company_id, instant.currency, instant.customer_id
), student as (
  select subscription.company_id, subscription.customer_id
  from core.subscriptions as subscription
  where subscription.has_access
  group by subscription.company_id, subscription.customer_id
), customer as (
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
    paid.last_paid_at,
    least(paid.first_paid_at, recurring.first_mrr_at) as customer_since,
    case when recurring.mrr > 0 then now() else greatest(paid.last_paid_at, recurring.last_change_at) end as customer_until
  from paid
  full join recurring using (company_id, currency, customer_id)
)
select
  customer.company_id,
  customer.currency,
  customer.customer_id,
  customer.payments::metrics.count as payments,
  customer.gross::metrics.money as gross,
  customer.refunds::metrics.money as refunds,
  customer.net::metrics.money as net,
  customer.mrr::metrics.money as mrr,
  customer.first_paid_at,
  customer.last_paid_at,
  customer.customer_since,
  (extract(year from been.for_so_long) * 12 + extract(month from been.for_so_long))::integer as months,
  student.customer_id is not null as has_access
from customer
left join ops.company_settings as settings on settings.company_id = customer.company_id
cross join lateral (
  select age(
    customer.customer_until at time zone coalesce(settings.time_zone, 'UTC'),
    customer.customer_since at time zone coalesce(settings.time_zone, 'UTC')) as for_so_long
) as been
left join student
  on student.company_id = customer.company_id
  and student.customer_id = customer.customer_id;

-- Needed to refresh it while it is read; and the best customers, page by page.
create unique index customer_value_key on metrics.customer_value (company_id, currency, customer_id);
create index customer_value_by_net on metrics.customer_value (company_id, currency, net desc, customer_id);

comment on materialized view metrics.customer_value is
  'What each customer has brought (gross, refunds, net) and brings (MRR), and since when. One row per company, currency and customer.';
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
comment on column metrics.customer_value.customer_since is 'When they paid first or had MRR first, whichever came first.';
comment on column metrics.customer_value.months is
  'Whole months as a customer: from customer_since until now while they have MRR, else until their MRR ended or they paid last.';
comment on column metrics.customer_value.has_access is 'They are a student now: at least one of their memberships gives access.';
