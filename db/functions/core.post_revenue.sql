-- requires: core.desired_revenue_entries
-- core.post_revenue(company_ids, payment_ids): posts what these payments' revenue entries should be, less what is posted.
-- So it can be called at any time, any number of times: once the books balance it posts nothing. Returns how many it posted.
create or replace function core.post_revenue(company_ids text[], payment_ids text[]) returns bigint
language plpgsql
set search_path = ''
as $$
declare
  posted bigint;
begin
  with touched as materialized (
    select distinct touched.company_id, touched.payment_id
    from unnest(post_revenue.company_ids, post_revenue.payment_ids) as touched (company_id, payment_id)
  )
  insert into core.revenue_entries (company_id, payment_id, kind, source_id, currency, occurred_at, amount, payments, raw_seq)
  select company_id, payment_id, kind, source_id, currency, occurred_at, sum(amount), sum(payments), max(raw_seq)
  from (
    select entry.company_id, entry.payment_id, entry.kind, entry.source_id, entry.currency, entry.occurred_at,
      entry.amount, entry.payments, entry.raw_seq
    from touched
    cross join lateral (
      select *
      from core.desired_revenue_entries as desired
      where desired.company_id = touched.company_id
        and desired.payment_id = touched.payment_id
      offset 0
    ) as entry
    union all
    select entry.company_id, entry.payment_id, entry.kind, entry.source_id, entry.currency, entry.occurred_at,
      -entry.amount, -entry.payments, coalesce(payment.raw_seq, entry.raw_seq)
    from touched
    cross join lateral (
      select *
      from core.revenue_entries as posted
      where posted.company_id = touched.company_id
        and posted.payment_id = touched.payment_id
      offset 0
    ) as entry
    left join core.payments as payment
      on payment.company_id = touched.company_id
      and payment.payment_id = touched.payment_id
  ) as difference
  group by company_id, payment_id, kind, source_id, currency, occurred_at
  having sum(amount) <> 0 or sum(payments) <> 0
  order by company_id, occurred_at, payment_id, kind, source_id;
  get diagnostics posted = row_count;
  return posted;
end
$$;

comment on function core.post_revenue(text[], text[]) is
  'Posts the revenue entries that these payments should have, less those already posted. Returns how many.';
