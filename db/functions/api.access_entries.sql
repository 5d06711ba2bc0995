-- requires: core.names_of, core.iso
-- api.access_entries(company_id, from_at, to_at, kinds, after, how_many): the entries of the access ledger that fall between
-- two instants (from_at included, to_at excluded), newest first, with whose they are and what it is or was access to; at most 500. The
-- next page: after is the last row's place. Without kinds, all.
-- PL/pgSQL because it has to be planned for its arguments: access_entries_by_time gives a page in order, however long the period.
create or replace function api.access_entries(
  company_id text, from_at timestamptz, to_at timestamptz, kinds text[] default null,
  after text default null, how_many integer default 100
)
returns table (
  entry_id bigint, kind text, customer_id text, membership_id text, product_id text, plan_id text, who text, what text,
  students integer, occurred_at timestamptz, posted_at timestamptz, raw_seq bigint, place text
)
language plpgsql stable
security definer
set search_path = ''
set plan_cache_mode = force_custom_plan
set jit = off
as $$
#variable_conflict use_column
declare
  after_at timestamptz := split_part(access_entries.after, ' ', 1);
  after_id bigint := split_part(access_entries.after, ' ', 2);
begin
  return query
  select entry.entry_id, entry.kind, entry.customer_id, membership.membership_id, named.product_id, named.plan_id, named.who, named.what,
    entry.students::integer, entry.occurred_at, entry.posted_at, entry.raw_seq,
    core.iso(entry.occurred_at) || ' ' || entry.entry_id
  from (
    select *
    from core.access_entries as entry
    where entry.company_id = access_entries.company_id
      and entry.occurred_at >= access_entries.from_at
      and entry.occurred_at < access_entries.to_at
      and (access_entries.kinds is null or entry.kind = any (access_entries.kinds))
      and (after_at is null or (entry.occurred_at, entry.entry_id) < (after_at, after_id))
    order by entry.occurred_at desc, entry.entry_id desc
    limit least(access_entries.how_many, 500)
  ) as entry
  left join lateral (
    -- Access may come from several memberships; this is the one that gives it, or gave it last.
    select subscription.membership_id
    from core.subscriptions as subscription
    where subscription.company_id = entry.company_id
      and subscription.customer_id = entry.customer_id
    order by subscription.has_access desc, subscription.last_event_at desc, subscription.membership_id
    limit 1
  ) as membership on true
  left join lateral core.names_of(entry.company_id, entry.customer_id, membership.membership_id, null, null) as named on true
  order by entry.occurred_at desc, entry.entry_id desc;
end
$$;

comment on function api.access_entries(text, timestamptz, timestamptz, text[], text, integer) is
  'Entries of the access ledger between two instants, newest first, with who and what; at most 500, the next page after the last row.';
