-- raw.webhook_events: every delivery, as received.

create table raw.webhook_events (
  seq bigint generated always as identity primary key,
  delivery_key text not null,
  source text not null default 'webhook',
  received_at timestamptz not null default clock_timestamp(),
  sent_at timestamptz,
  headers jsonb not null default '{}',
  payload jsonb,
  body bytea,
  default_company_id text,
  redeliveries integer not null default 0,
  redelivered_at timestamptz,
  -- The first company that the payload names, in the order of trust; only strings that look like an id count.
  company_id text generated always as (left(coalesce(
    substring(payload ->> 'company_id' from '^[\w-]+$'),
    substring(payload ->> 'account_id' from '^[\w-]+$'),
    substring(payload ->> 'company' from '^[\w-]+$'),
    substring(payload #>> '{data,company,id}' from '^[\w-]+$'),
    substring(payload #>> '{data,company_id}' from '^[\w-]+$'),
    substring(payload #>> '{data,account_id}' from '^[\w-]+$'),
    substring(payload #>> '{data,account,id}' from '^[\w-]+$'),
    substring(payload #>> '{data,page_id}' from '^[\w-]+$'),
    substring(payload #>> '{data,payment,company_id}' from '^[\w-]+$'),
    substring(payload #>> '{data,payment,company,id}' from '^[\w-]+$'),
    substring(payload #>> '{data,ledger_account,company_id}' from '^[\w-]+$')
  ), 100)) stored,
  event_name text generated always as (left(coalesce(
    payload ->> 'type',
    payload ->> 'action',
    payload ->> 'event'
  ), 200)) stored,
  api_version text generated always as (left(payload ->> 'api_version', 20)) stored,
  constraint a_delivery_is_kept_once unique (delivery_key),
  constraint source_is_a_known_way_in check (source in ('webhook', 'backfill', 'import', 'test')),
  constraint a_delivery_has_either_a_payload_or_a_body check ((payload is null) <> (body is null)),
  constraint redeliveries_are_counted_from_zero check (redeliveries >= 0)
);

comment on table raw.webhook_events is
  'One row per delivery, as it came, for ever. A redelivery changes nothing but a counter and a time. '
  'Its key is global, not by company: a delivery may not say whose it is.';
comment on column raw.webhook_events.seq is 'Order of arrival in this database.';
comment on column raw.webhook_events.delivery_key is 'The webhook-id header; without one, sha256: and the hash of the body.';
comment on column raw.webhook_events.source is 'How it came in: webhook, backfill, import or test.';
comment on column raw.webhook_events.received_at is 'When this server had read it.';
comment on column raw.webhook_events.sent_at is 'When Whop says it sent it (the timestamp that is part of the signature).';
comment on column raw.webhook_events.headers is 'The request headers that matter. Never cookies, tokens or signatures.';
comment on column raw.webhook_events.payload is 'The body as JSON.';
comment on column raw.webhook_events.body is 'The exact bytes, where the body is no JSON that Postgres can hold; else null.';
comment on column raw.webhook_events.default_company_id is 'The company of the endpoint it came to, for payloads that name none.';
comment on column raw.webhook_events.redeliveries is 'How many more times the same delivery arrived.';
comment on column raw.webhook_events.redelivered_at is 'When it arrived the last time, if more than once.';
comment on column raw.webhook_events.company_id is 'The company that the payload names, if any.';
comment on column raw.webhook_events.event_name is 'The event name as sent.';
comment on column raw.webhook_events.api_version is 'The payload''s api_version: v1, v5, or null in v2.';

-- What the app may write; it may read nothing here.
grant insert (delivery_key, source, received_at, sent_at, headers, payload, body, default_company_id)
  on raw.webhook_events to tidemark_app;
