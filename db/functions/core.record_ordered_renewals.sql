-- requires: core.desired_renewals
-- core.record_ordered_renewals(company_ids, membership_ids): makes part 2 of these memberships' events say which are renewals,
-- where older payloads leave it to be told from which payment was the first. Doing it again changes nothing.
create or replace function core.record_ordered_renewals(company_ids text[], membership_ids text[]) returns void
language plpgsql
set search_path = ''
as $$
begin
  with touched as materialized (
    select distinct touched.company_id, touched.membership_id
    from unnest(record_ordered_renewals.company_ids, record_ordered_renewals.membership_ids) as touched (company_id, membership_id)
  ), desired as materialized (
    select renewal.*
    from touched
    cross join lateral (
      select *
      from core.desired_renewals as payment
      where payment.told_by = 'order'
        and payment.company_id = touched.company_id
        and payment.membership_id = touched.membership_id
      offset 0
    ) as renewal
  ), gone as (
    delete from core.events as event
    using touched
    where event.company_id = touched.company_id
      and event.membership_id = touched.membership_id
      and event.part = 2
      and event.facts = '{"told_by": "order"}'
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
    desired.amount, desired.currency, '{"told_by": "order"}'
  from desired
  on conflict (company_id, raw_seq, part) do update set facts = excluded.facts
  where event.facts <> excluded.facts;
end
$$;

comment on function core.record_ordered_renewals(text[], text[]) is
  'Makes part 2 of these memberships'' events say which are renewals, where older payloads leave it to be told from which payment was the first.';
