-- Requests to the webhook endpoint that were refused: how many, for what reason, and what the last of them looked like.

create table ops.refused_hourly (
  hour timestamptz not null,
  reason text not null,
  requests bigint not null,
  primary key (hour, reason),
  constraint hour_begins_on_the_hour check (hour = date_trunc('hour', hour, 'UTC')),
  constraint requests_are_at_least_one check (requests > 0)
);
comment on table ops.refused_hourly is
  'One row per hour and reason for which requests were refused. Hours older than 90 days are dropped.';
comment on column ops.refused_hourly.hour is 'When the hour began, UTC.';
comment on column ops.refused_hourly.reason is
  'no_secret, missing_signature, malformed_signature, stale_timestamp, future_timestamp, wrong_signature or too_large.';
comment on column ops.refused_hourly.requests is 'How many were refused.';

create table ops.refused_requests (
  refused_id bigint generated always as identity primary key,
  received_at timestamptz not null,
  reason text not null,
  scheme text not null,
  clock_difference_seconds bigint,
  body_bytes bigint,
  headers jsonb not null,
  constraint scheme_is_known check (scheme in ('standard', 'legacy', 'none'))
);
comment on table ops.refused_requests is
  'The last 50 refused requests of each reason, without body, signature, cookies, tokens or address.';
comment on column ops.refused_requests.refused_id is 'Order of writing.';
comment on column ops.refused_requests.received_at is 'When it arrived.';
comment on column ops.refused_requests.reason is 'Why it was refused: ops.refused_hourly.reason.';
comment on column ops.refused_requests.scheme is
  'Which signature was checked: standard (webhook-signature), legacy (x-whop-signature) or none.';
comment on column ops.refused_requests.clock_difference_seconds is
  'This machine''s clock minus the time that was signed: positive where the signature is old. Null: none could be read.';
comment on column ops.refused_requests.body_bytes is 'Size of the body; null: larger than allowed, and not told before.';
comment on column ops.refused_requests.headers is 'webhook-id, webhook-timestamp, content-type, user-agent: those that were sent.';
create index refused_requests_by_reason on ops.refused_requests (reason, refused_id desc);
