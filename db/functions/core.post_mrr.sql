-- requires: core.desired_mrr_entries
-- core.post_mrr(company_ids, customer_ids): posts what these customers' MRR entries should be, less what is posted.
-- Once the books balance it posts nothing. Returns how many it posted.
-- An entry names the newest delivery about its customer. Where it is new terms of plans that made it be posted, it names the one that told
-- them (told_by): three arrays read side by side.
create or replace function core.post_mrr(
  company_ids text[], customer_ids text[],
  plan_companies text[] default '{}', plan_ids text[] default '{}', told_by bigint[] default '{}'
) returns bigint
language plpgsql
set search_path = ''
as $$
declare
  posted bigint;
begin
  with touched as materialized (
    select distinct touched.company_id, touched.customer_id
    from unnest(post_mrr.company_ids, post_mrr.customer_ids) as touched (company_id, customer_id)
  ), difference as (
    select entry.company_id, entry.customer_id, entry.membership_id, entry.plan_id, entry.kind, entry.currency,
      entry.occurred_at, entry.amount, entry.customers, entry.raw_seq
    from touched
    cross join lateral (
      select *
      from core.desired_mrr_entries as desired
      where desired.company_id = touched.company_id
        and desired.customer_id = touched.customer_id
      offset 0
    ) as entry
    union all
    select entry.company_id, entry.customer_id, entry.membership_id, entry.plan_id, entry.kind, entry.currency,
      entry.occurred_at, -entry.amount, -entry.customers, greatest(subscription.raw_seq, customer.raw_seq, entry.raw_seq)
    from touched
    cross join lateral (
      select max(known.raw_seq) as raw_seq
      from core.subscriptions as known
      where known.company_id = touched.company_id
        and known.customer_id = touched.customer_id
      offset 0
    ) as customer
    cross join lateral (
      select *
      from core.mrr_entries as posted
      where posted.company_id = touched.company_id
        and posted.customer_id = touched.customer_id
      offset 0
    ) as entry
    left join core.subscriptions as subscription
      on subscription.company_id = entry.company_id
      and subscription.membership_id = entry.membership_id
  ), to_post as (
    select company_id, customer_id, membership_id, plan_id, kind, currency, occurred_at,
      sum(amount) as amount, sum(customers) as customers, max(raw_seq) as raw_seq
    from difference
    group by company_id, customer_id, membership_id, plan_id, kind, currency, occurred_at
    having sum(amount) <> 0 or sum(customers) <> 0
  )
  insert into core.mrr_entries (
    company_id, customer_id, membership_id, plan_id, kind, currency, occurred_at, amount, customers, raw_seq)
  select company_id, customer_id, membership_id, plan_id, kind, currency, occurred_at, amount, customers,
    greatest(raw_seq, (
      select max(terms.raw_seq)
      from unnest(post_mrr.plan_companies, post_mrr.plan_ids, post_mrr.told_by) as terms (company_id, plan_id, raw_seq)
      where terms.company_id = to_post.company_id
        and terms.plan_id = to_post.plan_id))
  from to_post
  order by company_id, occurred_at, customer_id, membership_id;
  get diagnostics posted = row_count;
  return posted;
end
$$;

comment on function core.post_mrr(text[], text[], text[], text[], bigint[]) is
  'Posts the MRR entries that these customers should have, less those already posted. Returns how many.';
