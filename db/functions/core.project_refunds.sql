-- requires: core.desired_refunds
-- core.project_refunds(company_ids, refund_ids): brings core.refunds of these refunds up to what their events say.
-- The two arrays are read side by side. Doing it again changes nothing.
create or replace function core.project_refunds(company_ids text[], refund_ids text[]) returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into core.refunds (company_id, refund_id, payment_id, status, amount, currency, refunded_at, raw_seq)
  select desired.company_id, desired.refund_id, desired.payment_id, desired.status, desired.amount, desired.currency, desired.refunded_at, desired.raw_seq
  from unnest(project_refunds.company_ids, project_refunds.refund_ids) as touched (company_id, refund_id)
  cross join lateral (
    select *
    from core.desired_refunds as refund
    where refund.company_id = touched.company_id
      and refund.refund_id = touched.refund_id
    offset 0
  ) as desired
  on conflict (company_id, refund_id) do update set
    payment_id = excluded.payment_id,
    status = excluded.status,
    amount = excluded.amount,
    currency = excluded.currency,
    refunded_at = excluded.refunded_at,
    raw_seq = excluded.raw_seq;
end
$$;

comment on function core.project_refunds(text[], text[]) is 'Brings core.refunds of these refunds up to what their events say.';
