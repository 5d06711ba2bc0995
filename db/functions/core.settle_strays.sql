-- requires: core.post_revenue, core.post_mrr, core.post_access, core.lock_companies
-- core.settle_strays(company_id): takes out of a company's state what no event tells of, and posts what reverses ledger entries of
-- such things. No delivery leads there: this is for a hand in the tables. Returns how many ledger entries were posted.
create or replace function core.settle_strays(company_id text) returns bigint
language plpgsql
set search_path = ''
as $$
declare
  posted bigint := 0;
  ids text[];
begin
  perform core.lock_companies(array[settle_strays.company_id]);

  delete from core.subscriptions as subscription
  where subscription.company_id = settle_strays.company_id
    and not exists (
      select from core.events as event
      where event.company_id = subscription.company_id
        and event.membership_id = subscription.membership_id
        and event.facts ? 'subscription'
        and not event.is_test);

  with gone as (
    delete from core.payments as payment
    where payment.company_id = settle_strays.company_id
      and not exists (
        select from core.events as event
        where event.company_id = payment.company_id and event.payment_id = payment.payment_id and not event.is_test)
    returning payment.payment_id
  ), gone_refund as (
    delete from core.refunds as refund
    where refund.company_id = settle_strays.company_id
      and not exists (
        select from core.events as event
        where event.company_id = refund.company_id and event.refund_id = refund.refund_id and not event.is_test)
    returning refund.payment_id
  ), gone_dispute as (
    delete from core.disputes as dispute
    where dispute.company_id = settle_strays.company_id
      and not exists (
        select from core.events as event
        where event.company_id = dispute.company_id and event.dispute_id = dispute.dispute_id and not event.is_test)
    returning dispute.payment_id
  )
  select coalesce(array_agg(concerned.payment_id), '{}') into ids
  from (
    select payment_id from gone union select payment_id from gone_refund union select payment_id from gone_dispute
    union
    -- Entries of a payment that is not there.
    select entry.payment_id
    from core.revenue_entries as entry
    where entry.company_id = settle_strays.company_id
      and not exists (
        select from core.payments as payment
        where payment.company_id = entry.company_id and payment.payment_id = entry.payment_id)
  ) as concerned
  where concerned.payment_id is not null;
  posted := posted + core.post_revenue(array_fill(settle_strays.company_id, array[cardinality(ids)]), ids);

  -- Entries of customers who are not there.
  select coalesce(array_agg(distinct entry.customer_id), '{}') into ids
  from core.mrr_entries as entry
  where entry.company_id = settle_strays.company_id
    and not exists (
      select from core.subscriptions as subscription
      where subscription.company_id = entry.company_id and subscription.customer_id = entry.customer_id);
  posted := posted + core.post_mrr(array_fill(settle_strays.company_id, array[cardinality(ids)]), ids);

  select coalesce(array_agg(distinct entry.customer_id), '{}') into ids
  from core.access_entries as entry
  where entry.company_id = settle_strays.company_id
    and not exists (
      select from core.subscriptions as subscription
      where subscription.company_id = entry.company_id and subscription.customer_id = entry.customer_id);
  return posted + core.post_access(array_fill(settle_strays.company_id, array[cardinality(ids)]), ids);
end
$$;

comment on function core.settle_strays(text) is
  'Takes out of a company''s state what no event tells of, and reverses ledger entries of such things; returns how many it posted.';
