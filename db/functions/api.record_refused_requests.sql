-- api.record_refused_requests(hours, reasons, requests, samples): adds to the counts (three arrays read side by side), files the
-- samples, an array of ops.refused_requests, and drops what is over: all but the last 50 of a reason, and hours older than 90 days.
-- Two processes take turns, so the tables never hold more than that.
create or replace function api.record_refused_requests(
  hours timestamptz[], reasons text[], requests bigint[], samples jsonb
) returns void
language sql volatile
security definer
set search_path = ''
as $$
  select pg_advisory_xact_lock(hashtextextended('tidemark refused requests', 0));

  insert into ops.refused_hourly as counted (hour, reason, requests)
  select date_trunc('hour', refused.hour, 'UTC'), refused.reason, sum(refused.requests)
  from unnest(record_refused_requests.hours, record_refused_requests.reasons, record_refused_requests.requests)
    as refused (hour, reason, requests)
  group by 1, 2
  on conflict (hour, reason) do update set requests = counted.requests + excluded.requests;

  insert into ops.refused_requests (received_at, reason, scheme, clock_difference_seconds, body_bytes, headers)
  select sample.received_at, sample.reason, sample.scheme, sample.clock_difference_seconds, sample.body_bytes, sample.headers
  from jsonb_to_recordset(record_refused_requests.samples) as sample (
    received_at timestamptz,
    reason text,
    scheme text,
    clock_difference_seconds bigint,
    body_bytes bigint,
    headers jsonb
  )
  order by sample.received_at;

  delete from ops.refused_requests as old
  using (
    select refused_id, row_number() over (partition by reason order by refused_id desc) as place
    from ops.refused_requests
  ) as placed
  where old.refused_id = placed.refused_id
    and placed.place > 50;

  delete from ops.refused_hourly where hour < now() - interval '90 days';
$$;

comment on function api.record_refused_requests(timestamptz[], text[], bigint[], jsonb) is
  'Counts refused requests and keeps the last 50 of each reason, without their bodies.';
