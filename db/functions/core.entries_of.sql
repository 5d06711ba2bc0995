-- core.entries_of(company_id, seq): the ledger entries of a delivery (their raw_seq), in the order of posting, at most 200.
-- No ledger is indexed by delivery, so they are looked for among those of the payments and customers that its events speak of.
-- What a plan's new terms changed is entered for the members' own deliveries, and is not here.
create or replace function core.entries_of(company_id text, seq bigint)
returns table (
  ledger text, entry_id bigint, kind text, occurred_at timestamptz, posted_at timestamptz, amount numeric, currency text, counts integer,
  customer_id text, payment_id text, membership_id text
)
language plpgsql stable
set search_path = ''
set plan_cache_mode = force_custom_plan
set jit = off
as $$
#variable_conflict use_column
declare
  its_payments text[];
  its_memberships text[];
  its_customers text[];
begin
  select
    array_remove(array_agg(distinct payment.payment_id), null),
    array_remove(array_agg(distinct payment.membership_id), null),
    array_remove(array_agg(distinct payment.user_id), null)
  into its_payments, its_memberships, its_customers
  from core.events as event
  left join core.refunds as refund
    on refund.company_id = event.company_id
    and refund.refund_id = event.refund_id
  left join core.disputes as dispute
    on dispute.company_id = event.company_id
    and dispute.dispute_id = event.dispute_id
  left join core.payments as paid
    on paid.company_id = event.company_id
    and paid.payment_id = coalesce(event.payment_id, refund.payment_id, dispute.payment_id)
  cross join lateral (
    values
      (coalesce(event.payment_id, refund.payment_id, dispute.payment_id), event.membership_id, event.user_id),
      (null, paid.membership_id, paid.user_id)
  ) as payment (payment_id, membership_id, user_id)
  where event.company_id = entries_of.company_id
    and event.raw_seq = entries_of.seq;

  -- A customer whose user is not known is their membership.
  its_customers := its_customers || its_memberships || array(
    select subscription.customer_id
    from core.subscriptions as subscription
    where subscription.company_id = entries_of.company_id
      and subscription.membership_id = any (its_memberships)
  );

  return query
  select *
  from (
    select 'revenue', posted.entry_id, posted.kind, posted.occurred_at, posted.posted_at, posted.amount, posted.currency,
      posted.payments::integer, null, posted.payment_id, null
    from core.revenue_entries as posted
    where posted.company_id = entries_of.company_id
      and posted.payment_id = any (its_payments)
      and posted.raw_seq = entries_of.seq
    union all
    select 'mrr', posted.entry_id, posted.kind, posted.occurred_at, posted.posted_at, posted.amount, posted.currency,
      posted.customers::integer, posted.customer_id, null, posted.membership_id
    from core.mrr_entries as posted
    where posted.company_id = entries_of.company_id
      and posted.customer_id = any (its_customers)
      and posted.raw_seq = entries_of.seq
    union all
    select 'access', posted.entry_id, posted.kind, posted.occurred_at, posted.posted_at, null, null,
      posted.students::integer, posted.customer_id, null, null
    from core.access_entries as posted
    where posted.company_id = entries_of.company_id
      and posted.customer_id = any (its_customers)
      and posted.raw_seq = entries_of.seq
  ) as entry (ledger, entry_id, kind, occurred_at, posted_at, amount, currency, counts, customer_id, payment_id, membership_id)
  order by entry.posted_at, case entry.ledger when 'revenue' then 1 when 'mrr' then 2 else 3 end, entry.entry_id
  limit 200;
end
$$;

comment on function core.entries_of(text, bigint) is
  'The ledger entries of a delivery, found among those of the payments and customers that its events speak of; at most 200.';
