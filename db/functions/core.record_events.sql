-- requires: core.normalised_events
-- core.record_events(seqs): reads these deliveries and stores what they say as core.events. Returns the readings that count: tests and
-- deliveries of nobody's do not. Nothing is locked for it, and it is half of the work.
create or replace function core.record_events(seqs bigint[]) returns core.normalised_events[]
language plpgsql
set search_path = ''
as $$
declare
  readings core.normalised_events[];
begin
  with reading as materialized (
    select * from core.normalised_events where raw_seq = any (record_events.seqs)
  ), stored as (
    insert into core.events (
      company_id, raw_seq, delivery_key, category, type, source_type, occurred_at, rank, is_app, is_test,
      user_id, membership_id, payment_id, refund_id, dispute_id, product_id, plan_id, experience_id,
      status, amount, currency, facts)
    select
      company_id, raw_seq, delivery_key, category, type, source_type, occurred_at, rank, is_app, is_test,
      user_id, membership_id, payment_id, refund_id, dispute_id, product_id, plan_id, experience_id,
      status, amount, currency, facts
    from reading
  ), renewed as (
    -- A payment of a cycle is also a renewal. Where it was told before, core.record_renewals() keeps one of them.
    insert into core.events (
      company_id, raw_seq, part, delivery_key, category, type, source_type, occurred_at, rank, is_app, is_test,
      user_id, membership_id, payment_id, product_id, plan_id, status, amount, currency, facts)
    select
      company_id, raw_seq, 2, delivery_key, 'membership', 'membership.renewed', source_type, occurred_at, 2, is_app, false,
      user_id, membership_id, payment_id, product_id, plan_id, status, amount, currency, '{"told_by": "billing_reason"}'
    from reading
    where type = 'payment.succeeded'
      and facts #>> '{payment,billing_reason}' = 'subscription_cycle'
      and payment_id is not null
      and membership_id is not null
      and not is_test
      and company_id <> 'unassigned'
  )
  -- What counts: tests and deliveries of nobody's do not.
  select array_agg(row (reading.*)::core.normalised_events) into readings
  from reading
  where not is_test
    and company_id <> 'unassigned';
  return coalesce(readings, '{}');
end
$$;

comment on function core.record_events(bigint[]) is 'Reads these deliveries and stores what they say as core.events; returns the readings that count.';
