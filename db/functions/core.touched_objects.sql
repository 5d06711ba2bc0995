-- requires: core.normalised_events
-- core.touched_objects(readings): the keys of what these readings touch, side by side, with the earliest time that was told of each.
-- An object is 'payment', 'refund', 'dispute', 'membership', or 'activation' (a membership whose events may have to be named anew),
-- 'billed renewal' (a payment told again, that may say whether it is one), or 'ordered renewal' (a membership whose payments do not).
create or replace function core.touched_objects(readings core.normalised_events[])
returns setof core.touched
language plpgsql stable
set search_path = ''
as $$
begin
  return query
  select touched.object, array_agg(touched.company_id), array_agg(touched.id), array_agg(touched.since)
  from (
    select told.object, reading.company_id, told.id, min(reading.occurred_at) as since
    from (
      select
        reading.*,
        payment.paid_at is not null
          or count(*) over (partition by reading.company_id, reading.payment_id, reading.type) > 1 as told_again
      from unnest(touched_objects.readings) as reading
      left join lateral (
        select known.paid_at
        from core.payments as known
        where known.company_id = reading.company_id
          and known.payment_id = reading.payment_id
        offset 0
      ) as payment on true
    ) as reading
    cross join lateral (
      values
        ('payment', reading.payment_id),
        ('refund', reading.refund_id),
        ('dispute', reading.dispute_id),
        ('membership', case when reading.facts ? 'subscription' then reading.membership_id end),
        ('activation', case when reading.type in ('membership.created', 'membership.expired') then reading.membership_id end),
        -- Only what was told before can change what the first telling said.
        ('billed renewal', case
          when reading.type = 'payment.succeeded' and reading.membership_id is not null and reading.told_again
          then reading.payment_id end),
        ('ordered renewal', case
          when reading.type = 'payment.succeeded' and not reading.facts -> 'payment' ? 'billing_reason'
          then reading.membership_id end)
    ) as told (object, id)
    where told.id is not null
    group by 1, 2, 3
  ) as touched
  group by touched.object;
end
$$;

comment on function core.touched_objects(core.normalised_events[]) is
  'The keys of what these readings touch, with the earliest time that was told of each.';
