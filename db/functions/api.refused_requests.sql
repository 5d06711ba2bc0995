-- api.refused_requests(since, samples): one row per reason for which requests were refused since then, most first: how many, the
-- counts by hour, oldest first, and the newest requests (at most 50 are kept), newest first.
create or replace function api.refused_requests(since timestamptz, samples integer)
returns table (reason text, requests bigint, hourly jsonb, last jsonb)
language sql stable
security definer
set search_path = ''
set jit = off
as $$
  select
    counted.reason,
    sum(counted.requests)::bigint,
    jsonb_agg(jsonb_build_object('hour', counted.hour, 'requests', counted.requests) order by counted.hour),
    (
      select coalesce(jsonb_agg(to_jsonb(sample) - 'refused_id' - 'reason' order by sample.refused_id desc), '[]')
      from (
        select *
        from ops.refused_requests as refused
        where refused.reason = counted.reason
          and refused.received_at >= refused_requests.since
        order by refused.refused_id desc
        limit refused_requests.samples
      ) as sample
    )
  from ops.refused_hourly as counted
  where counted.hour >= date_trunc('hour', refused_requests.since, 'UTC')
  group by counted.reason
  order by sum(counted.requests) desc, counted.reason
$$;

comment on function api.refused_requests(timestamptz, integer) is
  'Per reason, the requests refused since then: how many, by hour, and the newest, without their bodies.';
