-- core.events_behind(company_id, ledger, entry_id): the events of the objects that a ledger entry was reckoned from.
-- Of the revenue ledger: its payment, and that payment's refunds and disputes. Of the MRR ledger: its membership, the payments for it,
-- and what told the terms of its plan last. Of the access ledger: the customer's memberships, and the payments for them.
-- One row per event. An entry of another company, or one that is not there, has none.
-- The entry is found by its number through the ledger's block range index (…_by_posting).
create or replace function core.events_behind(company_id text, ledger text, entry_id bigint)
returns table (raw_seq bigint, part smallint)
language plpgsql stable
set search_path = ''
set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
  payments text[] := '{}';
  memberships text[] := '{}';
  plan text;
begin
  case events_behind.ledger
    when 'revenue' then
      select array_agg(entry.payment_id) into payments
      from core.revenue_entries as entry
      where entry.company_id = events_behind.company_id
        and entry.entry_id = events_behind.entry_id;

    when 'mrr' then
      select array_agg(entry.membership_id), min(entry.plan_id) into memberships, plan
      from core.mrr_entries as entry
      where entry.company_id = events_behind.company_id
        and entry.entry_id = events_behind.entry_id;

    when 'access' then
      select array_agg(subscription.membership_id) into memberships
      from core.access_entries as entry
      join core.subscriptions as subscription
        on subscription.company_id = entry.company_id
        and subscription.customer_id = entry.customer_id
      where entry.company_id = events_behind.company_id
        and entry.entry_id = events_behind.entry_id;

    else
      raise exception 'There is no ledger "%".', events_behind.ledger
        using errcode = 'invalid_parameter_value', hint = 'Ask for revenue, mrr or access.';
  end case;

  if memberships <> '{}' then
    select array_agg(distinct event.payment_id) into payments
    from core.events as event
    where event.company_id = events_behind.company_id
      and event.membership_id = any (memberships)
      and event.payment_id is not null;
  end if;

  return query
  select event.raw_seq, event.part
  from core.events as event
  where event.company_id = events_behind.company_id
    and event.payment_id = any (payments)
    and not event.is_test
  union
  select event.raw_seq, event.part
  from core.events as event
  where event.company_id = events_behind.company_id
    and event.membership_id = any (memberships)
    and not event.is_test
  union
  select event.raw_seq, event.part
  from core.refunds as refund
  join core.events as event
    on event.company_id = refund.company_id
    and event.refund_id = refund.refund_id
    and not event.is_test
  where refund.company_id = events_behind.company_id
    and refund.payment_id = any (payments)
    and events_behind.ledger = 'revenue'
  union
  select event.raw_seq, event.part
  from core.disputes as dispute
  join core.events as event
    on event.company_id = dispute.company_id
    and event.dispute_id = dispute.dispute_id
    and not event.is_test
  where dispute.company_id = events_behind.company_id
    and dispute.payment_id = any (payments)
    and events_behind.ledger = 'revenue'
  union
  -- A directory keeps the key of the delivery that told each field last.
  select event.raw_seq, event.part
  from core.plans as terms
  join raw.webhook_events as delivery
    on delivery.delivery_key in (terms.plan_type_told[2], terms.billing_period_days_told[2], terms.renewal_price_told[2], terms.currency_told[2])
  join core.events as event
    on event.company_id = terms.company_id
    and event.raw_seq = delivery.seq
  where terms.company_id = events_behind.company_id
    and terms.plan_id = plan;
end
$$;

comment on function core.events_behind(text, text, bigint) is
  'The events of the objects that a ledger entry was reckoned from: its payment with refunds and disputes, or its membership with payments and plan.';
