-- requires: core.desired_disputes
-- core.project_disputes(company_ids, dispute_ids): brings core.disputes of these disputes up to what their events say.
-- The two arrays are read side by side. Doing it again changes nothing.
-- Returns the payments whose ledger may have to change: a delivery may name a dispute without its payment.
create or replace function core.project_disputes(company_ids text[], dispute_ids text[])
returns table (company_id text, payment_id text)
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
begin
  return query
  with belonged as (
    select dispute.company_id, dispute.payment_id
    from unnest(project_disputes.company_ids, project_disputes.dispute_ids) as touched (company_id, dispute_id)
    cross join lateral (
      select known.company_id, known.payment_id
      from core.disputes as known
      where known.company_id = touched.company_id
        and known.dispute_id = touched.dispute_id
      offset 0
    ) as dispute
  ), belongs as (
    insert into core.disputes as dispute (
      company_id, dispute_id, payment_id, status, is_inquiry, amount, currency, opened_at, resolved_at, raw_seq)
    select
      desired.company_id, desired.dispute_id, desired.payment_id, desired.status, desired.is_inquiry, desired.amount, desired.currency, desired.opened_at, desired.resolved_at, desired.raw_seq
    from unnest(project_disputes.company_ids, project_disputes.dispute_ids) as touched (company_id, dispute_id)
    cross join lateral (
      select *
      from core.desired_disputes as dispute
      where dispute.company_id = touched.company_id
        and dispute.dispute_id = touched.dispute_id
      offset 0
    ) as desired
    on conflict (company_id, dispute_id) do update set
      payment_id = excluded.payment_id,
      status = excluded.status,
      is_inquiry = excluded.is_inquiry,
      amount = excluded.amount,
      currency = excluded.currency,
      opened_at = excluded.opened_at,
      resolved_at = excluded.resolved_at,
      raw_seq = excluded.raw_seq
    returning dispute.company_id, dispute.payment_id
  )
  select belonged.company_id, belonged.payment_id from belonged where belonged.payment_id is not null
  union
  select belongs.company_id, belongs.payment_id from belongs where belongs.payment_id is not null;
end
$$;

comment on function core.project_disputes(text[], text[]) is 'Brings core.disputes of these disputes up to what their events say.';
