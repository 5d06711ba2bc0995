-- core.first_delivery_since(at): about the first delivery that was received since then, by halving: numbers grow with the time, but for
-- those that were under way together. One number beyond the newest where there is none.
create or replace function core.first_delivery_since(at timestamptz) returns bigint
language sql stable
set search_path = ''
as $$
  with recursive halving as (
    -- Below low all are older; from high on none is.
    select coalesce(min(seq), 1) as low, coalesce(max(seq), 0) + 1 as high
    from raw.webhook_events
    union all
    select
      case when middle.received_at < first_delivery_since.at then middle.seq + 1 else halving.low end,
      case when middle.received_at < first_delivery_since.at then halving.high else (halving.low + halving.high) / 2 end
    from halving
    cross join lateral (
      -- Numbers have gaps: the next that there is.
      select delivery.seq, delivery.received_at
      from raw.webhook_events as delivery
      where delivery.seq >= (halving.low + halving.high) / 2
      order by delivery.seq
      limit 1
    ) as middle
    where halving.low < halving.high
  )
  select greatest(min(high), max(low)) from halving
$$;

comment on function core.first_delivery_since(timestamptz) is 'About the first delivery that was received since then, found by halving.';
