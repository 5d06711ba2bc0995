-- core.events: what happened, in Tidemark's vocabulary. And the directories: who and what the events speak of.

create table core.events (
  company_id text not null,
  raw_seq bigint not null,
  part smallint not null default 1,
  delivery_key text not null,
  category text not null,
  type text not null,
  source_type text not null,
  occurred_at timestamptz not null,
  rank smallint not null default 0,
  is_app boolean not null default false,
  is_test boolean not null default false,
  user_id text,
  membership_id text,
  payment_id text,
  refund_id text,
  dispute_id text,
  product_id text,
  plan_id text,
  experience_id text,
  status text,
  amount numeric,
  currency text,
  facts jsonb not null default '{}',
  primary key (company_id, raw_seq, part)
);
comment on table core.events is
  'One row per thing that happened. Grain: a delivery (raw_seq) and, where it tells of several things, a part. '
  'A replay of the delivery gives the same rows.';
comment on column core.events.company_id is 'Whose event it is; "unassigned" while that is unknown.';
comment on column core.events.raw_seq is 'The delivery it came from: raw.webhook_events.seq.';
comment on column core.events.part is '1 is what the delivery says; 2 is what follows from it (a cycle payment is also a renewal).';
comment on column core.events.delivery_key is 'The delivery''s key: the last tie-breaker of an object''s order.';
comment on column core.events.category is 'payment, membership, activity, directory, billing or custom.';
comment on column core.events.type is 'What happened: see core.event_names.';
comment on column core.events.source_type is 'The name as sent.';
comment on column core.events.occurred_at is 'When it happened (not when it was sent or received).';
comment on column core.events.rank is 'Order among events of one object at the same instant.';
comment on column core.events.is_app is 'It came from an app hook (app_payment, app_membership).';
comment on column core.events.is_test is 'A test delivery: kept and shown, and counts for nothing.';
comment on column core.events.user_id is 'The Whop user it is about.';
comment on column core.events.membership_id is 'The membership it is about or belongs to.';
comment on column core.events.payment_id is 'The payment it is about or belongs to.';
comment on column core.events.refund_id is 'The refund it is about.';
comment on column core.events.dispute_id is 'The dispute it is about (the payment''s id where no dispute is named).';
comment on column core.events.product_id is 'The product it is about or belongs to.';
comment on column core.events.plan_id is 'The plan it is about or belongs to.';
comment on column core.events.experience_id is 'The experience it is about or belongs to.';
comment on column core.events.status is 'The object''s status as told.';
comment on column core.events.amount is 'Money it speaks of, in major units of currency.';
comment on column core.events.currency is 'ISO 4217 code, lower case.';
comment on column core.events.facts is
  'What it tells of each object: {"payment": {…}, "subscription": {…}, "refund": {…}, "dispute": {…}}. No personal data.';

create index events_by_payment on core.events (company_id, payment_id, occurred_at) where payment_id is not null;
create index events_by_membership on core.events (company_id, membership_id, occurred_at) where membership_id is not null;
create index events_by_refund on core.events (company_id, refund_id) where refund_id is not null;
create index events_by_dispute on core.events (company_id, dispute_id) where dispute_id is not null;
create index events_by_arrival on core.events (raw_seq);

-- Directories. Each told column holds the newest telling of its field: {when it happened, delivery, value}.
-- greatest() of two tellings is the newer, and ignores null: so any order and any repetition of deliveries ends in the
-- same row, and a poorer payload never blanks what a richer one told.

create table core.companies (
  company_id text primary key,
  title text generated always as (title_told[3]) stored,
  first_event_at timestamptz not null,
  last_event_at timestamptz not null,
  last_received_at timestamptz not null,
  deliveries bigint not null default 0,
  title_told text[]
);
comment on table core.companies is 'One row per company that any delivery named.';
comment on column core.companies.company_id is 'Whop''s id (biz_…).';
comment on column core.companies.title is 'Its name, as told last.';
comment on column core.companies.first_event_at is 'When its first known event happened.';
comment on column core.companies.last_event_at is 'When its last known event happened.';
comment on column core.companies.last_received_at is 'When its newest delivery was received.';
comment on column core.companies.deliveries is 'How many deliveries speak of it.';
comment on column core.companies.title_told is 'The newest telling of title: {when, delivery, value}.';

create table core.users (
  company_id text not null,
  user_id text not null,
  username text generated always as (username_told[3]) stored,
  name text generated always as (name_told[3]) stored,
  email text generated always as (email_told[3]) stored,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  username_told text[],
  name_told text[],
  email_told text[],
  primary key (company_id, user_id)
);
comment on table core.users is 'One row per company and Whop user that any of its deliveries mentioned. Personal data.';
comment on column core.users.company_id is 'The company.';
comment on column core.users.user_id is 'Whop''s id (user_…).';
comment on column core.users.username is 'Whop username, as told last.';
comment on column core.users.name is 'Display name, as told last.';
comment on column core.users.email is 'E-mail address, as told last.';
comment on column core.users.first_seen_at is 'When the first event that mentions them happened.';
comment on column core.users.last_seen_at is 'When the last event that mentions them happened.';
comment on column core.users.username_told is 'The newest telling of username: {when, delivery, value}.';
comment on column core.users.name_told is 'The newest telling of name: {when, delivery, value}.';
comment on column core.users.email_told is 'The newest telling of email: {when, delivery, value}.';

create table core.products (
  company_id text not null,
  product_id text not null,
  title text generated always as (title_told[3]) stored,
  first_seen_at timestamptz not null,
  title_told text[],
  primary key (company_id, product_id)
);
comment on table core.products is 'One row per company and product that any of its deliveries mentioned.';
comment on column core.products.company_id is 'The company.';
comment on column core.products.product_id is 'Whop''s id (prod_…, older pass_…).';
comment on column core.products.title is 'Its name, as told last.';
comment on column core.products.first_seen_at is 'When the first event that mentions it happened.';
comment on column core.products.title_told is 'The newest telling of title: {when, delivery, value}.';

create table core.plans (
  company_id text not null,
  plan_id text not null,
  title text generated always as (title_told[3]) stored,
  product_id text generated always as (product_id_told[3]) stored,
  plan_type text generated always as (plan_type_told[3]) stored,
  billing_period_days integer generated always as (billing_period_days_told[3]::integer) stored,
  renewal_price numeric generated always as (renewal_price_told[3]::numeric) stored,
  initial_price numeric generated always as (initial_price_told[3]::numeric) stored,
  currency text generated always as (currency_told[3]) stored,
  first_seen_at timestamptz not null,
  title_told text[],
  product_id_told text[],
  plan_type_told text[],
  billing_period_days_told text[],
  renewal_price_told text[],
  initial_price_told text[],
  currency_told text[],
  primary key (company_id, plan_id)
);
comment on table core.plans is 'One row per company and plan that any of its deliveries mentioned. Newer payloads name a plan by its id alone.';
comment on column core.plans.company_id is 'The company.';
comment on column core.plans.plan_id is 'Whop''s id (plan_…).';
comment on column core.plans.title is 'Its name or internal note, as told last.';
comment on column core.plans.product_id is 'The product it sells.';
comment on column core.plans.plan_type is 'renewal or one_time.';
comment on column core.plans.billing_period_days is 'Days between renewals.';
comment on column core.plans.renewal_price is 'Price of each renewal, in major units of currency.';
comment on column core.plans.initial_price is 'Price of the first period or of the purchase, in major units of currency.';
comment on column core.plans.currency is 'ISO 4217 code, lower case.';
comment on column core.plans.first_seen_at is 'When the first event that mentions it happened.';
comment on column core.plans.title_told is 'The newest telling of title: {when, delivery, value}.';
comment on column core.plans.product_id_told is 'The newest telling of product_id: {when, delivery, value}.';
comment on column core.plans.plan_type_told is 'The newest telling of plan_type: {when, delivery, value}.';
comment on column core.plans.billing_period_days_told is 'The newest telling of billing_period_days: {when, delivery, value}.';
comment on column core.plans.renewal_price_told is 'The newest telling of renewal_price: {when, delivery, value}.';
comment on column core.plans.initial_price_told is 'The newest telling of initial_price: {when, delivery, value}.';
comment on column core.plans.currency_told is 'The newest telling of currency: {when, delivery, value}.';
