-- api.count_redeliveries(delivery_keys, received_at): counts arrivals of deliveries that were already stored.
-- The two arrays are read side by side; the arrival that was stored (same received_at) is not a redelivery.
create or replace function api.count_redeliveries(delivery_keys text[], received_at timestamptz[]) returns void
language sql volatile
security definer
set search_path = ''
as $$
  update raw.webhook_events as stored
  set redeliveries = stored.redeliveries + again.times,
      redelivered_at = greatest(stored.redelivered_at, again.last_at)
  from (
    select stored.seq, count(*)::integer as times, max(arrival.received_at) as last_at
    from unnest(count_redeliveries.delivery_keys, count_redeliveries.received_at) as arrival (delivery_key, received_at)
    join raw.webhook_events as stored
      on stored.delivery_key = arrival.delivery_key
      and stored.received_at <> arrival.received_at
    group by stored.seq
  ) as again
  where stored.seq = again.seq
$$;

comment on function api.count_redeliveries(text[], timestamptz[]) is 'Counts arrivals of deliveries that were already stored.';
