-- requires: core.desired_refunds
-- core.project_refunds(company_ids, refund_ids): brings core.refunds of these refunds up to what their events say.
-- The two arrays are read side by side. Doing it again changes nothing.
-- Returns the payments whose ledger may have to change: a delivery may name a refund without its payment.
create or replace function core.project_refunds(company_ids text[], refund_ids text[])
returns table (company_id text, payment_id text)
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
begin
  return query
  with belonged as (
    select refund.company_id, refund.payment_id
    from unnest(project_refunds.company_ids, project_refunds.refund_ids) as touched (company_id, refund_id)
    cross join lateral (
      select known.company_id, known.payment_id
      from core.refunds as known
      where known.company_id = touched.company_id
        and known.refund_id = touched.refund_id
      offset 0
    ) as refund
  ), belongs as (
    insert into core.refunds as refund (
      company_id, refund_id, payment_id, status, amount, currency, refunded_at, raw_seq)
    select
      desired.company_id, desired.refund_id, desired.payment_id, desired.status, desired.amount, desired.currency, desired.refunded_at, desired.raw_seq
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
      raw_seq = excluded.raw_seq
    returning refund.company_id, refund.payment_id
  )
  select belonged.company_id, belonged.payment_id from belonged where belonged.payment_id is not null
  union
  select belongs.company_id, belongs.payment_id from belongs where belongs.payment_id is not null;
end
$$;

comment on function core.project_refunds(text[], text[]) is 'Brings core.refunds of these refunds up to what their events say.';
