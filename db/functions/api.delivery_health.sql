-- requires: core.first_delivery_since
-- api.delivery_health(company_id): how a company's deliveries have been arriving in the last 24 hours: how many, by what became of them,
-- how many came again, and how long they took from Whop's signing to being received (seconds; half of them took no longer than p50, 95 %
-- no longer than p95; Whop signs whole seconds). One row, whatever there is.
-- At most the last 10,000 are looked at: since says from when on. failed_in_all: all that are stored and could not be projected.
create or replace function api.delivery_health(company_id text)
returns table (
  last_received_at timestamptz, last_event_name text, since timestamptz, deliveries bigint, projected bigint, kept bigint, test bigint,
  failed bigint, redelivered bigint, latency_p50 numeric, latency_p95 numeric, failed_in_all bigint
)
language plpgsql stable
security definer
set search_path = ''
set plan_cache_mode = force_custom_plan
set jit = off
as $$
#variable_conflict use_column
declare
  most constant integer := 10000;
  a_day_ago constant timestamptz := now() - interval '24 hours';
  first_of_day constant bigint := core.first_delivery_since(a_day_ago);
begin
  return query
  with looked_at as (
    select event.raw_seq, event.is_test, event.category
    from core.events as event
    where event.company_id = delivery_health.company_id
      and event.company_id <> 'unassigned'
      and event.raw_seq >= first_of_day
      and event.part < 2
    order by event.raw_seq desc, event.part desc
    limit most
  ), seen as (
    select looked_at.raw_seq, looked_at.is_test, looked_at.category, failure.raw_seq is not null as has_failed
    from looked_at
    left join ops.failures as failure on failure.raw_seq = looked_at.raw_seq
    union all
    select failure.raw_seq, false, null, true
    from ops.failures as failure
    where failure.company_id = delivery_health.company_id
      and failure.raw_seq >= first_of_day
      and failure.raw_seq >= case
        when (select count(*) from looked_at) = most then (select min(looked_at.raw_seq) from looked_at) else 0 end
      and not exists (select from core.events as event where event.raw_seq = failure.raw_seq)
  ), counted as (
    select
      count(*) as deliveries,
      min(delivery.received_at) as oldest,
      count(*) filter (where not has_failed and not seen.is_test and seen.category <> 'custom') as projected,
      count(*) filter (where not has_failed and not seen.is_test and seen.category = 'custom') as kept,
      count(*) filter (where not has_failed and seen.is_test) as test,
      count(*) filter (where has_failed) as failed,
      count(*) filter (where delivery.redeliveries > 0) as redelivered,
      percentile_cont(array[0.5, 0.95]) within group (order by extract(epoch from delivery.received_at - delivery.sent_at)::float8)
        filter (where delivery.source = 'webhook') as latency
    from seen
    cross join lateral (
      select stored.received_at, stored.sent_at, stored.redeliveries, stored.source
      from raw.webhook_events as stored
      where stored.seq = seen.raw_seq
        and stored.received_at >= a_day_ago
      offset 0
    ) as delivery
  )
  select
    last.received_at,
    last.event_name,
    case when counted.deliveries >= most then counted.oldest else a_day_ago end,
    counted.deliveries,
    counted.projected,
    counted.kept,
    counted.test,
    counted.failed,
    counted.redelivered,
    round(counted.latency[1]::numeric, 3),
    round(counted.latency[2]::numeric, 3),
    (select count(*) from ops.failures as failure where failure.company_id = delivery_health.company_id)
  from counted
  left join lateral (
    select delivery.received_at, delivery.event_name
    from (
      (select event.raw_seq from core.events as event
      where event.company_id = delivery_health.company_id and event.company_id <> 'unassigned'
      order by event.raw_seq desc, event.part desc limit 1)
      union all
      (select failure.raw_seq from ops.failures as failure
      where failure.company_id = delivery_health.company_id
      order by failure.raw_seq desc limit 1)
    ) as newest
    join raw.webhook_events as delivery on delivery.seq = newest.raw_seq
    order by newest.raw_seq desc
    limit 1
  ) as last on true;
end
$$;

comment on function api.delivery_health(text) is
  'How a company''s deliveries have been arriving in the last 24 hours: how many, by state, how often again, and their latency (p50, p95 in seconds).';
