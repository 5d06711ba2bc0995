-- requires: core.names_of, core.iso
-- api.revenue_entries(company_id, currency, from_at, to_at, kinds, after, how_many, which): the entries of the revenue ledger
-- that fall between two instants (from_at included, to_at excluded), newest first, with who paid and for what; at most 500. The next page:
-- after is the last row's place. Without kinds, all. which: only those that count a payment
-- ('counted'), and of these only the payments that 'were refunded', 'were disputed within 28 days', were 'paid at first' (their first
-- outcome was no failure), or were 'paid within 30 days' of it. 28 days are 672 hours, 30 are 720, whatever clocks do meanwhile.
-- PL/pgSQL because it has to be planned for its arguments: revenue_entries_by_time gives a page in order, however long the period.
create or replace function api.revenue_entries(
  company_id text, currency text, from_at timestamptz, to_at timestamptz, kinds text[] default null,
  after text default null, how_many integer default 100, which text default null
)
returns table (
  entry_id bigint, kind text, payment_id text, source_id text, membership_id text, customer_id text, product_id text, plan_id text,
  who text, what text, amount numeric, payments integer, occurred_at timestamptz, posted_at timestamptz, raw_seq bigint,
  place text
)
language plpgsql stable
security definer
set search_path = ''
set plan_cache_mode = force_custom_plan
set jit = off
as $$
#variable_conflict use_column
declare
  after_at timestamptz := split_part(revenue_entries.after, ' ', 1);
  after_id bigint := split_part(revenue_entries.after, ' ', 2);
begin
  if revenue_entries.which not in ('counted', 'were refunded', 'were disputed within 28 days', 'paid at first', 'paid within 30 days') then
    raise exception 'There are no entries that "%".', revenue_entries.which
      using errcode = 'invalid_parameter_value', hint = 'Ask for which => ''counted'', or see \df+ api.revenue_entries.';
  end if;

  return query
  select entry.entry_id, entry.kind, entry.payment_id, entry.source_id, payment.membership_id,
    coalesce(payment.user_id, payment.membership_id, entry.payment_id), named.product_id, named.plan_id, named.who, named.what,
    entry.amount, entry.payments::integer, entry.occurred_at, entry.posted_at, entry.raw_seq,
    core.iso(entry.occurred_at) || ' ' || entry.entry_id
  from (
    select *
    from core.revenue_entries as entry
    where entry.company_id = revenue_entries.company_id
      and entry.currency = revenue_entries.currency
      and entry.occurred_at >= revenue_entries.from_at
      and entry.occurred_at < revenue_entries.to_at
      and (revenue_entries.kinds is null or entry.kind = any (revenue_entries.kinds))
      and (after_at is null or (entry.occurred_at, entry.entry_id) < (after_at, after_id))
      and (revenue_entries.which is null or entry.payments <> 0 and (revenue_entries.which = 'counted' or (
        -- What became of its payment: its entries, added up.
        select case revenue_entries.which
          when 'were refunded' then sum(other.payments) filter (where other.kind = 'refund') > 0
          when 'were disputed within 28 days' then
            sum(other.payments) filter (where other.kind = 'dispute' and other.occurred_at <= entry.occurred_at + interval '672 hours') > 0
          when 'paid at first' then coalesce(sum(other.payments) filter (where other.kind = 'failure'), 0) = 0
          when 'paid within 30 days' then
            sum(other.payments) filter (where other.kind = 'charge' and other.occurred_at <= entry.occurred_at + interval '720 hours') > 0
        end
        from core.revenue_entries as other
        where other.company_id = entry.company_id
          and other.payment_id = entry.payment_id)))
    order by entry.occurred_at desc, entry.entry_id desc
    limit least(revenue_entries.how_many, 500)
  ) as entry
  left join core.payments as payment
    on payment.company_id = entry.company_id
    and payment.payment_id = entry.payment_id
  left join lateral core.names_of(
    entry.company_id, payment.user_id, payment.membership_id, payment.product_id, payment.plan_id) as named on true
  order by entry.occurred_at desc, entry.entry_id desc;
end
$$;

comment on function api.revenue_entries(text, text, timestamptz, timestamptz, text[], text, integer, text) is
  'Entries of the revenue ledger between two instants, newest first, with who and what; at most 500, the next page after the last row.';
