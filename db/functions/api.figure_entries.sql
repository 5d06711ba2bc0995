-- requires: metrics.figure_parts, metrics.figure_span, metrics.counted_things, core.names_of, core.iso
-- requires: api.revenue_entries, api.mrr_entries, api.access_entries, api.standing_entries
-- api.figure_entries(company_id, currency, figure, from_at, to_at, after, how_many): what a figure of a period
-- (from_at included, to_at excluded; 'infinity': as of now) is made of, list by list, in each the newest first, at most 500. The figure is
-- the sum of amount; a ratio that of its 'numerator' divided by that of its 'denominator' (metrics.figure_parts says what each is made of).
-- amount is what a row adds, in the figure's own unit and sign: a refund of 49 adds 49 to refunds, and 1 to refunded payments.
-- With ledger and entry_id api.events_behind and api.deliveries_behind tell where a row comes from; without them, raw_seq is the delivery.
-- The next page: after is the last row's place.
create or replace function api.figure_entries(
  company_id text, currency text, figure text, from_at timestamptz, to_at timestamptz,
  after text default null, how_many integer default 100
)
returns table (
  list integer, part text, id text, ledger text, entry_id bigint, kind text, payment_id text, source_id text, customer_id text,
  membership_id text, product_id text, plan_id text, who text, what text, amount numeric, occurred_at timestamptz, posted_at timestamptz,
  raw_seq bigint, place text
)
language plpgsql stable
security definer
set search_path = ''
set plan_cache_mode = force_custom_plan
set jit = off
as $$
#variable_conflict use_column
declare
  part record;
  span record;
  left_over bigint := least(figure_entries.how_many, 500);
  listed bigint;
  after_list integer := split_part(figure_entries.after, ' ', 1);
  after_place text;
  after_at timestamptz;
  after_id text;
begin
  if not exists (select from metrics.figure_parts as known where known.figure = figure_entries.figure) then
    raise exception 'There is no figure "%".', figure_entries.figure
      using errcode = 'invalid_parameter_value', hint = 'See them with: select distinct figure from metrics.figure_parts';
  end if;

  for part in
    select *
    from metrics.figure_parts as known
    where known.figure = figure_entries.figure
      and known.list >= coalesce(after_list, 1)
    order by known.list
  loop
    after_place := case when part.list = after_list then substring(figure_entries.after from ' (.*)') end;
    select * into span
    from metrics.figure_span(figure_entries.company_id, part.span, figure_entries.from_at, figure_entries.to_at);

    case
      when part.source = 'revenue' then
        return query
        select part.list::integer, part.part, entry.entry_id::text, 'revenue', entry.entry_id, entry.kind, entry.payment_id,
          entry.source_id, entry.customer_id, entry.membership_id, entry.product_id, entry.plan_id, entry.who, entry.what,
          part.factor * case when part.which is null then entry.amount else entry.payments end,
          entry.occurred_at, entry.posted_at, entry.raw_seq, part.list || ' ' || entry.place
        from api.revenue_entries(
          figure_entries.company_id, figure_entries.currency, span.from_at, span.to_at, part.kinds, after_place,
          left_over::integer, part.which) as entry;

      when part.source = 'mrr' then
        return query
        select part.list::integer, part.part, entry.entry_id::text, 'mrr', entry.entry_id, entry.kind, null::text,
          null::text, entry.customer_id, entry.membership_id, entry.product_id, entry.plan_id, entry.who, entry.what,
          part.factor * case when part.which is null then entry.amount else entry.customers end,
          entry.occurred_at, entry.posted_at, entry.raw_seq, part.list || ' ' || entry.place
        from api.mrr_entries(
          figure_entries.company_id, figure_entries.currency, span.from_at, span.to_at, part.kinds, after_place,
          left_over::integer, part.which) as entry;

      when part.source = 'access' then
        return query
        select part.list::integer, part.part, entry.entry_id::text, 'access', entry.entry_id, entry.kind, null::text,
          null::text, entry.customer_id, entry.membership_id, entry.product_id, entry.plan_id, entry.who, entry.what,
          part.factor * entry.students::numeric, entry.occurred_at, entry.posted_at, entry.raw_seq, part.list || ' ' || entry.place
        from api.access_entries(
          figure_entries.company_id, span.from_at, span.to_at, part.kinds, after_place, left_over::integer) as entry;

      when part.source like 'standing %' then
        return query
        select part.list::integer, part.part, stood.id, case part.source when 'standing students' then 'access' else 'mrr' end,
          stood.entry_id, null::text, null::text, null::text, stood.customer_id, stood.membership_id, stood.product_id, stood.plan_id,
          stood.who, stood.what, part.factor * stood.amount, stood.since, stood.posted_at, stood.raw_seq,
          part.list || ' ' || stood.place
        from api.standing_entries(
          figure_entries.company_id, figure_entries.currency, substring(part.source from 10), span.to_at, after_place,
          left_over::integer) as stood;

      else
        after_at := split_part(after_place, ' ', 1);
        after_id := substring(after_place from ' (.*)');
        return query
        select part.list::integer, part.part, thing.id, null::text, null::bigint, thing.kind, null::text, null::text, thing.customer_id,
          thing.membership_id, named.product_id, named.plan_id, named.who, named.what, part.factor * thing.amount,
          thing.occurred_at, null::timestamptz, thing.raw_seq, concat_ws(' ', part.list, core.iso(thing.occurred_at), thing.id)
        from (
          select *
          from metrics.counted_things(
            figure_entries.company_id, figure_entries.currency, part.source, part.which, span.from_at, span.to_at) as thing
          where after_at is null or (thing.occurred_at, thing.id) < (after_at, after_id)
          order by thing.occurred_at desc, thing.id desc
          limit left_over
        ) as thing
        left join lateral core.names_of(
          figure_entries.company_id, thing.customer_id, thing.membership_id, thing.product_id, thing.plan_id) as named on true
        order by thing.occurred_at desc, thing.id desc;
    end case;

    get diagnostics listed = row_count;
    left_over := left_over - listed;
    exit when left_over <= 0;
  end loop;
end
$$;

comment on function api.figure_entries(text, text, text, timestamptz, timestamptz, text, integer) is
  'What a figure is made of: its ledger entries, standings or things, which add up to it; at most 500, the next page after the last row.';
