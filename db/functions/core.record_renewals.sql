-- requires: core.desired_renewals, core.record_ordered_renewals
-- core.record_renewals(company_ids, payment_ids): makes part 2 of these payments' events say which are renewals,
-- where the payment itself tells why it was billed. Doing it again changes nothing.
create or replace function core.record_renewals(company_ids text[], payment_ids text[]) returns void
language plpgsql
set search_path = ''
as $$
begin
  with touched as materialized (
    select distinct touched.company_id, touched.payment_id
    from unnest(record_renewals.company_ids, record_renewals.payment_ids) as touched (company_id, payment_id)
  ), desired as materialized (
    select renewal.*
    from touched
    cross join lateral (
      select *
      from core.desired_renewals as payment
      where payment.told_by = 'billing_reason'
        and payment.company_id = touched.company_id
        and payment.payment_id = touched.payment_id
      offset 0
    ) as renewal
  ), gone as (
    delete from core.events as event
    using touched
    where event.company_id = touched.company_id
      and event.payment_id = touched.payment_id
      and event.part = 2
      and not exists (
        select from desired
        where desired.company_id = event.company_id
          and desired.raw_seq = event.raw_seq)
  )
  insert into core.events as event (
    company_id, raw_seq, part, delivery_key, category, type, source_type, occurred_at, rank, is_app, is_test,
    user_id, membership_id, payment_id, product_id, plan_id, status, amount, currency, facts)
  select
    desired.company_id, desired.raw_seq, 2, desired.delivery_key, 'membership', 'membership.renewed', desired.source_type,
    desired.occurred_at, 2, desired.is_app, false,
    desired.user_id, desired.membership_id, desired.payment_id, desired.product_id, desired.plan_id, desired.status,
    desired.amount, desired.currency, '{"told_by": "billing_reason"}'
  from desired
  on conflict (company_id, raw_seq, part) do update set facts = excluded.facts
  where event.facts <> excluded.facts;

  -- A payment that was told without a reason too leaves the order of those that have none.
  perform core.record_ordered_renewals(array_agg(event.company_id), array_agg(event.membership_id))
  from unnest(record_renewals.company_ids, record_renewals.payment_ids) as touched (company_id, payment_id)
  join core.events as event
    on event.company_id = touched.company_id
    and event.payment_id = touched.payment_id
    and event.membership_id is not null
    and event.type = 'payment.succeeded'
    and event.part = 1
    and not event.facts -> 'payment' ? 'billing_reason'
  having count(*) > 0;
end
$$;

comment on function core.record_renewals(text[], text[]) is
  'Makes part 2 of these payments'' events say which are renewals, where the payment itself tells why it was billed.';
