-- requires: core.blanked, core.normalised_events
-- core.blank_deliveries(seqs): takes all that is personal out of those of these deliveries that speak of people who are to be forgotten
-- (ops.forgotten_users): by their id, or through a payment or membership of theirs. Returns how many it blanked.
create or replace function core.blank_deliveries(seqs bigint[]) returns bigint
language plpgsql
set search_path = ''
as $$
declare
  blanked bigint;
begin
  with theirs as (
    select delivery.seq, core.blanked(delivery.payload, reading.object) as payload
    from core.normalised_events as reading
    join raw.webhook_events as delivery on delivery.seq = reading.raw_seq
    left join core.subscriptions as subscription
      on subscription.company_id = reading.company_id
      and subscription.membership_id = reading.membership_id
    left join core.payments as payment
      on payment.company_id = reading.company_id
      and payment.payment_id = reading.payment_id
    where reading.raw_seq = any (blank_deliveries.seqs)
      and exists (
        select from ops.forgotten_users as forgotten
        where forgotten.user_id in (reading.user_id, subscription.user_id, payment.user_id)
          or position(forgotten.user_id in delivery.payload::text) > 0
          or position(convert_to(forgotten.user_id, 'UTF8') in delivery.body) > 0)
  )
  update raw.webhook_events as delivery
  set payload = theirs.payload,
    body = case when delivery.body is not null then 'forgotten'::bytea end
  from theirs
  where delivery.seq = theirs.seq
    and (delivery.payload <> theirs.payload or delivery.body <> 'forgotten');
  get diagnostics blanked = row_count;

  update ops.failures as failure
  set message = 'blanked, because it may have quoted personal data'
  from raw.webhook_events as delivery
  join ops.forgotten_users as forgotten on position(forgotten.user_id in delivery.payload::text) > 0
  where failure.raw_seq = any (blank_deliveries.seqs)
    and delivery.seq = failure.raw_seq;
  return blanked;
end
$$;

comment on function core.blank_deliveries(bigint[]) is
  'Takes all that is personal out of those of these deliveries that speak of people who are to be forgotten.';
