-- requires: core.names_of, core.iso
-- api.mrr_entries(company_id, currency, from_at, to_at, kinds, after, how_many, which): the entries of the MRR ledger that
-- fall between two instants (from_at included, to_at excluded), newest first, with whose and which plan's they are; at most 500. The next
-- page: after is the last row's place. Without kinds, all. which: 'counted', only those that count a
-- customer.
-- PL/pgSQL because it has to be planned for its arguments: mrr_entries_by_time gives a page in order, however long the period.
create or replace function api.mrr_entries(
  company_id text, currency text, from_at timestamptz, to_at timestamptz, kinds text[] default null,
  after text default null, how_many integer default 100, which text default null
)
returns table (
  entry_id bigint, kind text, customer_id text, membership_id text, product_id text, plan_id text, who text, what text,
  amount numeric, customers integer, occurred_at timestamptz, posted_at timestamptz, raw_seq bigint, place text
)
language plpgsql stable
security definer
set search_path = ''
set plan_cache_mode = force_custom_plan
set jit = off
as $$
#variable_conflict use_column
declare
  after_at timestamptz := split_part(mrr_entries.after, ' ', 1);
  after_id bigint := split_part(mrr_entries.after, ' ', 2);
begin
  return query
  select entry.entry_id, entry.kind, entry.customer_id, entry.membership_id, named.product_id, entry.plan_id, named.who, named.what,
    entry.amount, entry.customers::integer, entry.occurred_at, entry.posted_at, entry.raw_seq,
    core.iso(entry.occurred_at) || ' ' || entry.entry_id
  from (
    select *
    from core.mrr_entries as entry
    where entry.company_id = mrr_entries.company_id
      and entry.currency = mrr_entries.currency
      and entry.occurred_at >= mrr_entries.from_at
      and entry.occurred_at < mrr_entries.to_at
      and (mrr_entries.kinds is null or entry.kind = any (mrr_entries.kinds))
      and (mrr_entries.which is null or mrr_entries.which = 'counted' and entry.customers <> 0)
      and (after_at is null or (entry.occurred_at, entry.entry_id) < (after_at, after_id))
    order by entry.occurred_at desc, entry.entry_id desc
    limit least(mrr_entries.how_many, 500)
  ) as entry
  left join lateral core.names_of(entry.company_id, entry.customer_id, entry.membership_id, null, entry.plan_id) as named on true
  order by entry.occurred_at desc, entry.entry_id desc;
end
$$;

comment on function api.mrr_entries(text, text, timestamptz, timestamptz, text[], text, integer, text) is
  'Entries of the MRR ledger between two instants, newest first, with who and what; at most 500, the next page after the last row.';
