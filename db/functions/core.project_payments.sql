-- requires: core.desired_payments
-- core.project_payments(company_ids, payment_ids): brings core.payments of these payments up to what their events say.
-- The two arrays are read side by side. Doing it again changes nothing.
create or replace function core.project_payments(company_ids text[], payment_ids text[]) returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into core.payments (company_id, payment_id, user_id, membership_id, product_id, plan_id, status, billing_reason, currency, total, subtotal, tax, amount_after_fees, refunded_amount, settlement_amount, settlement_currency, created_at, paid_at, refunded_at, first_failed_at, raw_seq)
  select desired.company_id, desired.payment_id, desired.user_id, desired.membership_id, desired.product_id, desired.plan_id, desired.status, desired.billing_reason, desired.currency, desired.total, desired.subtotal, desired.tax, desired.amount_after_fees, desired.refunded_amount, desired.settlement_amount, desired.settlement_currency, desired.created_at, desired.paid_at, desired.refunded_at, desired.first_failed_at, desired.raw_seq
  from unnest(project_payments.company_ids, project_payments.payment_ids) as touched (company_id, payment_id)
  cross join lateral (
    select *
    from core.desired_payments as payment
    where payment.company_id = touched.company_id
      and payment.payment_id = touched.payment_id
    offset 0
  ) as desired
  on conflict (company_id, payment_id) do update set
    user_id = excluded.user_id,
    membership_id = excluded.membership_id,
    product_id = excluded.product_id,
    plan_id = excluded.plan_id,
    status = excluded.status,
    billing_reason = excluded.billing_reason,
    currency = excluded.currency,
    total = excluded.total,
    subtotal = excluded.subtotal,
    tax = excluded.tax,
    amount_after_fees = excluded.amount_after_fees,
    refunded_amount = excluded.refunded_amount,
    settlement_amount = excluded.settlement_amount,
    settlement_currency = excluded.settlement_currency,
    created_at = excluded.created_at,
    paid_at = excluded.paid_at,
    refunded_at = excluded.refunded_at,
    first_failed_at = excluded.first_failed_at,
    raw_seq = excluded.raw_seq;
end
$$;

comment on function core.project_payments(text[], text[]) is 'Brings core.payments of these payments up to what their events say.';
