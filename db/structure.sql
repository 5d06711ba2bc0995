-- What db/ makes of an empty database. Made by "npm run structure": read it, do not edit it.

-- ==================== raw

create schema raw authorization tidemark_owner;
comment on schema raw is 'Every delivery as it was received. Append-only; the one irreplaceable thing.';
grant usage on schema raw to tidemark_analyst;
grant usage on schema raw to tidemark_app;

create table raw.webhook_events (
  seq bigint not null generated always as identity,
  delivery_key text not null,
  source text not null default 'webhook'::text,
  received_at timestamp with time zone not null default clock_timestamp(),
  sent_at timestamp with time zone,
  headers jsonb not null default '{}'::jsonb,
  payload jsonb,
  body bytea,
  default_company_id text,
  redeliveries integer not null default 0,
  redelivered_at timestamp with time zone,
  company_id text generated always as ("left"(COALESCE("substring"((payload ->> 'company_id'::text), '^[\w-]+$'::text), "substring"((payload ->> 'account_id'::text), '^[\w-]+$'::text), "substring"((payload ->> 'company'::text), '^[\w-]+$'::text), "substring"((payload #>> '{data,company,id}'::text[]), '^[\w-]+$'::text), "substring"((payload #>> '{data,company_id}'::text[]), '^[\w-]+$'::text), "substring"((payload #>> '{data,account_id}'::text[]), '^[\w-]+$'::text), "substring"((payload #>> '{data,account,id}'::text[]), '^[\w-]+$'::text), "substring"((payload #>> '{data,page_id}'::text[]), '^[\w-]+$'::text), "substring"((payload #>> '{data,payment,company_id}'::text[]), '^[\w-]+$'::text), "substring"((payload #>> '{data,payment,company,id}'::text[]), '^[\w-]+$'::text), "substring"((payload #>> '{data,ledger_account,company_id}'::text[]), '^[\w-]+$'::text)), 100)) stored,
  event_name text generated always as ("left"(COALESCE((payload ->> 'type'::text), (payload ->> 'action'::text), (payload ->> 'event'::text)), 200)) stored,
  api_version text generated always as ("left"((payload ->> 'api_version'::text), 20)) stored,
  constraint webhook_events_pkey PRIMARY KEY (seq),
  constraint a_delivery_has_either_a_payload_or_a_body CHECK (((payload IS NULL) <> (body IS NULL))),
  constraint a_delivery_is_kept_once UNIQUE (delivery_key),
  constraint redeliveries_are_counted_from_zero CHECK ((redeliveries >= 0)),
  constraint source_is_a_known_way_in CHECK ((source = ANY (ARRAY['webhook'::text, 'backfill'::text, 'import'::text, 'test'::text])))
) with (toast_tuple_target=4080);
CREATE TRIGGER project_arrived AFTER INSERT ON raw.webhook_events REFERENCING NEW TABLE AS arrived FOR EACH STATEMENT EXECUTE FUNCTION raw.project_arrived();
comment on trigger project_arrived on raw.webhook_events is 'Projects what was inserted, in the same transaction.';
grant select on raw.webhook_events to tidemark_analyst;
grant insert on raw.webhook_events (delivery_key) to tidemark_app;
grant insert on raw.webhook_events (source) to tidemark_app;
grant insert on raw.webhook_events (received_at) to tidemark_app;
grant insert on raw.webhook_events (sent_at) to tidemark_app;
grant insert on raw.webhook_events (headers) to tidemark_app;
grant insert on raw.webhook_events (payload) to tidemark_app;
grant insert on raw.webhook_events (body) to tidemark_app;
grant insert on raw.webhook_events (default_company_id) to tidemark_app;
comment on table raw.webhook_events is 'One row per delivery, as it came, for ever. A redelivery changes nothing but a counter and a time. Its key is global, not by company: a delivery may not say whose it is.';
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

-- function raw.project_arrived() returns trigger
--   language plpgsql, volatile, security definer, set search_path=""
comment on function raw.project_arrived() is 'Projects the deliveries that were inserted; files those that cannot be.';

-- ==================== core

create schema core authorization tidemark_owner;
comment on schema core is 'What the deliveries mean: events, directories, state, ledgers. Can be rebuilt from raw.';
grant usage on schema core to tidemark_analyst;

create type core.touched as (
  object text,
  company_ids text[],
  ids text[],
  since timestamp with time zone[]
);
comment on type core.touched is 'Keys of one kind of object, side by side, with the earliest time that was told of each: what core.project() has to look at.';

create table core.access_entries (
  company_id text not null,
  entry_id bigint not null generated always as identity,
  customer_id text not null,
  kind text not null,
  occurred_at timestamp with time zone not null,
  students smallint not null,
  posted_at timestamp with time zone not null default clock_timestamp(),
  raw_seq bigint not null,
  constraint access_entries_pkey PRIMARY KEY (company_id, customer_id, entry_id),
  constraint kind_is_a_kind_of_access_entry CHECK ((kind = ANY (ARRAY['joined'::text, 'left'::text])))
);
CREATE INDEX access_entries_by_posting ON core.access_entries USING brin (posted_at, entry_id) WITH (autosummarize='on');
CREATE INDEX access_entries_by_time ON core.access_entries USING btree (company_id, occurred_at);
CREATE TRIGGER add_to_students_daily AFTER INSERT ON core.access_entries REFERENCING NEW TABLE AS posted FOR EACH STATEMENT EXECUTE FUNCTION metrics.add_to_students_daily();
comment on trigger add_to_students_daily on core.access_entries is 'Keeps metrics.students_daily, in the same transaction.';
grant select on core.access_entries to tidemark_analyst;
comment on table core.access_entries is 'The access ledger: +1 when a customer becomes a student (has access), −1 when their last access ends; append-only. Its sums equal core.desired_access_entries; core.audit() proves it.';
comment on column core.access_entries.company_id is 'The company.';
comment on column core.access_entries.entry_id is 'Order of posting.';
comment on column core.access_entries.customer_id is 'The customer.';
comment on column core.access_entries.kind is 'joined or left.';
comment on column core.access_entries.occurred_at is 'When access began or ended.';
comment on column core.access_entries.students is 'Signed: joined +1, left −1; a correction reverses it.';
comment on column core.access_entries.posted_at is 'When this database learned of it.';
comment on column core.access_entries.raw_seq is 'The delivery that made it be posted.';

create table core.companies (
  company_id text not null,
  title text generated always as (title_told[3]) stored,
  first_event_at timestamp with time zone not null,
  last_event_at timestamp with time zone not null,
  last_received_at timestamp with time zone not null,
  deliveries bigint not null default 0,
  title_told text[],
  constraint companies_pkey PRIMARY KEY (company_id)
) with (fillfactor=50);
grant select on core.companies to tidemark_analyst;
comment on table core.companies is 'One row per company that any delivery named.';
comment on column core.companies.company_id is 'Whop''s id (biz_…).';
comment on column core.companies.title is 'Its name, as told last.';
comment on column core.companies.first_event_at is 'When its first known event happened.';
comment on column core.companies.last_event_at is 'When its last known event happened.';
comment on column core.companies.last_received_at is 'When its newest delivery was received.';
comment on column core.companies.deliveries is 'How many deliveries speak of it.';
comment on column core.companies.title_told is 'The newest telling of title: {when, delivery, value}.';

create table core.disputes (
  company_id text not null,
  dispute_id text not null,
  payment_id text,
  status text,
  is_inquiry boolean not null default false,
  amount numeric,
  currency text,
  opened_at timestamp with time zone not null,
  resolved_at timestamp with time zone,
  raw_seq bigint not null,
  constraint disputes_pkey PRIMARY KEY (company_id, dispute_id)
);
CREATE INDEX disputes_by_payment ON core.disputes USING btree (company_id, payment_id);
grant select on core.disputes to tidemark_analyst;
comment on table core.disputes is 'One row per dispute. An inquiry moves no money.';
comment on column core.disputes.company_id is 'The company.';
comment on column core.disputes.dispute_id is 'Whop''s id (dspt_…), or the payment''s where no dispute is named.';
comment on column core.disputes.payment_id is 'The payment it disputes.';
comment on column core.disputes.status is 'needs_response, under_review, won, lost, closed, or the warning_ forms.';
comment on column core.disputes.is_inquiry is 'A question of the bank''s: no money moved.';
comment on column core.disputes.amount is 'In major units of currency.';
comment on column core.disputes.currency is 'ISO 4217 code, lower case.';
comment on column core.disputes.opened_at is 'When it was opened.';
comment on column core.disputes.resolved_at is 'When it was won, lost or closed; null: still open.';
comment on column core.disputes.raw_seq is 'The newest delivery that speaks of it.';

create table core.event_names (
  source_type text not null,
  type text not null,
  category text not null,
  object text,
  rank smallint not null default 0,
  constraint event_names_pkey PRIMARY KEY (source_type),
  constraint category_is_known CHECK ((category = ANY (ARRAY['payment'::text, 'membership'::text, 'activity'::text, 'directory'::text, 'billing'::text, 'custom'::text]))),
  constraint rank_is_not_negative CHECK ((rank >= 0))
);
grant select on core.event_names to tidemark_analyst;
comment on table core.event_names is 'One row per event name that Whop sends (or a family of them: "activity.*"), and what Tidemark calls it.';
comment on column core.event_names.source_type is 'The name as sent; a family ends in ".*" and is used where no exact name is listed.';
comment on column core.event_names.type is 'The name in core.events.type. "*" keeps the name as sent.';
comment on column core.event_names.category is 'payment, membership, activity, directory, billing or custom.';
comment on column core.event_names.object is 'What the payload''s data is: payment, membership, refund, dispute, user, product, plan, company, experience; null: something else.';
comment on column core.event_names.rank is 'Order among events of one object that happened at the same instant: what comes later in life is higher.';

create table core.events (
  company_id text not null,
  raw_seq bigint not null,
  part smallint not null default 1,
  delivery_key text not null,
  category text not null,
  type text not null,
  source_type text not null,
  occurred_at timestamp with time zone not null,
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
  facts jsonb not null default '{}'::jsonb,
  constraint events_pkey PRIMARY KEY (company_id, raw_seq, part)
);
CREATE INDEX events_by_arrival ON core.events USING btree (raw_seq);
CREATE INDEX events_by_dispute ON core.events USING btree (company_id, dispute_id) WHERE (dispute_id IS NOT NULL);
CREATE INDEX events_by_membership ON core.events USING btree (company_id, membership_id, occurred_at) WHERE (membership_id IS NOT NULL);
CREATE INDEX events_by_payment ON core.events USING btree (company_id, payment_id, occurred_at) WHERE (payment_id IS NOT NULL);
CREATE INDEX events_by_refund ON core.events USING btree (company_id, refund_id) WHERE (refund_id IS NOT NULL);
CREATE INDEX events_of_activity ON core.events USING btree (company_id, occurred_at) WHERE ((category = 'activity'::text) AND (NOT is_test));
CREATE INDEX events_of_trials ON core.events USING btree (company_id, membership_id) WHERE ((status = 'trialing'::text) AND (membership_id IS NOT NULL));
CREATE INDEX events_waiting_for_membership ON core.events USING btree (membership_id) WHERE ((company_id = 'unassigned'::text) AND (membership_id IS NOT NULL));
CREATE INDEX events_waiting_for_payment ON core.events USING btree (payment_id) WHERE ((company_id = 'unassigned'::text) AND (payment_id IS NOT NULL));
CREATE INDEX events_waiting_for_plan ON core.events USING btree (plan_id) WHERE ((company_id = 'unassigned'::text) AND (plan_id IS NOT NULL));
CREATE INDEX events_waiting_for_product ON core.events USING btree (product_id) WHERE ((company_id = 'unassigned'::text) AND (product_id IS NOT NULL));
grant select on core.events to tidemark_analyst;
comment on table core.events is 'One row per thing that happened. Grain: a delivery (raw_seq) and, where it tells of several things, a part. A replay of the delivery gives the same rows.';
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
comment on column core.events.facts is 'What it tells of each object: {"payment": {…}, "subscription": {…}, "refund": {…}, "dispute": {…}}. No personal data.';

create table core.experiences (
  company_id text not null,
  experience_id text not null,
  title text generated always as (title_told[3]) stored,
  is_deleted boolean generated always as (COALESCE((deleted_told[3] = 'true'::text), false)) stored,
  first_seen_at timestamp with time zone not null,
  title_told text[],
  deleted_told text[],
  constraint experiences_pkey PRIMARY KEY (company_id, experience_id)
);
grant select on core.experiences to tidemark_analyst;
comment on table core.experiences is 'One row per company and experience (a course, a chat, a file …) that any of its deliveries mentioned.';
comment on column core.experiences.company_id is 'The company.';
comment on column core.experiences.experience_id is 'Whop''s id (exp_…).';
comment on column core.experiences.title is 'Its name, as told last.';
comment on column core.experiences.is_deleted is 'Told as deleted, and not told as created or updated since.';
comment on column core.experiences.first_seen_at is 'When the first event that mentions it happened.';
comment on column core.experiences.title_told is 'The newest telling of title: {when, delivery, value}.';
comment on column core.experiences.deleted_told is 'The newest telling of is_deleted: {when, delivery, value}.';

create table core.mrr_entries (
  company_id text not null,
  entry_id bigint not null generated always as identity,
  customer_id text not null,
  membership_id text not null,
  plan_id text,
  kind text not null,
  currency text not null,
  occurred_at timestamp with time zone not null,
  amount numeric not null,
  customers smallint not null default 0,
  posted_at timestamp with time zone not null default clock_timestamp(),
  raw_seq bigint not null,
  constraint mrr_entries_pkey PRIMARY KEY (company_id, customer_id, entry_id),
  constraint kind_is_a_kind_of_mrr_entry CHECK ((kind = ANY (ARRAY['new'::text, 'reactivation'::text, 'expansion'::text, 'contraction'::text, 'churn'::text, 'transfer'::text])))
);
CREATE INDEX mrr_entries_by_posting ON core.mrr_entries USING brin (posted_at, entry_id) WITH (autosummarize='on');
CREATE INDEX mrr_entries_by_time ON core.mrr_entries USING btree (company_id, occurred_at);
CREATE TRIGGER add_to_mrr_daily AFTER INSERT ON core.mrr_entries REFERENCING NEW TABLE AS posted FOR EACH STATEMENT EXECUTE FUNCTION metrics.add_to_mrr_daily();
comment on trigger add_to_mrr_daily on core.mrr_entries is 'Keeps metrics.mrr_daily, in the same transaction.';
grant select on core.mrr_entries to tidemark_analyst;
comment on table core.mrr_entries is 'The MRR ledger: every change of a customer''s MRR, by membership and plan; append-only, a correction is a new row. Its sums equal core.desired_mrr_entries; core.audit() proves it.';
comment on column core.mrr_entries.company_id is 'The company.';
comment on column core.mrr_entries.entry_id is 'Order of posting.';
comment on column core.mrr_entries.customer_id is 'The customer whose MRR changed.';
comment on column core.mrr_entries.membership_id is 'The membership that changed it.';
comment on column core.mrr_entries.plan_id is 'The plan it is on (a change of plan is two rows).';
comment on column core.mrr_entries.kind is 'What it is to the customer: new, reactivation, expansion, contraction, churn; transfer: between plans at the same MRR.';
comment on column core.mrr_entries.currency is 'ISO 4217 code, lower case.';
comment on column core.mrr_entries.occurred_at is 'When it changed.';
comment on column core.mrr_entries.amount is 'Signed, in major units a month.';
comment on column core.mrr_entries.customers is 'How many customers it adds to the count of its kind: 1, 0, or −1 in a correction.';
comment on column core.mrr_entries.posted_at is 'When this database learned of it.';
comment on column core.mrr_entries.raw_seq is 'The delivery that made it be posted.';

create table core.payments (
  company_id text not null,
  payment_id text not null,
  user_id text,
  membership_id text,
  product_id text,
  plan_id text,
  status text,
  billing_reason text,
  currency text,
  total numeric,
  subtotal numeric,
  tax numeric,
  amount_after_fees numeric,
  refunded_amount numeric,
  created_at timestamp with time zone,
  paid_at timestamp with time zone,
  refunded_at timestamp with time zone,
  first_failed_at timestamp with time zone,
  raw_seq bigint not null,
  settlement_amount numeric,
  settlement_currency text,
  constraint payments_pkey PRIMARY KEY (company_id, payment_id)
);
CREATE INDEX payments_by_id ON core.payments USING btree (payment_id);
grant select on core.payments to tidemark_analyst;
comment on table core.payments is 'One row per payment: all that its events tell, the newest last. A paid payment never becomes open again.';
comment on column core.payments.company_id is 'The company.';
comment on column core.payments.payment_id is 'Whop''s id (pay_…).';
comment on column core.payments.user_id is 'Who paid.';
comment on column core.payments.membership_id is 'The membership it pays for.';
comment on column core.payments.product_id is 'The product it pays for.';
comment on column core.payments.plan_id is 'The plan it pays for.';
comment on column core.payments.status is 'paid once it was, else as told last.';
comment on column core.payments.billing_reason is 'subscription_create, subscription_cycle, subscription_update, one_time …; null in older payloads.';
comment on column core.payments.currency is 'ISO 4217 code, lower case.';
comment on column core.payments.total is 'What the buyer paid, tax included, in major units.';
comment on column core.payments.subtotal is 'Before tax, after discount, in major units.';
comment on column core.payments.tax is 'Tax inside total, in major units.';
comment on column core.payments.amount_after_fees is 'What is left after fees and tax, where Whop says, in major units.';
comment on column core.payments.refunded_amount is 'All that was refunded, where the payment itself says, in major units.';
comment on column core.payments.created_at is 'When it was made.';
comment on column core.payments.paid_at is 'When it was paid; null: never.';
comment on column core.payments.refunded_at is 'When it was last refunded, where the payment itself says.';
comment on column core.payments.first_failed_at is 'When its first attempt failed; null: none did.';
comment on column core.payments.raw_seq is 'The newest delivery that speaks of it.';
comment on column core.payments.settlement_amount is 'What was charged in settlement_currency for total in currency, where Whop says.';
comment on column core.payments.settlement_currency is 'Currency that the buyer was charged in, ISO 4217 code, lower case.';

create table core.plans (
  company_id text not null,
  plan_id text not null,
  title text generated always as (title_told[3]) stored,
  product_id text generated always as (product_id_told[3]) stored,
  plan_type text generated always as (plan_type_told[3]) stored,
  billing_period_days integer generated always as ((billing_period_days_told[3])::integer) stored,
  renewal_price numeric generated always as ((renewal_price_told[3])::numeric) stored,
  initial_price numeric generated always as ((initial_price_told[3])::numeric) stored,
  currency text generated always as (currency_told[3]) stored,
  first_seen_at timestamp with time zone not null,
  title_told text[],
  product_id_told text[],
  plan_type_told text[],
  billing_period_days_told text[],
  renewal_price_told text[],
  initial_price_told text[],
  currency_told text[],
  deleted_told text[],
  is_deleted boolean generated always as (COALESCE((deleted_told[3] = 'true'::text), false)) stored,
  constraint plans_pkey PRIMARY KEY (company_id, plan_id)
) with (fillfactor=50);
CREATE INDEX plans_by_id ON core.plans USING btree (plan_id);
grant select on core.plans to tidemark_analyst;
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
comment on column core.plans.deleted_told is 'The newest telling of is_deleted: {when, delivery, value}.';
comment on column core.plans.is_deleted is 'Told as deleted, and not told as created or updated since.';

create table core.products (
  company_id text not null,
  product_id text not null,
  title text generated always as (title_told[3]) stored,
  first_seen_at timestamp with time zone not null,
  title_told text[],
  deleted_told text[],
  is_deleted boolean generated always as (COALESCE((deleted_told[3] = 'true'::text), false)) stored,
  constraint products_pkey PRIMARY KEY (company_id, product_id)
) with (fillfactor=50);
CREATE INDEX products_by_id ON core.products USING btree (product_id);
grant select on core.products to tidemark_analyst;
comment on table core.products is 'One row per company and product that any of its deliveries mentioned.';
comment on column core.products.company_id is 'The company.';
comment on column core.products.product_id is 'Whop''s id (prod_…, older pass_…).';
comment on column core.products.title is 'Its name, as told last.';
comment on column core.products.first_seen_at is 'When the first event that mentions it happened.';
comment on column core.products.title_told is 'The newest telling of title: {when, delivery, value}.';
comment on column core.products.deleted_told is 'The newest telling of is_deleted: {when, delivery, value}.';
comment on column core.products.is_deleted is 'Told as deleted, and not told as created or updated since.';

create table core.refunds (
  company_id text not null,
  refund_id text not null,
  payment_id text,
  status text,
  amount numeric,
  currency text,
  refunded_at timestamp with time zone not null,
  raw_seq bigint not null,
  constraint refunds_pkey PRIMARY KEY (company_id, refund_id)
);
CREATE INDEX refunds_by_payment ON core.refunds USING btree (company_id, payment_id);
grant select on core.refunds to tidemark_analyst;
comment on table core.refunds is 'One row per refund object. Only those that succeeded moved money.';
comment on column core.refunds.company_id is 'The company.';
comment on column core.refunds.refund_id is 'Whop''s id (rf_…).';
comment on column core.refunds.payment_id is 'The payment it refunds.';
comment on column core.refunds.status is 'pending, requires_action, succeeded, failed or canceled.';
comment on column core.refunds.amount is 'In major units of currency.';
comment on column core.refunds.currency is 'ISO 4217 code, lower case.';
comment on column core.refunds.refunded_at is 'When it was made.';
comment on column core.refunds.raw_seq is 'The newest delivery that speaks of it.';

create table core.revenue_entries (
  company_id text not null,
  entry_id bigint not null generated always as identity,
  payment_id text not null,
  kind text not null,
  source_id text not null,
  currency text not null,
  occurred_at timestamp with time zone not null,
  amount numeric not null,
  payments smallint not null default 0,
  posted_at timestamp with time zone not null default clock_timestamp(),
  raw_seq bigint not null,
  constraint revenue_entries_pkey PRIMARY KEY (company_id, payment_id, entry_id),
  constraint kind_is_a_kind_of_revenue_entry CHECK ((kind = ANY (ARRAY['charge'::text, 'tax'::text, 'fee'::text, 'refund'::text, 'dispute'::text, 'dispute_reversal'::text, 'failure'::text])))
);
CREATE INDEX revenue_entries_by_posting ON core.revenue_entries USING brin (posted_at, entry_id) WITH (autosummarize='on');
CREATE INDEX revenue_entries_by_time ON core.revenue_entries USING btree (company_id, occurred_at);
CREATE TRIGGER add_to_revenue_daily AFTER INSERT ON core.revenue_entries REFERENCING NEW TABLE AS posted FOR EACH STATEMENT EXECUTE FUNCTION metrics.add_to_revenue_daily();
comment on trigger add_to_revenue_daily on core.revenue_entries is 'Keeps metrics.revenue_daily, in the same transaction.';
grant select on core.revenue_entries to tidemark_analyst;
comment on table core.revenue_entries is 'The revenue ledger: one signed row per movement of money; append-only, a correction is a new row. Its sums equal core.desired_revenue_entries; core.audit() proves it.';
comment on column core.revenue_entries.company_id is 'The company.';
comment on column core.revenue_entries.entry_id is 'Order of posting.';
comment on column core.revenue_entries.payment_id is 'The payment it belongs to.';
comment on column core.revenue_entries.kind is 'charge +, tax −, fee −, refund −, dispute −, dispute_reversal +; failure moves no money and only counts.';
comment on column core.revenue_entries.source_id is 'The payment, refund or dispute that moved it.';
comment on column core.revenue_entries.currency is 'ISO 4217 code, lower case.';
comment on column core.revenue_entries.occurred_at is 'When the money moved.';
comment on column core.revenue_entries.amount is 'Signed, in major units.';
comment on column core.revenue_entries.payments is 'How many payments it adds to the count of its kind: 1, 0, or −1 in a correction.';
comment on column core.revenue_entries.posted_at is 'When this database learned of it.';
comment on column core.revenue_entries.raw_seq is 'The delivery that made it be posted.';

create table core.subscriptions (
  company_id text not null,
  membership_id text not null,
  customer_id text not null,
  user_id text,
  product_id text,
  plan_id text,
  status text not null,
  has_access boolean not null,
  cancel_at_period_end boolean not null default false,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  renewal_period_start timestamp with time zone,
  renewal_period_end timestamp with time zone,
  currency text,
  recurring_amount numeric not null default 0,
  interval_months numeric,
  mrr numeric not null default 0,
  last_event_at timestamp with time zone not null,
  raw_seq bigint not null,
  facts jsonb,
  constraint subscriptions_pkey PRIMARY KEY (company_id, membership_id),
  constraint ended_at_is_not_before_started_at CHECK ((ended_at >= started_at)),
  constraint mrr_is_not_negative CHECK ((mrr >= (0)::numeric))
) with (fillfactor=80);
CREATE INDEX subscriptions_at_risk ON core.subscriptions USING btree (company_id, currency) WHERE (cancel_at_period_end AND has_access);
CREATE INDEX subscriptions_by_customer ON core.subscriptions USING btree (company_id, customer_id);
CREATE INDEX subscriptions_by_id ON core.subscriptions USING btree (membership_id);
CREATE INDEX subscriptions_by_plan ON core.subscriptions USING btree (company_id, plan_id);
grant select on core.subscriptions to tidemark_analyst;
comment on table core.subscriptions is 'One row per membership: where it stands after everything that is known of it.';
comment on column core.subscriptions.company_id is 'The company.';
comment on column core.subscriptions.membership_id is 'Whop''s id (mem_…).';
comment on column core.subscriptions.customer_id is 'The user; where none is known, the membership itself.';
comment on column core.subscriptions.user_id is 'The Whop user, if known.';
comment on column core.subscriptions.product_id is 'The product it gives access to.';
comment on column core.subscriptions.plan_id is 'The plan it is on.';
comment on column core.subscriptions.status is 'trialing, active, past_due, canceling, completed, unresolved, canceled, expired, drafted; unknown before any event told.';
comment on column core.subscriptions.has_access is 'The status gives access: trialing, active, past_due, canceling, completed.';
comment on column core.subscriptions.cancel_at_period_end is 'It will end with its period: its MRR is at risk.';
comment on column core.subscriptions.started_at is 'When its first known event happened.';
comment on column core.subscriptions.ended_at is 'When access ended; null while there is access.';
comment on column core.subscriptions.renewal_period_start is 'Start of the current billing period.';
comment on column core.subscriptions.renewal_period_end is 'End of the current billing period.';
comment on column core.subscriptions.currency is 'Currency of recurring_amount and mrr.';
comment on column core.subscriptions.recurring_amount is 'What one period costs, before tax, after discount, in major units; 0: unknown or not recurring.';
comment on column core.subscriptions.interval_months is 'Months in one period.';
comment on column core.subscriptions.mrr is 'recurring_amount / interval_months while it is paying, else 0, in major units.';
comment on column core.subscriptions.last_event_at is 'When its newest known event happened.';
comment on column core.subscriptions.raw_seq is 'The newest delivery that speaks of it.';
comment on column core.subscriptions.facts is 'All that was told of it up to last_event_at, the newest last; what is newer is laid over it. Null: to be read from its events.';

create table core.tiers (
  company_id text not null,
  plan_id text not null,
  tier text not null,
  "position" integer not null,
  updated_at timestamp with time zone not null default now(),
  constraint tiers_pkey PRIMARY KEY (company_id, plan_id),
  constraint position_is_counted_from_one CHECK (("position" >= 1)),
  constraint tier_has_a_name CHECK (((tier ~ '\S'::text) AND (tier = btrim(tier)) AND (length(tier) <= 60)))
);
grant select on core.tiers to tidemark_analyst;
comment on table core.tiers is 'One row per plan that its company put into a tier. The creator''s own: no delivery tells it, and no rebuild touches it.';
comment on column core.tiers.company_id is 'The company.';
comment on column core.tiers.plan_id is 'The plan; it need not be known yet.';
comment on column core.tiers.tier is 'The tier''s name, as the creator calls it.';
comment on column core.tiers."position" is 'Place of the tier among the company''s tiers, from 1; the same in all rows of a tier.';
comment on column core.tiers.updated_at is 'When it was changed last.';

create table core.users (
  company_id text not null,
  user_id text not null,
  username text generated always as (username_told[3]) stored,
  name text generated always as (name_told[3]) stored,
  email text generated always as (email_told[3]) stored,
  first_seen_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  username_told text[],
  name_told text[],
  email_told text[],
  deleted_told text[],
  is_deleted boolean generated always as (COALESCE((deleted_told[3] = 'true'::text), false)) stored,
  constraint users_pkey PRIMARY KEY (company_id, user_id)
) with (fillfactor=80);
grant select on core.users to tidemark_analyst;
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
comment on column core.users.deleted_told is 'The newest telling of is_deleted: {when, delivery, value}.';
comment on column core.users.is_deleted is 'Told as deleted, and not told as created or updated since.';

-- view core.deliveries (
  seq bigint,
  company_id text,
  state text,
  delivery_key text,
  source text,
  event_name text,
  api_version text,
  is_readable boolean,
  type text,
  category text,
  sent_at timestamp with time zone,
  received_at timestamp with time zone,
  occurred_at timestamp with time zone,
  latency_seconds numeric,
  redeliveries integer,
  redelivered_at timestamp with time zone,
  user_id text,
  membership_id text,
  payment_id text,
  who text,
  what text,
  amount numeric,
  currency text,
  status text,
  sqlstate text,
  error text,
  failures integer,
  last_failed_at timestamp with time zone
);
grant select on core.deliveries to tidemark_analyst;
comment on view core.deliveries is 'Every delivery and what became of it: whose it is, its state (projected, kept, failed, unassigned, test, unread), who, what and how much.';

-- view core.desired_access_entries (
  company_id text,
  customer_id text,
  kind text,
  occurred_at timestamp with time zone,
  students smallint,
  raw_seq bigint
);
grant select on core.desired_access_entries to tidemark_analyst;
comment on view core.desired_access_entries is 'The entries that core.access_entries should hold: when each customer became a student and ceased to be one.';

-- view core.desired_disputes (
  company_id text,
  dispute_id text,
  payment_id text,
  status text,
  is_inquiry boolean,
  amount numeric,
  currency text,
  opened_at timestamp with time zone,
  resolved_at timestamp with time zone,
  raw_seq bigint
);
grant select on core.desired_disputes to tidemark_analyst;
comment on view core.desired_disputes is 'What core.disputes should say: each dispute''s events, laid over one another in order.';

-- view core.desired_mrr_entries (
  company_id text,
  customer_id text,
  membership_id text,
  plan_id text,
  kind text,
  currency text,
  occurred_at timestamp with time zone,
  amount numeric,
  customers smallint,
  raw_seq bigint
);
grant select on core.desired_mrr_entries to tidemark_analyst;
comment on view core.desired_mrr_entries is 'The entries that core.mrr_entries should hold: new, reactivation, expansion, contraction, churn, by customer and membership.';

-- view core.desired_payments (
  company_id text,
  payment_id text,
  user_id text,
  membership_id text,
  product_id text,
  plan_id text,
  status text,
  billing_reason text,
  currency text,
  total numeric,
  subtotal numeric,
  tax numeric,
  amount_after_fees numeric,
  refunded_amount numeric,
  created_at timestamp with time zone,
  paid_at timestamp with time zone,
  refunded_at timestamp with time zone,
  first_failed_at timestamp with time zone,
  raw_seq bigint,
  settlement_amount numeric,
  settlement_currency text
);
grant select on core.desired_payments to tidemark_analyst;
comment on view core.desired_payments is 'What core.payments should say: each payment''s events, laid over one another in order.';

-- view core.desired_refunds (
  company_id text,
  refund_id text,
  payment_id text,
  status text,
  amount numeric,
  currency text,
  refunded_at timestamp with time zone,
  raw_seq bigint
);
grant select on core.desired_refunds to tidemark_analyst;
comment on view core.desired_refunds is 'What core.refunds should say: each refund''s events, laid over one another in order.';

-- view core.desired_renewals (
  told_by text,
  company_id text,
  raw_seq bigint,
  part smallint,
  delivery_key text,
  category text,
  type text,
  source_type text,
  occurred_at timestamp with time zone,
  rank smallint,
  is_app boolean,
  is_test boolean,
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
  facts jsonb,
  billing_reason text
);
grant select on core.desired_renewals to tidemark_analyst;
comment on view core.desired_renewals is 'Payments that are also a renewal of their membership: core.events holds each as part 2.';

-- view core.desired_revenue_entries (
  company_id text,
  payment_id text,
  kind text,
  source_id text,
  currency text,
  occurred_at timestamp with time zone,
  amount numeric,
  payments smallint,
  raw_seq bigint
);
grant select on core.desired_revenue_entries to tidemark_analyst;
comment on view core.desired_revenue_entries is 'The entries that core.revenue_entries should hold: charge, tax, fee, refund, dispute, dispute_reversal, failure.';

-- view core.desired_subscriptions (
  company_id text,
  membership_id text,
  customer_id text,
  user_id text,
  product_id text,
  plan_id text,
  status text,
  has_access boolean,
  cancel_at_period_end boolean,
  started_at timestamp with time zone,
  ended_at timestamp with time zone,
  renewal_period_start timestamp with time zone,
  renewal_period_end timestamp with time zone,
  currency text,
  recurring_amount numeric,
  interval_months numeric,
  mrr numeric,
  last_event_at timestamp with time zone,
  raw_seq bigint,
  facts jsonb
);
grant select on core.desired_subscriptions to tidemark_analyst;
comment on view core.desired_subscriptions is 'What core.subscriptions should say: where each membership''s history ends.';

-- view core.membership_event_types (
  company_id text,
  raw_seq bigint,
  part smallint,
  membership_id text,
  type_now text,
  type text
);
grant select on core.membership_event_types to tidemark_analyst;
comment on view core.membership_event_types is 'What each activation of a membership is by what went before it: created, reactivated, or one more telling (updated).';

-- view core.normalised_events (
  company_id text,
  raw_seq bigint,
  delivery_key text,
  received_at timestamp with time zone,
  category text,
  type text,
  source_type text,
  occurred_at timestamp with time zone,
  rank smallint,
  is_app boolean,
  is_test boolean,
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
  facts jsonb,
  told_at text,
  object text,
  is_deleted text,
  company_title text,
  user_username text,
  user_name text,
  user_email text,
  product_title text,
  plan_title text,
  plan_type text,
  plan_billing_period_days text,
  experience_title text,
  plan_renewal_price text,
  plan_initial_price text,
  plan_currency text
);
grant select on core.normalised_events to tidemark_analyst;
comment on view core.normalised_events is 'What each delivery says, in Tidemark''s words, whatever dialect it came in. One row per delivery, a pure function of it. core.project() stores it as core.events.';

-- view core.stored_readings (
  relation text,
  company text,
  id text,
  stored jsonb
);
grant select on core.stored_readings to tidemark_analyst;
comment on view core.stored_readings is 'First events, companies, users, products, plans and experiences in one shape, to be compared with core.desired_readings().';

-- view core.subscription_history (
  company_id text,
  membership_id text,
  occurred_at timestamp with time zone,
  user_id text,
  product_id text,
  plan_id text,
  status text,
  has_access boolean,
  cancel_at_period_end boolean,
  period_start timestamp with time zone,
  period_end timestamp with time zone,
  currency text,
  recurring_amount numeric,
  interval_months numeric,
  mrr numeric,
  raw_seq bigint,
  facts jsonb
);
grant select on core.subscription_history to tidemark_analyst;
comment on view core.subscription_history is 'Where each membership stood after each instant at which something was told of it: status, plan, price, MRR.';

-- function core.audit() returns TABLE(check_name text, company_id text, what text, expected text, found text)
--   language sql, stable, set jit=off, set search_path=""
grant execute on function core.audit() to tidemark_analyst;
comment on function core.audit() is 'Everything that is not as it should be: state and directories against deliveries, ledgers against desired, summaries against ledgers. No rows: the books balance.';

-- function core.blank_deliveries(seqs bigint[]) returns bigint
--   language plpgsql, volatile, set search_path=""
grant execute on function core.blank_deliveries(bigint[]) to tidemark_analyst;
comment on function core.blank_deliveries(bigint[]) is 'Takes all that is personal out of these deliveries where they speak of people who are to be forgotten.';

-- function core.blanked(value jsonb, about text DEFAULT NULL::text, inside text DEFAULT ''::text) returns jsonb
--   language plpgsql, immutable, parallel safe
grant execute on function core.blanked(jsonb,text,text) to tidemark_analyst;
comment on function core.blanked(jsonb,text,text) is 'A payload without anything personal: only what figures are read from stays.';

-- function core.company_of(seq bigint, payment_id text, membership_id text, plan_id text, product_id text) returns text
--   language plpgsql, stable, parallel safe, set search_path=""
grant execute on function core.company_of(bigint,text,text,text,text) to tidemark_analyst;
comment on function core.company_of(bigint,text,text,text,text) is 'Whose a delivery is that names no company, by what it names; null: not known yet.';

-- function core.correct_directories(company_id text DEFAULT NULL::text) returns bigint
--   language plpgsql, volatile, set search_path=""
grant execute on function core.correct_directories(text) to tidemark_analyst;
comment on function core.correct_directories(text) is 'Makes the directories of a company what its deliveries say; returns how many rows were wrong.';

-- function core.delivery(company_id text, seq bigint, reveal boolean) returns TABLE(told core.deliveries, headers jsonb, payload jsonb, payload_bytes integer, hidden text[], body text, body_bytes integer, message text, events jsonb, entries jsonb)
--   language sql, stable, set search_path=""
grant execute on function core.delivery(text,bigint,boolean) to tidemark_analyst;
comment on function core.delivery(text,bigint,boolean) is 'All there is to know of one delivery of a company: its payload, what became of it and why not; personal data as dots unless asked for.';

-- function core.desired_readings(company_id text DEFAULT NULL::text) returns TABLE(relation text, company text, id text, stored jsonb)
--   language sql, stable, set jit=off, set search_path=""
grant execute on function core.desired_readings(text) to tidemark_analyst;
comment on function core.desired_readings(text) is 'What core.events and the directories should say, read from the deliveries again; of one company, or of all.';

-- function core.dots(value text) returns text
--   language sql, immutable, parallel safe
grant execute on function core.dots(text) to tidemark_analyst;
comment on function core.dots(text) is 'What stands for a value that is not shown: dots, more of them where it is longer.';

-- function core.drop_untold(object text, company_ids text[], ids text[]) returns void
--   language plpgsql, volatile, set search_path=""
grant execute on function core.drop_untold(text,text[],text[]) to tidemark_analyst;
comment on function core.drop_untold(text,text[],text[]) is 'Takes out those payments, refunds or disputes that no event tells of any more.';

-- function core.entries_of(company_id text, seq bigint) returns TABLE(ledger text, entry_id bigint, kind text, occurred_at timestamp with time zone, posted_at timestamp with time zone, amount numeric, currency text, counts integer, customer_id text, payment_id text, membership_id text)
--   language plpgsql, stable, set jit=off, set plan_cache_mode=force_custom_plan, set search_path=""
grant execute on function core.entries_of(text,bigint) to tidemark_analyst;
comment on function core.entries_of(text,bigint) is 'The ledger entries of a delivery, found among those of the payments and customers that its events speak of; at most 200.';

-- function core.events_behind(company_id text, ledger text, entry_id bigint) returns TABLE(raw_seq bigint, part smallint)
--   language plpgsql, stable, set plan_cache_mode=force_custom_plan, set search_path=""
grant execute on function core.events_behind(text,text,bigint) to tidemark_analyst;
comment on function core.events_behind(text,text,bigint) is 'The events of the objects that a ledger entry was reckoned from: its payment with refunds and disputes, or its membership with payments and plan.';

-- function core.find_deliveries(company_id text, state text, event_type text, search text, before_seq bigint, how_many integer) returns SETOF bigint
--   language plpgsql, stable, set jit=off, set plan_cache_mode=force_custom_plan, set search_path=""
grant execute on function core.find_deliveries(text,text,text,text,bigint,integer) to tidemark_analyst;
comment on function core.find_deliveries(text,text,text,text,bigint,integer) is 'The numbers of a company''s deliveries, newest first, at most 200: those in a state, of a type, that a search finds, older than before_seq.';

-- function core.first_delivery_since(at timestamp with time zone) returns bigint
--   language sql, stable, set search_path=""
grant execute on function core.first_delivery_since(timestamp with time zone) to tidemark_analyst;
comment on function core.first_delivery_since(timestamp with time zone) is 'About the first delivery that was received since then, found by halving.';

-- procedure core.forget_user(IN user_id text)
--   language plpgsql
grant execute on procedure core.forget_user(text) to tidemark_analyst;
comment on procedure core.forget_user(text) is 'Takes a person''s data out of everything that is stored; figures stay, and later deliveries do not bring it back.';

-- function core.interval_months(days numeric) returns numeric
--   language sql, immutable, parallel safe
grant execute on function core.interval_months(numeric) to tidemark_analyst;
comment on function core.interval_months(numeric) is 'Months in a billing interval of that many days.';

-- function core.iso(instant timestamp with time zone) returns text
--   language sql, stable, parallel safe
grant execute on function core.iso(timestamp with time zone) to tidemark_analyst;
comment on function core.iso(timestamp with time zone) is 'A time as ISO 8601 text in UTC, which sorts as the time does.';

-- function core.lay_over_subscriptions(company_ids text[], membership_ids text[], since timestamp with time zone[]) returns TABLE(company_id text, membership_id text)
--   language sql, volatile, set search_path=""
grant execute on function core.lay_over_subscriptions(text[],text[],timestamp with time zone[]) to tidemark_analyst;
comment on function core.lay_over_subscriptions(text[],text[],timestamp with time zone[]) is 'Lays what is newest over what was known of these memberships; returns those for which that is not enough.';

-- function core.lock_companies(company_ids text[]) returns void
--   language plpgsql, volatile, set search_path=""
grant execute on function core.lock_companies(text[]) to tidemark_analyst;
comment on function core.lock_companies(text[]) is 'Until the end of the transaction nobody else projects for these companies.';

-- function core.lock_customers(company_ids text[], customer_ids text[]) returns void
--   language plpgsql, volatile, set search_path=""
grant execute on function core.lock_customers(text[],text[]) to tidemark_analyst;
comment on function core.lock_customers(text[],text[]) is 'Until the end of the transaction nobody else posts for these customers.';

-- function core.lock_objects(readings core.normalised_events[]) returns void
--   language plpgsql, volatile, set search_path=""
grant execute on function core.lock_objects(core.normalised_events[]) to tidemark_analyst;
comment on function core.lock_objects(core.normalised_events[]) is 'Until the end of the transaction nobody else projects for the objects that these readings speak of.';

-- function core.mask(value jsonb, personal text, harmless jsonb, inside text, hides boolean, pointer text, depth integer, OUT shown jsonb, OUT hidden text[]) returns record
--   language plpgsql, immutable, parallel safe
grant execute on function core.mask(jsonb,text,jsonb,text,boolean,text,integer) to tidemark_analyst;
comment on function core.mask(jsonb,text,jsonb,text,boolean,text,integer) is 'A part of a payload with dots for what is personal, and where those are: one step of core.masked.';

-- function core.masked(payload jsonb, about text, OUT shown jsonb, OUT hidden text[]) returns record
--   language sql, stable, set search_path=""
grant execute on function core.masked(jsonb,text) to tidemark_analyst;
comment on function core.masked(jsonb,text) is 'A payload with dots for what is personal or secret (ops.personal_keys), and where those are, as JSON pointers.';

-- function core.money(amount numeric) returns numeric
--   language sql, immutable, parallel safe
grant execute on function core.money(numeric) to tidemark_analyst;
comment on function core.money(numeric) is 'An amount in major units as the ledgers write it: at most 8 decimals, at least two shown.';

-- function core.name_activations(company_ids text[], membership_ids text[]) returns void
--   language plpgsql, volatile, set search_path=""
grant execute on function core.name_activations(text[],text[]) to tidemark_analyst;
comment on function core.name_activations(text[],text[]) is 'Writes into core.events what each activation of these memberships is: created, reactivated, or one more telling.';

-- function core.names_of(company_id text, user_id text, membership_id text, product_id text, plan_id text) returns TABLE(who text, what text, product_id text, plan_id text)
--   language sql, stable
grant execute on function core.names_of(text,text,text,text,text) to tidemark_analyst;
comment on function core.names_of(text,text,text,text,text) is 'Who (name) and what (product, else plan) these ids are; what is not given is taken from the membership.';

-- function core.no_longer_waiting(seqs bigint[]) returns bigint[]
--   language plpgsql, volatile, set search_path=""
grant execute on function core.no_longer_waiting(bigint[]) to tidemark_analyst;
comment on function core.no_longer_waiting(bigint[]) is 'Takes out the unassigned events whose company these deliveries made known; returns their deliveries, to be read again.';

-- aggregate core.overlay(jsonb) returns jsonb
--   language internal, immutable, parallel safe
grant execute on aggregate core."overlay"(jsonb) to tidemark_analyst;
comment on aggregate core."overlay"(jsonb) is 'Facts laid over one another in the order given: the later wins, what it does not tell stays.';

-- function core.post_access(company_ids text[], customer_ids text[]) returns bigint
--   language plpgsql, volatile, set search_path=""
grant execute on function core.post_access(text[],text[]) to tidemark_analyst;
comment on function core.post_access(text[],text[]) is 'Posts the access entries that these customers should have, less those already posted. Returns how many.';

-- function core.post_mrr(company_ids text[], customer_ids text[], plan_companies text[] DEFAULT '{}'::text[], plan_ids text[] DEFAULT '{}'::text[], told_by bigint[] DEFAULT '{}'::bigint[]) returns bigint
--   language plpgsql, volatile, set search_path=""
grant execute on function core.post_mrr(text[],text[],text[],text[],bigint[]) to tidemark_analyst;
comment on function core.post_mrr(text[],text[],text[],text[],bigint[]) is 'Posts the MRR entries that these customers should have, less those already posted. Returns how many.';

-- function core.post_revenue(company_ids text[], payment_ids text[]) returns bigint
--   language plpgsql, volatile, set search_path=""
grant execute on function core.post_revenue(text[],text[]) to tidemark_analyst;
comment on function core.post_revenue(text[],text[]) is 'Posts the revenue entries that these payments should have, less those already posted. Returns how many.';

-- function core.project(seqs bigint[], again boolean DEFAULT false) returns bigint
--   language plpgsql, volatile, set enable_hashjoin=off, set enable_memoize=off, set enable_mergejoin=off, set enable_seqscan=off, set jit=off, set plan_cache_mode=force_generic_plan, set search_path=""
grant execute on function core.project(bigint[],boolean) to tidemark_analyst;
comment on function core.project(bigint[],boolean) is 'Everything that follows from these deliveries: events, directories, state, ledgers, and a nudge to each company''s watchers.';

-- function core.project_disputes(company_ids text[], dispute_ids text[]) returns TABLE(company_id text, payment_id text)
--   language plpgsql, volatile, set search_path=""
grant execute on function core.project_disputes(text[],text[]) to tidemark_analyst;
comment on function core.project_disputes(text[],text[]) is 'Brings core.disputes of these disputes up to what their events say.';

-- function core.project_or_file(seqs bigint[], again boolean DEFAULT false) returns bigint
--   language plpgsql, volatile, set search_path=""
grant execute on function core.project_or_file(bigint[],boolean) to tidemark_analyst;
comment on function core.project_or_file(bigint[],boolean) is 'Projects these deliveries; files in ops.failures those that cannot be, without their neighbours. Returns how many ledger entries were posted.';

-- function core.project_payments(company_ids text[], payment_ids text[]) returns void
--   language plpgsql, volatile, set search_path=""
grant execute on function core.project_payments(text[],text[]) to tidemark_analyst;
comment on function core.project_payments(text[],text[]) is 'Brings core.payments of these payments up to what their events say.';

-- function core.project_refunds(company_ids text[], refund_ids text[]) returns TABLE(company_id text, payment_id text)
--   language plpgsql, volatile, set search_path=""
grant execute on function core.project_refunds(text[],text[]) to tidemark_analyst;
comment on function core.project_refunds(text[],text[]) is 'Brings core.refunds of these refunds up to what their events say.';

-- function core.project_subscriptions(company_ids text[], membership_ids text[], since timestamp with time zone[]) returns TABLE(company_id text, customer_id text)
--   language plpgsql, volatile, set search_path=""
grant execute on function core.project_subscriptions(text[],text[],timestamp with time zone[]) to tidemark_analyst;
comment on function core.project_subscriptions(text[],text[],timestamp with time zone[]) is 'Brings core.subscriptions of these memberships up to what their events say; returns the customers concerned.';

-- procedure core.rebuild(IN company_id text, IN batch_size integer DEFAULT 500)
--   language plpgsql
grant execute on procedure core.rebuild(text,integer) to tidemark_analyst;
comment on procedure core.rebuild(text,integer) is 'Reads every delivery of a company again and makes all that follows from them what it should be, in bounded transactions.';

-- procedure core.rebuild_all(IN batch_size integer DEFAULT 500)
--   language plpgsql
grant execute on procedure core.rebuild_all(integer) to tidemark_analyst;
comment on procedure core.rebuild_all(integer) is 'Reads every delivery again and makes all that follows from them what it should be, in bounded transactions.';

-- function core.record_companies(readings core.normalised_events[]) returns void
--   language plpgsql, volatile, set search_path=""
grant execute on function core.record_companies(core.normalised_events[]) to tidemark_analyst;
comment on function core.record_companies(core.normalised_events[]) is 'Brings core.companies up to what these readings tell of companies.';

-- function core.record_events(seqs bigint[]) returns core.normalised_events[]
--   language plpgsql, volatile, set search_path=""
grant execute on function core.record_events(bigint[]) to tidemark_analyst;
comment on function core.record_events(bigint[]) is 'Reads these deliveries and stores what they say as core.events; returns the readings that count.';

-- function core.record_experiences(readings core.normalised_events[]) returns void
--   language plpgsql, volatile, set search_path=""
grant execute on function core.record_experiences(core.normalised_events[]) to tidemark_analyst;
comment on function core.record_experiences(core.normalised_events[]) is 'Brings core.experiences up to what these readings tell of experiences.';

-- function core.record_ordered_renewals(company_ids text[], membership_ids text[]) returns void
--   language plpgsql, volatile, set search_path=""
grant execute on function core.record_ordered_renewals(text[],text[]) to tidemark_analyst;
comment on function core.record_ordered_renewals(text[],text[]) is 'Makes part 2 of these memberships'' events say which are renewals, where older payloads leave it to be told from which payment was the first.';

-- function core.record_plans(readings core.normalised_events[]) returns TABLE(company_id text, plan_id text)
--   language plpgsql, volatile, set search_path=""
grant execute on function core.record_plans(core.normalised_events[]) to tidemark_analyst;
comment on function core.record_plans(core.normalised_events[]) is 'Brings core.plans up to what these readings tell of plans; returns those whose terms changed.';

-- function core.record_products(readings core.normalised_events[]) returns void
--   language plpgsql, volatile, set search_path=""
grant execute on function core.record_products(core.normalised_events[]) to tidemark_analyst;
comment on function core.record_products(core.normalised_events[]) is 'Brings core.products up to what these readings tell of products.';

-- function core.record_renewals(company_ids text[], payment_ids text[]) returns void
--   language plpgsql, volatile, set search_path=""
grant execute on function core.record_renewals(text[],text[]) to tidemark_analyst;
comment on function core.record_renewals(text[],text[]) is 'Makes part 2 of these payments'' events say which are renewals, where the payment itself tells why it was billed.';

-- function core.record_users(readings core.normalised_events[]) returns void
--   language plpgsql, volatile, set search_path=""
grant execute on function core.record_users(core.normalised_events[]) to tidemark_analyst;
comment on function core.record_users(core.normalised_events[]) is 'Brings core.users up to what these readings tell of users.';

-- procedure core.replay(IN seq bigint)
--   language plpgsql, set search_path=""
grant execute on procedure core.replay(bigint) to tidemark_analyst;
comment on procedure core.replay(bigint) is 'Reads one delivery again and projects it; when it fails again, ops.failures says why.';

-- function core.replay_delivery(company_id text, seq bigint) returns TABLE(state_before text, state text, posted bigint, sqlstate text, error text)
--   language plpgsql, volatile, set search_path=""
grant execute on function core.replay_delivery(text,bigint) to tidemark_analyst;
comment on function core.replay_delivery(text,bigint) is 'Reads one delivery of a company again and projects it, and tells what happened; no row where it is another''s.';

-- procedure core.replay_failed()
--   language plpgsql
grant execute on procedure core.replay_failed() to tidemark_analyst;
comment on procedure core.replay_failed() is 'Tries each delivery of ops.failures once more, in bounded transactions.';

-- function core.search_deliveries(company_id text, term text, before_seq bigint, how_many integer) returns bigint[]
--   language plpgsql, stable, set jit=off, set plan_cache_mode=force_custom_plan, set search_path=""
grant execute on function core.search_deliveries(text,text,bigint,integer) to tidemark_analyst;
comment on function core.search_deliveries(text,text,bigint,integer) is 'The newest deliveries that a person may mean by a key, an id, the beginning of a name or e-mail address, or of an event''s name.';

-- function core.search_reach(company_id text, before_seq bigint) returns bigint
--   language sql, stable, set search_path=""
grant execute on function core.search_reach(text,bigint) to tidemark_analyst;
comment on function core.search_reach(text,bigint) is 'The first delivery that a search by what has no index does not look at: that of the 20,001st event before; 0: it looks at all.';

-- function core.settle_strays(company_id text) returns bigint
--   language plpgsql, volatile, set search_path=""
grant execute on function core.settle_strays(text) to tidemark_analyst;
comment on function core.settle_strays(text) is 'Takes out of a company''s state what no event tells of, and reverses ledger entries of such things; returns how many it posted.';

-- function core.standing(company_id text, facts jsonb) returns TABLE(user_id text, product_id text, plan_id text, status text, has_access boolean, cancel_at_period_end boolean, period_start timestamp with time zone, period_end timestamp with time zone, currency text, recurring_amount numeric, interval_months numeric, mrr numeric)
--   language sql, stable
grant execute on function core.standing(text,jsonb) to tidemark_analyst;
comment on function core.standing(text,jsonb) is 'Where a membership stands after these facts were told of it: status, plan, price, MRR.';

-- function core.tell_new_terms(readings core.normalised_events[]) returns boolean
--   language plpgsql, stable, set search_path=""
grant execute on function core.tell_new_terms(core.normalised_events[]) to tidemark_analyst;
comment on function core.tell_new_terms(core.normalised_events[]) is 'Whether these readings may change a plan''s price, currency, interval or type.';

-- function core.telling(value text, told_at text, delivery_key text) returns text[]
--   language sql, immutable, parallel safe
grant execute on function core.telling(text,text,text) to tidemark_analyst;
comment on function core.telling(text,text,text) is 'One telling of one directory field: {when it happened, delivery, value}.';

-- function core.to_amount(value jsonb) returns numeric
--   language plpgsql, immutable, parallel safe, strict
grant execute on function core.to_amount(jsonb) to tidemark_analyst;
comment on function core.to_amount(jsonb) is 'Money in major units from a number, a text or a money object; null where it is none.';

-- function core.to_id(value text) returns text
--   language sql, immutable, parallel safe
grant execute on function core.to_id(text) to tidemark_analyst;
comment on function core.to_id(text) is 'An id as Whop writes them, or null where the text is something else.';

-- function core.to_text(value text) returns text
--   language sql, immutable, parallel safe
grant execute on function core.to_text(text) to tidemark_analyst;
comment on function core.to_text(text) is 'A trimmed text of at most 300 characters, or null where it is empty.';

-- function core.to_time(value text, latest timestamp with time zone DEFAULT 'infinity'::timestamp with time zone) returns timestamp with time zone
--   language plpgsql, immutable, parallel safe, strict
grant execute on function core.to_time(text,timestamp with time zone) to tidemark_analyst;
comment on function core.to_time(text,timestamp with time zone) is 'A time from ISO 8601, Unix seconds or milliseconds, or Ruby''s form; UTC where no zone is told; null where it is none, or not between 2015 and latest.';

-- function core.touched_objects(readings core.normalised_events[]) returns SETOF core.touched
--   language plpgsql, stable, set search_path=""
grant execute on function core.touched_objects(core.normalised_events[]) to tidemark_analyst;
comment on function core.touched_objects(core.normalised_events[]) is 'The keys of what these readings touch, with the earliest time that was told of each.';

-- function core.try_lock_companies(company_ids text[]) returns boolean
--   language plpgsql, volatile, set search_path=""
grant execute on function core.try_lock_companies(text[]) to tidemark_analyst;
comment on function core.try_lock_companies(text[]) is 'core.lock_companies without waiting; false: somebody else is projecting for one of them.';

-- function core.unrecord_events(seqs bigint[]) returns SETOF core.touched
--   language plpgsql, volatile, set search_path=""
grant execute on function core.unrecord_events(bigint[]) to tidemark_analyst;
comment on function core.unrecord_events(bigint[]) is 'Forgets what was read from these deliveries; returns the keys of what they touched.';

-- function core.without_people(value jsonb, people text[], inside text DEFAULT ''::text) returns jsonb
--   language plpgsql, immutable, parallel safe
grant execute on function core.without_people(jsonb,text[],text) to tidemark_analyst;
comment on function core.without_people(jsonb,text[],text) is 'A payload that may be somebody else''s, without what it tells of these users; all around it stays.';

-- function core.without_quotations(message text) returns text
--   language sql, immutable, parallel safe
grant execute on function core.without_quotations(text) to tidemark_analyst;
comment on function core.without_quotations(text) is 'What PostgreSQL said, without the values that it quotes.';

-- ==================== metrics

create schema metrics authorization tidemark_owner;
comment on schema metrics is 'Figures: daily summaries kept by triggers, and materialized views. Can be rebuilt from core.';
grant usage on schema metrics to tidemark_analyst;

create domain metrics.count as bigint;
comment on type metrics.count is 'How many.';

create domain metrics.money as numeric;
comment on type metrics.money is 'Major units of a currency (49.00 is forty-nine dollars); MRR in major units a month.';

create domain metrics.ratio as numeric;
comment on type metrics.ratio is 'A share or a quotient: 0.031 is 3.1 %. Null where the denominator is 0.';

create table metrics.active_users_by_previous_day (
  company_id text not null,
  day date not null,
  previous_day date not null,
  users integer not null default 0,
  constraint active_users_by_previous_day_pkey PRIMARY KEY (company_id, day, previous_day),
  constraint previous_day_is_before_day CHECK ((previous_day < day))
) with (fillfactor=80);
grant select on metrics.active_users_by_previous_day to tidemark_analyst;
comment on table metrics.active_users_by_previous_day is 'One row per company, day and the day on which those who were active on it were active before. Over any days, different users are the sum of those whose previous day lies before these days. Equals metrics.activity_user_days; core.audit() proves it.';
comment on column metrics.active_users_by_previous_day.company_id is 'The company.';
comment on column metrics.active_users_by_previous_day.day is 'Calendar day in the company''s time zone.';
comment on column metrics.active_users_by_previous_day.previous_day is 'The last day before it on which they were active; -infinity: never.';
comment on column metrics.active_users_by_previous_day.users is 'How many different users, whatever they did.';

create table metrics.activity_daily (
  company_id text not null,
  day date not null,
  type text not null,
  events integer not null default 0,
  users integer not null default 0,
  constraint activity_daily_pkey PRIMARY KEY (company_id, day, type)
) with (fillfactor=80);
grant select on metrics.activity_daily to tidemark_analyst;
comment on table metrics.activity_daily is 'One row per company, day and type of activity. Equals what core.events says; core.audit() proves it.';
comment on column metrics.activity_daily.company_id is 'The company.';
comment on column metrics.activity_daily.day is 'Calendar day in the company''s time zone.';
comment on column metrics.activity_daily.type is 'What was done: core.events.type.';
comment on column metrics.activity_daily.events is 'How often, also by whom nobody knows.';
comment on column metrics.activity_daily.users is 'How many different users did it.';

create table metrics.activity_user_days (
  company_id text not null,
  day date not null,
  type text not null,
  user_id text not null,
  events integer not null,
  constraint activity_user_days_pkey PRIMARY KEY (company_id, day, type, user_id)
) with (fillfactor=80);
CREATE INDEX activity_user_days_by_user ON metrics.activity_user_days USING btree (company_id, user_id, day);
grant select on metrics.activity_user_days to tidemark_analyst;
comment on table metrics.activity_user_days is 'One row per company, day, type of activity and user: how often they did it. Equals what core.events says; core.audit() proves it.';
comment on column metrics.activity_user_days.company_id is 'The company.';
comment on column metrics.activity_user_days.day is 'Calendar day in the company''s time zone.';
comment on column metrics.activity_user_days.type is 'What they did: core.events.type.';
comment on column metrics.activity_user_days.user_id is 'The Whop user.';
comment on column metrics.activity_user_days.events is 'How often.';

create table metrics.mrr_daily (
  company_id text not null,
  day date not null,
  currency text not null,
  new numeric not null default 0,
  reactivation numeric not null default 0,
  expansion numeric not null default 0,
  contraction numeric not null default 0,
  churn numeric not null default 0,
  net_new numeric generated always as (((((new + reactivation) + expansion) - contraction) - churn)) stored,
  customers_new integer not null default 0,
  customers_reactivated integer not null default 0,
  customers_churned integer not null default 0,
  constraint mrr_daily_pkey PRIMARY KEY (company_id, day, currency)
) with (fillfactor=80);
grant select on metrics.mrr_daily to tidemark_analyst;
comment on table metrics.mrr_daily is 'One row per company, day and currency on which MRR moved. Equals the sum of core.mrr_entries; core.audit() proves it.';
comment on column metrics.mrr_daily.company_id is 'The company.';
comment on column metrics.mrr_daily.day is 'Calendar day in the company''s time zone.';
comment on column metrics.mrr_daily.currency is 'ISO 4217 code, lower case.';
comment on column metrics.mrr_daily.new is 'MRR of customers who never had any before, in major units a month.';
comment on column metrics.mrr_daily.reactivation is 'MRR of customers who came back.';
comment on column metrics.mrr_daily.expansion is 'MRR added by customers who had some.';
comment on column metrics.mrr_daily.contraction is 'MRR lost from customers who kept some.';
comment on column metrics.mrr_daily.churn is 'MRR lost from customers who kept none.';
comment on column metrics.mrr_daily.net_new is 'new + reactivation + expansion − contraction − churn.';
comment on column metrics.mrr_daily.customers_new is 'Customers whose first MRR began that day.';
comment on column metrics.mrr_daily.customers_reactivated is 'Customers who came back that day.';
comment on column metrics.mrr_daily.customers_churned is 'Customers who churned that day.';

create table metrics.revenue_daily (
  company_id text not null,
  day date not null,
  currency text not null,
  gross numeric not null default 0,
  tax numeric not null default 0,
  fees numeric not null default 0,
  refunds numeric not null default 0,
  disputes numeric not null default 0,
  dispute_reversals numeric not null default 0,
  net numeric generated always as ((((((gross - tax) - fees) - refunds) - disputes) + dispute_reversals)) stored,
  payments integer not null default 0,
  refunded_payments integer not null default 0,
  disputed_payments integer not null default 0,
  failed_payments integer not null default 0,
  constraint revenue_daily_pkey PRIMARY KEY (company_id, day, currency)
) with (fillfactor=80);
grant select on metrics.revenue_daily to tidemark_analyst;
comment on table metrics.revenue_daily is 'One row per company, day and currency on which money moved. Equals the sum of core.revenue_entries; core.audit() proves it.';
comment on column metrics.revenue_daily.company_id is 'The company.';
comment on column metrics.revenue_daily.day is 'Calendar day in the company''s time zone.';
comment on column metrics.revenue_daily.currency is 'ISO 4217 code, lower case.';
comment on column metrics.revenue_daily.gross is 'Gross revenue: what buyers paid, tax included, in major units.';
comment on column metrics.revenue_daily.tax is 'Tax inside gross.';
comment on column metrics.revenue_daily.fees is 'Fees, where Whop tells them.';
comment on column metrics.revenue_daily.refunds is 'Refunds made that day, whatever day the charge was.';
comment on column metrics.revenue_daily.disputes is 'Disputed money, on the day the dispute was opened.';
comment on column metrics.revenue_daily.dispute_reversals is 'Disputed money that came back, on the day the dispute was won.';
comment on column metrics.revenue_daily.net is 'Net revenue: gross − tax − fees − refunds − disputes + dispute_reversals.';
comment on column metrics.revenue_daily.payments is 'Payments paid that day.';
comment on column metrics.revenue_daily.refunded_payments is 'Payments refunded for the first time that day.';
comment on column metrics.revenue_daily.disputed_payments is 'Payments disputed for the first time that day.';
comment on column metrics.revenue_daily.failed_payments is 'Payments whose first outcome was a failure, that day.';

create table metrics.students_daily (
  company_id text not null,
  day date not null,
  joins integer not null default 0,
  leaves integer not null default 0,
  constraint students_daily_pkey PRIMARY KEY (company_id, day)
) with (fillfactor=80);
grant select on metrics.students_daily to tidemark_analyst;
comment on table metrics.students_daily is 'One row per company and day on which students joined or left. Equals the sum of core.access_entries; core.audit() proves it.';
comment on column metrics.students_daily.company_id is 'The company.';
comment on column metrics.students_daily.day is 'Calendar day in the company''s time zone.';
comment on column metrics.students_daily.joins is 'Customers who got access, having had none.';
comment on column metrics.students_daily.leaves is 'Customers whose last access ended.';

-- view metrics.active_users_daily (
  company_id text,
  day date,
  users bigint
);
grant select on metrics.active_users_daily to tidemark_analyst;
comment on view metrics.active_users_daily is 'How many different users were active on each day, whatever they did. One row per company and day on which anybody was.';

-- view metrics.activity (
  company_id text,
  occurred_at timestamp with time zone,
  type text,
  user_id text,
  experience_id text,
  raw_seq bigint
);
grant select on metrics.activity to tidemark_analyst;
comment on view metrics.activity is 'All that counts as activity: who did what, when and in which experience. One row per event; user_id is null where nobody knows whose it is.';

-- materialized view metrics.cohort_retention (
  company_id text,
  currency text,
  cohort_month date,
  months_after integer,
  month date,
  customers metrics.count,
  first_mrr metrics.money,
  retained_customers metrics.count,
  retained_mrr metrics.money,
  customer_retention metrics.ratio,
  mrr_retention metrics.ratio,
  is_final boolean
);
CREATE UNIQUE INDEX cohort_retention_key ON metrics.cohort_retention USING btree (company_id, currency, cohort_month, months_after);
grant select on metrics.cohort_retention to tidemark_analyst;
comment on materialized view metrics.cohort_retention is 'Of the customers whose first MRR began in a month: how many have MRR, and how much, at the end of each month since. One row per company, currency, cohort and month after it.';
comment on column metrics.cohort_retention.company_id is 'The company.';
comment on column metrics.cohort_retention.currency is 'ISO 4217 code, lower case.';
comment on column metrics.cohort_retention.cohort_month is 'First day of the month in which their first MRR began, in the company''s time zone.';
comment on column metrics.cohort_retention.months_after is 'How many months after the cohort''s own: 0 is that month itself.';
comment on column metrics.cohort_retention.month is 'First day of that month; the row tells how it stood at its end.';
comment on column metrics.cohort_retention.customers is 'Customers in the cohort.';
comment on column metrics.cohort_retention.first_mrr is 'The MRR they began with: the new MRR of the cohort''s month.';
comment on column metrics.cohort_retention.retained_customers is 'Those of them with MRR above 0 at the end of the month.';
comment on column metrics.cohort_retention.retained_mrr is 'Their MRR at the end of the month.';
comment on column metrics.cohort_retention.customer_retention is 'retained_customers ÷ customers.';
comment on column metrics.cohort_retention.mrr_retention is 'retained_mrr ÷ first_mrr; above 1 where those who stayed pay more than all did at first.';
comment on column metrics.cohort_retention.is_final is 'The month has ended. False: it is running, and the row tells how it stands so far.';

-- materialized view metrics.customer_value (
  company_id text,
  currency text,
  customer_id text,
  payments metrics.count,
  gross metrics.money,
  refunds metrics.money,
  net metrics.money,
  mrr metrics.money,
  first_paid_at timestamp with time zone,
  last_paid_at timestamp with time zone,
  customer_since timestamp with time zone,
  months integer,
  has_access boolean
);
CREATE INDEX customer_value_by_net ON metrics.customer_value USING btree (company_id, currency, net DESC, customer_id);
CREATE UNIQUE INDEX customer_value_key ON metrics.customer_value USING btree (company_id, currency, customer_id);
grant select on metrics.customer_value to tidemark_analyst;
comment on materialized view metrics.customer_value is 'What each customer has brought (gross, refunds, net) and brings (MRR), and since when. One row per company, currency and customer.';
comment on column metrics.customer_value.company_id is 'The company.';
comment on column metrics.customer_value.currency is 'ISO 4217 code, lower case.';
comment on column metrics.customer_value.customer_id is 'The user; where none is known, the membership or the payment.';
comment on column metrics.customer_value.payments is 'How many payments they made.';
comment on column metrics.customer_value.gross is 'What they paid, tax included, in major units.';
comment on column metrics.customer_value.refunds is 'What they were refunded.';
comment on column metrics.customer_value.net is 'What is left of it after tax, fees, refunds and disputes: lifetime value so far.';
comment on column metrics.customer_value.mrr is 'Their MRR.';
comment on column metrics.customer_value.first_paid_at is 'When they paid first.';
comment on column metrics.customer_value.last_paid_at is 'When they paid last.';
comment on column metrics.customer_value.customer_since is 'When they paid first or had MRR first, whichever came first.';
comment on column metrics.customer_value.months is 'Whole months as a customer: from customer_since until now while they have MRR, else until their MRR ended or they paid last.';
comment on column metrics.customer_value.has_access is 'They are a student now: at least one of their memberships gives access.';

-- view metrics.desired_active_users_by_previous_day (
  company_id text,
  day date,
  previous_day date,
  users integer
);
grant select on metrics.desired_active_users_by_previous_day to tidemark_analyst;
comment on view metrics.desired_active_users_by_previous_day is 'What metrics.active_users_by_previous_day should say: metrics.activity_user_days by day and the user''s active day before it.';

-- view metrics.desired_activity_daily (
  company_id text,
  day date,
  type text,
  events integer,
  users integer
);
grant select on metrics.desired_activity_daily to tidemark_analyst;
comment on view metrics.desired_activity_daily is 'What metrics.activity_daily should say: activity by day and type, and how many different users did it.';

-- view metrics.desired_activity_user_days (
  company_id text,
  day date,
  type text,
  user_id text,
  events integer
);
grant select on metrics.desired_activity_user_days to tidemark_analyst;
comment on view metrics.desired_activity_user_days is 'What metrics.activity_user_days should say: activity by day, type and user.';

-- view metrics.desired_mrr_daily (
  company_id text,
  day date,
  currency text,
  new numeric,
  reactivation numeric,
  expansion numeric,
  contraction numeric,
  churn numeric,
  net_new numeric,
  customers_new integer,
  customers_reactivated integer,
  customers_churned integer
);
grant select on metrics.desired_mrr_daily to tidemark_analyst;
comment on view metrics.desired_mrr_daily is 'What metrics.mrr_daily should say: the MRR ledger added up by day.';

-- view metrics.desired_revenue_daily (
  company_id text,
  day date,
  currency text,
  gross numeric,
  tax numeric,
  fees numeric,
  refunds numeric,
  disputes numeric,
  dispute_reversals numeric,
  net numeric,
  payments integer,
  refunded_payments integer,
  disputed_payments integer,
  failed_payments integer
);
grant select on metrics.desired_revenue_daily to tidemark_analyst;
comment on view metrics.desired_revenue_daily is 'What metrics.revenue_daily should say: the revenue ledger added up by day.';

-- view metrics.desired_students_daily (
  company_id text,
  day date,
  joins integer,
  leaves integer
);
grant select on metrics.desired_students_daily to tidemark_analyst;
comment on view metrics.desired_students_daily is 'What metrics.students_daily should say: the access ledger added up by day.';

-- materialized view metrics.engagement (
  company_id text,
  day date,
  daily_active_users bigint,
  weekly_active_users bigint,
  monthly_active_users bigint,
  stickiness metrics.ratio
);
CREATE UNIQUE INDEX engagement_key ON metrics.engagement USING btree (company_id, day);
grant select on metrics.engagement to tidemark_analyst;
comment on materialized view metrics.engagement is 'Different users who were active on each day, in the week and in the month that end with it. One row per company and day.';
comment on column metrics.engagement.company_id is 'The company.';
comment on column metrics.engagement.day is 'Calendar day in the company''s time zone.';
comment on column metrics.engagement.daily_active_users is 'Different users who were active on that day.';
comment on column metrics.engagement.weekly_active_users is 'Different users who were active in the 7 days that end with it.';
comment on column metrics.engagement.monthly_active_users is 'Different users who were active in the 30 days that end with it.';
comment on column metrics.engagement.stickiness is 'daily_active_users ÷ monthly_active_users.';

-- view metrics.figure_parts (
  figure text,
  list smallint,
  part text,
  source text,
  kinds text[],
  which text,
  factor integer,
  span text
);
grant select on metrics.figure_parts to tidemark_analyst;
comment on view metrics.figure_parts is 'What each figure is made of: one row per figure and list of things that it adds up, with what they are and how they count.';

-- view metrics.figures (
  figure name,
  unit name,
  words text collate "C",
  function regprocedure
);
grant select on metrics.figures to tidemark_analyst;
comment on view metrics.figures is 'Every figure there is: what it is measured in, what it means, and the function that gives it.';

-- view metrics.identity_checks (
  identity text,
  company_id text,
  currency text,
  left_side numeric,
  right_side numeric,
  difference numeric,
  holds boolean,
  first_wrong text,
  in_words text
);
grant select on metrics.identity_checks to tidemark_analyst;
comment on view metrics.identity_checks is 'What always has to be equal, and whether it is: one row per identity, company and currency. No row is false, ever.';

-- view metrics.known_since (
  company_id text,
  known_since timestamp with time zone,
  day date
);
grant select on metrics.known_since to tidemark_analyst;
comment on view metrics.known_since is 'Since when this database knows each company: nothing was shown of it before. One row per company.';

-- view metrics.members_at_risk (
  company_id text,
  membership_id text,
  customer_id text,
  user_id text,
  name text,
  username text,
  plan_id text,
  plan_title text,
  currency text,
  mrr metrics.money,
  ends_at timestamp with time zone
);
grant select on metrics.members_at_risk to tidemark_analyst;
comment on view metrics.members_at_risk is 'Who still pays and will leave with the end of their period (ends_at; null: not told), and the MRR that goes with them. One row per membership.';

-- materialized view metrics.monthly_statement (
  company_id text,
  currency text,
  month date,
  gross metrics.money,
  tax metrics.money,
  fees metrics.money,
  refunds metrics.money,
  disputes metrics.money,
  dispute_reversals metrics.money,
  net metrics.money,
  payments metrics.count,
  mrr_start metrics.money,
  new metrics.money,
  reactivation metrics.money,
  expansion metrics.money,
  contraction metrics.money,
  churn metrics.money,
  net_new metrics.money,
  mrr_end metrics.money,
  customers_start metrics.count,
  customers_new metrics.count,
  customers_reactivated metrics.count,
  customers_churned metrics.count,
  customers_end metrics.count,
  is_final boolean
);
CREATE UNIQUE INDEX monthly_statement_key ON metrics.monthly_statement USING btree (company_id, currency, month);
grant select on metrics.monthly_statement to tidemark_analyst;
comment on materialized view metrics.monthly_statement is 'Money, MRR and customers of each month, in lines that add up. One row per company, currency and month up to the running one.';
comment on column metrics.monthly_statement.company_id is 'The company.';
comment on column metrics.monthly_statement.currency is 'ISO 4217 code, lower case.';
comment on column metrics.monthly_statement.month is 'First day of the month, in the company''s time zone.';
comment on column metrics.monthly_statement.gross is 'Gross revenue: what buyers paid, tax included.';
comment on column metrics.monthly_statement.tax is 'Tax inside gross.';
comment on column metrics.monthly_statement.fees is 'Fees, where Whop tells them.';
comment on column metrics.monthly_statement.refunds is 'Refunds made in the month, whenever the charge was.';
comment on column metrics.monthly_statement.disputes is 'Disputed money, in the month the dispute was opened.';
comment on column metrics.monthly_statement.dispute_reversals is 'Disputed money that came back, in the month the dispute was won.';
comment on column metrics.monthly_statement.net is 'Net revenue: gross − tax − fees − refunds − disputes + dispute_reversals.';
comment on column metrics.monthly_statement.payments is 'Payments paid in the month.';
comment on column metrics.monthly_statement.mrr_start is 'MRR when the month began.';
comment on column metrics.monthly_statement.new is 'MRR of customers who never had any before.';
comment on column metrics.monthly_statement.reactivation is 'MRR of customers who came back.';
comment on column metrics.monthly_statement.expansion is 'MRR added by customers who had some.';
comment on column metrics.monthly_statement.contraction is 'MRR lost from customers who kept some.';
comment on column metrics.monthly_statement.churn is 'MRR lost from customers who kept none.';
comment on column metrics.monthly_statement.net_new is 'new + reactivation + expansion − contraction − churn.';
comment on column metrics.monthly_statement.mrr_end is 'MRR when the month ended: mrr_start + net_new.';
comment on column metrics.monthly_statement.customers_start is 'Paying customers when the month began.';
comment on column metrics.monthly_statement.customers_new is 'Customers whose first MRR began in the month.';
comment on column metrics.monthly_statement.customers_reactivated is 'Customers who came back in the month.';
comment on column metrics.monthly_statement.customers_churned is 'Customers who churned in the month.';
comment on column metrics.monthly_statement.customers_end is 'Paying customers when the month ended: customers_start + customers_new + customers_reactivated − customers_churned.';
comment on column metrics.monthly_statement.is_final is 'The month has ended. False: it is running, and the row tells how it stands so far.';

-- view metrics.mrr_movements (
  company_id text,
  currency text,
  occurred_at timestamp with time zone,
  posted_at timestamp with time zone,
  raw_seq bigint,
  kind text,
  customer_id text,
  membership_id text,
  new numeric,
  reactivation numeric,
  expansion numeric,
  contraction numeric,
  churn numeric,
  net_new numeric,
  customers_new integer,
  customers_reactivated integer,
  customers_churned integer
);
grant select on metrics.mrr_movements to tidemark_analyst;
comment on view metrics.mrr_movements is 'The MRR ledger in the columns and signs of metrics.mrr_daily. One row per entry.';

-- view metrics.payment_outcomes (
  company_id text,
  payment_id text,
  currency text,
  paid_at timestamp with time zone,
  is_refunded boolean,
  is_disputed_within_28_days boolean,
  failed_at timestamp with time zone,
  is_paid_within_30_days boolean
);
grant select on metrics.payment_outcomes to tidemark_analyst;
comment on view metrics.payment_outcomes is 'How each payment went: failed first, paid, refunded, disputed. One row per payment; metrics.payment_outcomes_daily counts them by day.';

-- materialized view metrics.payment_outcomes_daily (
  company_id text,
  currency text,
  day date,
  payments metrics.count,
  refunded metrics.count,
  disputed_within_28_days metrics.count,
  succeeded_first metrics.count,
  failed_first metrics.count,
  failed_first_paid_within_30_days metrics.count
);
CREATE UNIQUE INDEX payment_outcomes_daily_key ON metrics.payment_outcomes_daily USING btree (company_id, currency, day);
grant select on metrics.payment_outcomes_daily to tidemark_analyst;
comment on materialized view metrics.payment_outcomes_daily is 'Payments by the day they were paid and by the day of their first outcome, and what became of them. One row per company, currency and day.';
comment on column metrics.payment_outcomes_daily.company_id is 'The company.';
comment on column metrics.payment_outcomes_daily.currency is 'ISO 4217 code, lower case.';
comment on column metrics.payment_outcomes_daily.day is 'Calendar day in the company''s time zone.';
comment on column metrics.payment_outcomes_daily.payments is 'Payments paid that day.';
comment on column metrics.payment_outcomes_daily.refunded is 'Of the payments paid that day: those that have any refund, whenever it was made.';
comment on column metrics.payment_outcomes_daily.disputed_within_28_days is 'Of the payments paid that day: those disputed within 28 days. Days younger than that may still get some.';
comment on column metrics.payment_outcomes_daily.succeeded_first is 'Of the payments paid that day: those whose first outcome that was.';
comment on column metrics.payment_outcomes_daily.failed_first is 'Payments whose first outcome was a failure, that day.';
comment on column metrics.payment_outcomes_daily.failed_first_paid_within_30_days is 'Of the payments that failed first that day: those that were paid within 30 days of it.';

-- view metrics.payments_to_recover (
  company_id text,
  payment_id text,
  customer_id text,
  user_id text,
  name text,
  username text,
  membership_id text,
  plan_id text,
  plan_title text,
  currency text,
  amount metrics.money,
  status text,
  failed_at timestamp with time zone
);
grant select on metrics.payments_to_recover to tidemark_analyst;
comment on view metrics.payments_to_recover is 'Payments that failed first, within the last 30 days, and are not paid yet: whose, how much, since when. One row per payment.';

-- view metrics.performance (
  company_id text,
  currency text,
  by text,
  key text,
  members metrics.count,
  paying_customers metrics.count,
  mrr metrics.money,
  arpu metrics.money,
  paying_customers_before metrics.count,
  new_customers_30d metrics.count,
  churned_customers_30d metrics.count,
  churn_rate_30d metrics.ratio,
  gross_30d metrics.money,
  refunds_30d metrics.money,
  net_30d metrics.money,
  gross metrics.money,
  refunds metrics.money,
  net metrics.money
);
grant select on metrics.performance to tidemark_analyst;
comment on view metrics.performance is 'What each plan, product and tier brings: members, paying customers, MRR, churn, revenue. The definition of metrics.plan_performance, metrics.product_performance and metrics.tier_performance.';

-- materialized view metrics.plan_performance (
  company_id text,
  currency text,
  plan_id text,
  title text,
  product_id text,
  product_title text,
  tier text,
  members metrics.count,
  paying_customers metrics.count,
  mrr metrics.money,
  arpu metrics.money,
  paying_customers_before metrics.count,
  new_customers_30d metrics.count,
  churned_customers_30d metrics.count,
  churn_rate_30d metrics.ratio,
  gross_30d metrics.money,
  refunds_30d metrics.money,
  net_30d metrics.money,
  gross metrics.money,
  refunds metrics.money,
  net metrics.money
);
CREATE UNIQUE INDEX plan_performance_key ON metrics.plan_performance USING btree (company_id, currency, plan_id);
grant select on metrics.plan_performance to tidemark_analyst;
comment on materialized view metrics.plan_performance is 'What each plan brings: members, paying customers, MRR, churn, revenue. One row per company, currency and plan; they add up.';
comment on column metrics.plan_performance.company_id is 'The company.';
comment on column metrics.plan_performance.currency is 'ISO 4217 code, lower case.';
comment on column metrics.plan_performance.plan_id is 'The plan; '''': none is known.';
comment on column metrics.plan_performance.title is 'Its name, as told last; null: none was told.';
comment on column metrics.plan_performance.product_id is 'The product it sells.';
comment on column metrics.plan_performance.product_title is 'Its name.';
comment on column metrics.plan_performance.tier is 'The tier it was put into; null: none.';
comment on column metrics.plan_performance.members is 'Customers with access on the plan.';
comment on column metrics.plan_performance.paying_customers is 'Customers with MRR above 0 on the plan.';
comment on column metrics.plan_performance.mrr is 'MRR on the plan.';
comment on column metrics.plan_performance.arpu is 'mrr ÷ paying_customers.';
comment on column metrics.plan_performance.paying_customers_before is 'Customers with MRR above 0 on the plan when the last 30 days (today and the 29 before) began.';
comment on column metrics.plan_performance.new_customers_30d is 'Customers whose first MRR began on the plan in the last 30 days.';
comment on column metrics.plan_performance.churned_customers_30d is 'Customers who churned in the last 30 days, losing their last MRR on the plan. A change of plan is no churn.';
comment on column metrics.plan_performance.churn_rate_30d is 'churned_customers_30d ÷ paying_customers_before.';
comment on column metrics.plan_performance.gross_30d is 'Gross revenue of the last 30 days.';
comment on column metrics.plan_performance.refunds_30d is 'Refunds made in the last 30 days.';
comment on column metrics.plan_performance.net_30d is 'Net revenue of the last 30 days.';
comment on column metrics.plan_performance.gross is 'Gross revenue of all time.';
comment on column metrics.plan_performance.refunds is 'Refunds of all time.';
comment on column metrics.plan_performance.net is 'Net revenue of all time.';

-- view metrics.price_unknown (
  company_id text,
  membership_id text,
  customer_id text,
  user_id text,
  name text,
  username text,
  plan_id text,
  plan_title text,
  status text,
  started_at timestamp with time zone
);
grant select on metrics.price_unknown to tidemark_analyst;
comment on view metrics.price_unknown is 'Paying memberships whose recurring amount is unknown, and whose MRR is therefore 0: a payment or their plan''s price will tell. One row per membership.';

-- materialized view metrics.product_performance (
  company_id text,
  currency text,
  product_id text,
  title text,
  members metrics.count,
  paying_customers metrics.count,
  mrr metrics.money,
  arpu metrics.money,
  paying_customers_before metrics.count,
  new_customers_30d metrics.count,
  churned_customers_30d metrics.count,
  churn_rate_30d metrics.ratio,
  gross_30d metrics.money,
  refunds_30d metrics.money,
  net_30d metrics.money,
  gross metrics.money,
  refunds metrics.money,
  net metrics.money
);
CREATE UNIQUE INDEX product_performance_key ON metrics.product_performance USING btree (company_id, currency, product_id);
grant select on metrics.product_performance to tidemark_analyst;
comment on materialized view metrics.product_performance is 'What each product brings: members, paying customers, MRR, churn, revenue. One row per company, currency and product; they add up.';
comment on column metrics.product_performance.company_id is 'The company.';
comment on column metrics.product_performance.currency is 'ISO 4217 code, lower case.';
comment on column metrics.product_performance.product_id is 'The product; '''': none is known.';
comment on column metrics.product_performance.title is 'Its name, as told last; null: none was told.';
comment on column metrics.product_performance.members is 'Customers with access with the product.';
comment on column metrics.product_performance.paying_customers is 'Customers with MRR above 0 with the product.';
comment on column metrics.product_performance.mrr is 'MRR with the product.';
comment on column metrics.product_performance.arpu is 'mrr ÷ paying_customers.';
comment on column metrics.product_performance.paying_customers_before is 'Customers with MRR above 0 with the product when the last 30 days (today and the 29 before) began.';
comment on column metrics.product_performance.new_customers_30d is 'Customers whose first MRR began with the product in the last 30 days.';
comment on column metrics.product_performance.churned_customers_30d is 'Customers who churned in the last 30 days, losing their last MRR with the product. A change of plan is no churn.';
comment on column metrics.product_performance.churn_rate_30d is 'churned_customers_30d ÷ paying_customers_before.';
comment on column metrics.product_performance.gross_30d is 'Gross revenue of the last 30 days.';
comment on column metrics.product_performance.refunds_30d is 'Refunds made in the last 30 days.';
comment on column metrics.product_performance.net_30d is 'Net revenue of the last 30 days.';
comment on column metrics.product_performance.gross is 'Gross revenue of all time.';
comment on column metrics.product_performance.refunds is 'Refunds of all time.';
comment on column metrics.product_performance.net is 'Net revenue of all time.';

-- view metrics.refresh_inputs (
  view_name text collate "C",
  input text collate "C",
  mark bigint
);
grant select on metrics.refresh_inputs to tidemark_analyst;
comment on view metrics.refresh_inputs is 'What each materialized view of metrics is made of, and a mark of each input that moves when it changes. One row per view and input.';

-- view metrics.refresh_state (
  view_name text collate "C",
  as_of timestamp with time zone,
  refreshed_at timestamp with time zone,
  took interval,
  refreshed_by text,
  is_due boolean,
  changed text[],
  next_at timestamp with time zone,
  error text,
  failed_at timestamp with time zone,
  failures bigint
);
grant select on metrics.refresh_state to tidemark_analyst;
comment on view metrics.refresh_state is 'How old each materialized view of metrics is (as_of), what its last refresh took, whether it is due and why, and its error if it fails. One row per view.';

-- view metrics.restatements (
  company_id text,
  currency text,
  day date,
  raw_seq bigint,
  posted_on date,
  posted_at timestamp with time zone,
  event_name text,
  received_at timestamp with time zone,
  entries bigint,
  kinds text[],
  payment_id text,
  source_id text,
  membership_id text,
  customer_id text,
  gross numeric,
  tax numeric,
  fees numeric,
  refunds numeric,
  disputes numeric,
  dispute_reversals numeric,
  net numeric,
  payments bigint,
  refunded_payments bigint,
  disputed_payments bigint,
  failed_payments bigint,
  new numeric,
  reactivation numeric,
  expansion numeric,
  contraction numeric,
  churn numeric,
  net_new numeric,
  customers_new bigint,
  customers_reactivated bigint,
  customers_churned bigint
);
grant select on metrics.restatements to tidemark_analyst;
comment on view metrics.restatements is 'Which days changed after they were over: "yesterday changed by −49.00 because of refund rf_…, told by delivery 1234 at 14:07". A day is restated by what was posted on a later day than it falls on; history that is being imported restates nothing.';

-- view metrics.revenue_movements (
  company_id text,
  currency text,
  occurred_at timestamp with time zone,
  posted_at timestamp with time zone,
  raw_seq bigint,
  kind text,
  payment_id text,
  source_id text,
  gross numeric,
  tax numeric,
  fees numeric,
  refunds numeric,
  disputes numeric,
  dispute_reversals numeric,
  net numeric,
  payments integer,
  refunded_payments integer,
  disputed_payments integer,
  failed_payments integer
);
grant select on metrics.revenue_movements to tidemark_analyst;
comment on view metrics.revenue_movements is 'The revenue ledger in the columns and signs of metrics.revenue_daily. One row per entry.';

-- view metrics.student_movements (
  company_id text,
  occurred_at timestamp with time zone,
  joins integer,
  leaves integer
);
grant select on metrics.student_movements to tidemark_analyst;
comment on view metrics.student_movements is 'The access ledger in the columns and signs of metrics.students_daily. One row per entry.';

-- materialized view metrics.tier_performance (
  company_id text,
  currency text,
  tier text,
  title text,
  "position" integer,
  members metrics.count,
  paying_customers metrics.count,
  mrr metrics.money,
  arpu metrics.money,
  paying_customers_before metrics.count,
  new_customers_30d metrics.count,
  churned_customers_30d metrics.count,
  churn_rate_30d metrics.ratio,
  gross_30d metrics.money,
  refunds_30d metrics.money,
  net_30d metrics.money,
  gross metrics.money,
  refunds metrics.money,
  net metrics.money
);
CREATE UNIQUE INDEX tier_performance_key ON metrics.tier_performance USING btree (company_id, currency, tier);
grant select on metrics.tier_performance to tidemark_analyst;
comment on materialized view metrics.tier_performance is 'What each tier brings: members, paying customers, MRR, churn, revenue. One row per company, currency and tier; they add up.';
comment on column metrics.tier_performance.company_id is 'The company.';
comment on column metrics.tier_performance.currency is 'ISO 4217 code, lower case.';
comment on column metrics.tier_performance.tier is 'The tier; '''': plans that are in none.';
comment on column metrics.tier_performance.title is 'What to call it: its name, or Without a tier.';
comment on column metrics.tier_performance."position" is 'Its place among the company''s tiers, from 1; null: not a tier.';
comment on column metrics.tier_performance.members is 'Customers with access in the tier.';
comment on column metrics.tier_performance.paying_customers is 'Customers with MRR above 0 in the tier.';
comment on column metrics.tier_performance.mrr is 'MRR in the tier.';
comment on column metrics.tier_performance.arpu is 'mrr ÷ paying_customers.';
comment on column metrics.tier_performance.paying_customers_before is 'Customers with MRR above 0 in the tier when the last 30 days (today and the 29 before) began.';
comment on column metrics.tier_performance.new_customers_30d is 'Customers whose first MRR began in the tier in the last 30 days.';
comment on column metrics.tier_performance.churned_customers_30d is 'Customers who churned in the last 30 days, losing their last MRR in the tier. A change of plan is no churn.';
comment on column metrics.tier_performance.churn_rate_30d is 'churned_customers_30d ÷ paying_customers_before.';
comment on column metrics.tier_performance.gross_30d is 'Gross revenue of the last 30 days.';
comment on column metrics.tier_performance.refunds_30d is 'Refunds made in the last 30 days.';
comment on column metrics.tier_performance.net_30d is 'Net revenue of the last 30 days.';
comment on column metrics.tier_performance.gross is 'Gross revenue of all time.';
comment on column metrics.tier_performance.refunds is 'Refunds of all time.';
comment on column metrics.tier_performance.net is 'Net revenue of all time.';

-- materialized view metrics.trials (
  company_id text,
  membership_id text,
  customer_id text,
  plan_id text,
  product_id text,
  started_at timestamp with time zone,
  ended_at timestamp with time zone,
  converted_at timestamp with time zone,
  is_open boolean
);
CREATE INDEX trials_by_start ON metrics.trials USING btree (company_id, started_at);
CREATE UNIQUE INDEX trials_key ON metrics.trials USING btree (company_id, membership_id);
grant select on metrics.trials to tidemark_analyst;
comment on materialized view metrics.trials is 'The first trial of each membership that had one: when it began and ended, and when the membership reached MRR. One row per membership.';
comment on column metrics.trials.company_id is 'The company.';
comment on column metrics.trials.membership_id is 'The membership.';
comment on column metrics.trials.customer_id is 'Whose it is: the user; where none is known, the membership itself.';
comment on column metrics.trials.plan_id is 'The plan that was tried.';
comment on column metrics.trials.product_id is 'The product that was tried.';
comment on column metrics.trials.started_at is 'When the trial began.';
comment on column metrics.trials.ended_at is 'When it was on trial no more: paid, cancelled or expired; null: it still is.';
comment on column metrics.trials.converted_at is 'When its MRR went above 0, also if that was long after the trial; null: never.';
comment on column metrics.trials.is_open is 'The trial is still running.';

-- view metrics.unmapped_plans (
  company_id text,
  plan_id text,
  title text,
  product_id text,
  product_title text,
  renewal_price metrics.money,
  currency text,
  billing_period_days integer,
  members metrics.count,
  paying_customers metrics.count
);
grant select on metrics.unmapped_plans to tidemark_analyst;
comment on view metrics.unmapped_plans is 'Plans that are in no tier yet, and how many customers have access and pay through them. One row per plan that is offered or has members.';

-- function metrics.active_users(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.count
--   language sql, stable, set search_path=""
grant execute on function metrics.active_users(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.active_users(text,text,timestamp with time zone,timestamp with time zone) is 'Different users with at least one activity on the last day of the range: a lesson completed, a message or a reaction in a chat, an experience claimed, an entry on a waiting list, or another event of user.* or activity.*.';

-- function metrics.active_users_over(company_id text, days integer, to_at timestamp with time zone) returns bigint
--   language plpgsql, stable, set search_path=""
grant execute on function metrics.active_users_over(text,integer,timestamp with time zone) to tidemark_analyst;
comment on function metrics.active_users_over(text,integer,timestamp with time zone) is 'Different users who were active in so many days, the last of which is the one that ends the range.';

-- function metrics.active_users_series(company_id text, from_day date, to_day date) returns TABLE(day date, daily bigint, weekly bigint, monthly bigint)
--   language sql, stable
grant execute on function metrics.active_users_series(text,date,date) to tidemark_analyst;
comment on function metrics.active_users_series(text,date,date) is 'Different users who were active on every day of the range, and in the 7 and 30 days that end with it.';

-- function metrics.activity_events(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.count
--   language plpgsql, stable, set search_path=""
grant execute on function metrics.activity_events(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.activity_events(text,text,timestamp with time zone,timestamp with time zone) is 'How often anything was done that counts as activity: lessons completed, messages and reactions in chats, experiences claimed, entries on waiting lists, and other events of user.* and activity.*.';

-- function metrics.add_to_mrr_daily() returns trigger
--   language plpgsql, volatile, security definer, set search_path=""
grant execute on function metrics.add_to_mrr_daily() to tidemark_analyst;
comment on function metrics.add_to_mrr_daily() is 'Adds posted MRR entries to their days in metrics.mrr_daily.';

-- function metrics.add_to_revenue_daily() returns trigger
--   language plpgsql, volatile, security definer, set search_path=""
grant execute on function metrics.add_to_revenue_daily() to tidemark_analyst;
comment on function metrics.add_to_revenue_daily() is 'Adds posted revenue entries to their days in metrics.revenue_daily.';

-- function metrics.add_to_students_daily() returns trigger
--   language plpgsql, volatile, security definer, set search_path=""
grant execute on function metrics.add_to_students_daily() to tidemark_analyst;
comment on function metrics.add_to_students_daily() is 'Adds posted access entries to their days in metrics.students_daily.';

-- function metrics.add_up_days(company_id text) returns void
--   language plpgsql, volatile, set search_path=""
grant execute on function metrics.add_up_days(text) to tidemark_analyst;
comment on function metrics.add_up_days(text) is 'Writes the daily summaries of a company anew from its ledgers and its activity.';

-- function metrics.arpu(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.money
--   language sql, stable, set search_path=""
grant execute on function metrics.arpu(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.arpu(text,text,timestamp with time zone,timestamp with time zone) is 'Average revenue per user: MRR ÷ paying customers, at the end of the range.';

-- function metrics.arr(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.money
--   language sql, stable, set search_path=""
grant execute on function metrics.arr(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.arr(text,text,timestamp with time zone,timestamp with time zone) is 'Annual recurring revenue: 12 × MRR at the end of the range.';

-- function metrics.calendar_of(company_id text) returns TABLE(time_zone text, week_start smallint, today date)
--   language sql, stable
grant execute on function metrics.calendar_of(text) to tidemark_analyst;
comment on function metrics.calendar_of(text) is 'A company''s time zone, the first day of its weeks, and what day it is there now. One row.';

-- function metrics.check_days(from_day date, to_day date) returns void
--   language plpgsql, immutable, set search_path=""
grant execute on function metrics.check_days(date,date) to tidemark_analyst;
comment on function metrics.check_days(date,date) is 'Refuses a range of days that nobody can mean, and says what to ask for instead.';

-- function metrics.churned_customers(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.count
--   language sql, stable, set search_path=""
grant execute on function metrics.churned_customers(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.churned_customers(text,text,timestamp with time zone,timestamp with time zone) is 'Customers whose MRR fell to 0.';

-- function metrics.churned_mrr(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.money
--   language sql, stable, set search_path=""
grant execute on function metrics.churned_mrr(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.churned_mrr(text,text,timestamp with time zone,timestamp with time zone) is 'MRR lost from customers who kept none.';

-- function metrics.contraction_mrr(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.money
--   language sql, stable, set search_path=""
grant execute on function metrics.contraction_mrr(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.contraction_mrr(text,text,timestamp with time zone,timestamp with time zone) is 'MRR lost from customers who kept some.';

-- function metrics.count_activity(company_ids text[], types text[], user_ids text[], occurred_at timestamp with time zone[], times integer DEFAULT 1) returns void
--   language plpgsql, volatile, set search_path=""
grant execute on function metrics.count_activity(text[],text[],text[],timestamp with time zone[],integer) to tidemark_analyst;
comment on function metrics.count_activity(text[],text[],text[],timestamp with time zone[],integer) is 'Counts these events of activity on their days, or takes them out again: each user once a day, and once for each type.';

-- function metrics.counted_things(company_id text, currency text, source text, which text, from_at timestamp with time zone, to_at timestamp with time zone) returns TABLE(id text, kind text, customer_id text, membership_id text, product_id text, plan_id text, amount numeric, occurred_at timestamp with time zone, raw_seq bigint)
--   language plpgsql, stable, set plan_cache_mode=force_custom_plan, set search_path=""
grant execute on function metrics.counted_things(text,text,text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.counted_things(text,text,text,text,timestamp with time zone,timestamp with time zone) is 'What figures count that is in no ledger: subscriptions at risk, users, trials, activity and active users. One row each.';

-- function metrics.currencies(company_id text) returns text[]
--   language sql, stable, set search_path=""
grant execute on function metrics.currencies(text) to tidemark_analyst;
comment on function metrics.currencies(text) is 'The currencies of a company: first the one that its figures are shown in, then all others that it has revenue in, most of it first.';

-- function metrics.customer_churn_rate(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.ratio
--   language sql, stable, set search_path=""
grant execute on function metrics.customer_churn_rate(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.customer_churn_rate(text,text,timestamp with time zone,timestamp with time zone) is 'Customers who churned in the range ÷ paying customers at its start.';

-- function metrics.day_begins(day date, time_zone text) returns timestamp with time zone
--   language sql, stable
grant execute on function metrics.day_begins(date,text) to tidemark_analyst;
comment on function metrics.day_begins(date,text) is 'The first instant of a day in a time zone.';

-- function metrics.days_by_bucket(company_id text, from_day date, to_day date, bucket text) returns TABLE(day date, bucket_began date, unfinished boolean)
--   language plpgsql, stable, set search_path=""
grant execute on function metrics.days_by_bucket(text,date,date,text) to tidemark_analyst;
comment on function metrics.days_by_bucket(text,date,date,text) is 'Every day of a range with the first day of the day, week or month that it is in, and whether it is unfinished.';

-- function metrics.days_earlier(company_id text, at timestamp with time zone, days integer) returns timestamp with time zone
--   language sql, stable, set search_path=""
grant execute on function metrics.days_earlier(text,timestamp with time zone,integer) to tidemark_analyst;
comment on function metrics.days_earlier(text,timestamp with time zone,integer) is 'The same time of day so many days earlier, in the company''s time zone; infinity is now.';

-- function metrics.dispute_rate_by_purchase(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.ratio
--   language sql, stable, set search_path=""
grant execute on function metrics.dispute_rate_by_purchase(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.dispute_rate_by_purchase(text,text,timestamp with time zone,timestamp with time zone) is 'Payments of the period disputed within 28 days ÷ payments of the period; shown for periods that are at least 28 days old.';

-- function metrics.dispute_rate_filed(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.ratio
--   language sql, stable, set search_path=""
grant execute on function metrics.dispute_rate_filed(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.dispute_rate_filed(text,text,timestamp with time zone,timestamp with time zone) is 'Disputes opened in the last 30 days of the range ÷ payments paid in those 30 days. A payment disputed twice counts once.';

-- function metrics.dispute_reversals(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.money
--   language sql, stable, set search_path=""
grant execute on function metrics.dispute_reversals(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.dispute_reversals(text,text,timestamp with time zone,timestamp with time zone) is 'Disputed money that came back, on the day the dispute was won or closed as a warning.';

-- function metrics.disputes(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.money
--   language sql, stable, set search_path=""
grant execute on function metrics.disputes(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.disputes(text,text,timestamp with time zone,timestamp with time zone) is 'Disputed money, once per dispute, on the day it was opened.';

-- function metrics.expansion_mrr(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.money
--   language sql, stable, set search_path=""
grant execute on function metrics.expansion_mrr(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.expansion_mrr(text,text,timestamp with time zone,timestamp with time zone) is 'MRR added by customers who had some.';

-- function metrics.failed_payments(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.count
--   language sql, stable, set search_path=""
grant execute on function metrics.failed_payments(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.failed_payments(text,text,timestamp with time zone,timestamp with time zone) is 'Payments whose first outcome was a failure, whether or not they were paid later.';

-- function metrics.fees(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.money
--   language sql, stable, set search_path=""
grant execute on function metrics.fees(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.fees(text,text,timestamp with time zone,timestamp with time zone) is 'Fees on payments, where Whop tells them, on the day they were paid.';

-- function metrics.figure_span(company_id text, span text, from_at timestamp with time zone, to_at timestamp with time zone) returns TABLE(from_at timestamp with time zone, to_at timestamp with time zone)
--   language sql, stable, set search_path=""
grant execute on function metrics.figure_span(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.figure_span(text,text,timestamp with time zone,timestamp with time zone) is 'What a span of metrics.figure_parts is in time, for a figure of this company and period.';

-- function metrics.gross_mrr_churn_rate(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.ratio
--   language sql, stable, set search_path=""
grant execute on function metrics.gross_mrr_churn_rate(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.gross_mrr_churn_rate(text,text,timestamp with time zone,timestamp with time zone) is 'MRR lost in the range (churn + contraction) ÷ MRR at its start.';

-- function metrics.gross_revenue(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.money
--   language sql, stable, set search_path=""
grant execute on function metrics.gross_revenue(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.gross_revenue(text,text,timestamp with time zone,timestamp with time zone) is 'What buyers paid, tax included, on the day they paid.';

-- function metrics.gross_revenue_retention(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.ratio
--   language sql, stable, set search_path=""
grant execute on function metrics.gross_revenue_retention(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.gross_revenue_retention(text,text,timestamp with time zone,timestamp with time zone) is 'The share of the MRR at the start of the range that was not lost in it: 1 − gross MRR churn rate.';

-- function metrics.lifetime_value(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.money
--   language sql, stable, set search_path=""
grant execute on function metrics.lifetime_value(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.lifetime_value(text,text,timestamp with time zone,timestamp with time zone) is 'What a customer brings until they leave: ARPU ÷ customer churn rate of the last 30 days of the range. None where nobody churned.';

-- function metrics.monthly_active_users(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.count
--   language sql, stable, set search_path=""
grant execute on function metrics.monthly_active_users(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.monthly_active_users(text,text,timestamp with time zone,timestamp with time zone) is 'Different users who were active in the 30 days that end with the last day of the range.';

-- function metrics.mrr(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.money
--   language sql, stable, set search_path=""
grant execute on function metrics.mrr(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.mrr(text,text,timestamp with time zone,timestamp with time zone) is 'Monthly recurring revenue at the end of the range: what every paying subscription brings in a month, yearly and weekly ones converted. Trials and one-time sales do not count.';

-- function metrics.mrr_at_risk(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.money
--   language sql, stable, set search_path=""
grant execute on function metrics.mrr_at_risk(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.mrr_at_risk(text,text,timestamp with time zone,timestamp with time zone) is 'MRR of subscriptions that are set to cancel at period end and still have access, as of now. None for a range that has ended.';

-- function metrics.mrr_between(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns TABLE(new numeric, reactivation numeric, expansion numeric, contraction numeric, churn numeric, net_new numeric, customers_new bigint, customers_reactivated bigint, customers_churned bigint)
--   language plpgsql, stable, set search_path=""
grant execute on function metrics.mrr_between(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.mrr_between(text,text,timestamp with time zone,timestamp with time zone) is 'Movements of MRR and of paying customers from an instant (included) to another (excluded). One row.';

-- function metrics.mrr_known_at(at timestamp with time zone) returns TABLE(company_id text, day date, currency text, new numeric, reactivation numeric, expansion numeric, contraction numeric, churn numeric, net_new numeric, customers_new integer, customers_reactivated integer, customers_churned integer)
--   language sql, stable
grant execute on function metrics.mrr_known_at(timestamp with time zone) to tidemark_analyst;
comment on function metrics.mrr_known_at(timestamp with time zone) is 'MRR movements by company, day and currency as they were known at an instant: the ledger''s entries with posted_at up to it, added up.';

-- function metrics.net_new_mrr(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.money
--   language sql, stable, set search_path=""
grant execute on function metrics.net_new_mrr(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.net_new_mrr(text,text,timestamp with time zone,timestamp with time zone) is 'By how much MRR changed: new + reactivation + expansion − contraction − churn. MRR at the start + net new MRR = MRR at the end, always.';

-- function metrics.net_revenue(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.money
--   language sql, stable, set search_path=""
grant execute on function metrics.net_revenue(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.net_revenue(text,text,timestamp with time zone,timestamp with time zone) is 'Charges less tax, fees, refunds and disputes, plus disputes won. Each falls on its own day: a refund made in March of a January charge lowers March.';

-- function metrics.net_revenue_retention(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.ratio
--   language sql, stable, set search_path=""
grant execute on function metrics.net_revenue_retention(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.net_revenue_retention(text,text,timestamp with time zone,timestamp with time zone) is '(MRR at the start of the range + expansion + reactivation − contraction − churn in it) ÷ MRR at its start.';

-- function metrics.new_customers(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.count
--   language sql, stable, set search_path=""
grant execute on function metrics.new_customers(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.new_customers(text,text,timestamp with time zone,timestamp with time zone) is 'Customers whose first MRR began.';

-- function metrics.new_mrr(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.money
--   language sql, stable, set search_path=""
grant execute on function metrics.new_mrr(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.new_mrr(text,text,timestamp with time zone,timestamp with time zone) is 'MRR of customers who never had any before.';

-- function metrics.paying_customers(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.count
--   language sql, stable, set search_path=""
grant execute on function metrics.paying_customers(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.paying_customers(text,text,timestamp with time zone,timestamp with time zone) is 'Customers with MRR above 0 at the end of the range.';

-- function metrics.payment_failure_rate(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.ratio
--   language sql, stable, set search_path=""
grant execute on function metrics.payment_failure_rate(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.payment_failure_rate(text,text,timestamp with time zone,timestamp with time zone) is 'Failed payments ÷ (failed + succeeded), each payment counted once, by its first outcome.';

-- function metrics.payment_outcomes_between(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns TABLE(payments bigint, refunded bigint, disputed_within_28_days bigint, succeeded_first bigint, failed_first bigint, failed_first_paid_within_30_days bigint)
--   language plpgsql, stable, set search_path=""
grant execute on function metrics.payment_outcomes_between(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.payment_outcomes_between(text,text,timestamp with time zone,timestamp with time zone) is 'The counts of metrics.payment_outcomes_daily from an instant (included) to another (excluded). One row.';

-- function metrics.payments(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.count
--   language sql, stable, set search_path=""
grant execute on function metrics.payments(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.payments(text,text,timestamp with time zone,timestamp with time zone) is 'Payments that were paid.';

-- function metrics.period(company_id text, from_day date, to_day date, comparison text) returns TABLE(time_zone text, today date, from_at timestamp with time zone, to_at timestamp with time zone, is_over boolean, before_from_day date, before_to_day date, before_from_at timestamp with time zone, before_to_at timestamp with time zone)
--   language plpgsql, stable, set search_path=""
grant execute on function metrics.period(text,date,date,text) to tidemark_analyst;
comment on function metrics.period(text,date,date,text) is 'A range of days as instants in the company''s time zone, and the range to compare it with (previous, year, none). One row.';

-- function metrics.previous_days(days metrics.activity_user_days[]) returns SETOF metrics.active_users_by_previous_day
--   language plpgsql, stable, set search_path=""
grant execute on function metrics.previous_days(metrics.activity_user_days[]) to tidemark_analyst;
comment on function metrics.previous_days(metrics.activity_user_days[]) is 'What these days of users add to metrics.active_users_by_previous_day, while metrics.activity_user_days does not hold them.';

-- function metrics.quick_ratio(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.ratio
--   language sql, stable, set search_path=""
grant execute on function metrics.quick_ratio(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.quick_ratio(text,text,timestamp with time zone,timestamp with time zone) is 'MRR won (new + expansion + reactivation) ÷ MRR lost (contraction + churn).';

-- function metrics.reactivated_customers(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.count
--   language sql, stable, set search_path=""
grant execute on function metrics.reactivated_customers(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.reactivated_customers(text,text,timestamp with time zone,timestamp with time zone) is 'Customers who had MRR before, lost it all, and came back.';

-- function metrics.reactivation_mrr(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.money
--   language sql, stable, set search_path=""
grant execute on function metrics.reactivation_mrr(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.reactivation_mrr(text,text,timestamp with time zone,timestamp with time zone) is 'MRR of customers who had some before, lost it all, and came back.';

-- function metrics.recovery_rate(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.ratio
--   language sql, stable, set search_path=""
grant execute on function metrics.recovery_rate(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.recovery_rate(text,text,timestamp with time zone,timestamp with time zone) is 'Payments whose first outcome was a failure and that were paid within 30 days ÷ payments whose first outcome was a failure.';

-- procedure metrics.refresh(IN view_name text)
--   language plpgsql, security definer, set jit=off, set max_parallel_workers_per_gather=0, set search_path="", set work_mem=64MB
grant execute on procedure metrics.refresh(text) to tidemark_analyst;
comment on procedure metrics.refresh(text) is 'Refreshes a materialized view of schema metrics while it can be read, and notes it in ops.refreshes.';

-- procedure metrics.refresh_due()
--   language plpgsql
grant execute on procedure metrics.refresh_due() to tidemark_analyst;
comment on procedure metrics.refresh_due() is 'Refreshes the materialized views that are due, each in a transaction of its own.';

-- function metrics.refund_amount_rate(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.ratio
--   language sql, stable, set search_path=""
grant execute on function metrics.refund_amount_rate(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.refund_amount_rate(text,text,timestamp with time zone,timestamp with time zone) is 'Refunds ÷ gross revenue, each by its own day: what was given back, as a share of what came in.';

-- function metrics.refund_rate(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.ratio
--   language sql, stable, set search_path=""
grant execute on function metrics.refund_rate(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.refund_rate(text,text,timestamp with time zone,timestamp with time zone) is 'Payments paid in the period that have any refund, whenever it was made ÷ payments paid in the period.';

-- function metrics.refunded_payments(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.count
--   language sql, stable, set search_path=""
grant execute on function metrics.refunded_payments(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.refunded_payments(text,text,timestamp with time zone,timestamp with time zone) is 'Payments refunded for the first time, in part or in full, whatever day they were paid.';

-- function metrics.refunds(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.money
--   language sql, stable, set search_path=""
grant execute on function metrics.refunds(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.refunds(text,text,timestamp with time zone,timestamp with time zone) is 'Money refunded, on the day each refund was made, whatever day the charge was.';

-- function metrics.reporting_currency(company_id text) returns text
--   language sql, stable, set search_path=""
grant execute on function metrics.reporting_currency(text) to tidemark_analyst;
comment on function metrics.reporting_currency(text) is 'The currency that a company''s figures are shown in: the one it set, else the one with most gross revenue.';

-- function metrics.restatements_since(since timestamp with time zone) returns TABLE(company_id text, currency text, day date, raw_seq bigint, posted_on date, posted_at timestamp with time zone, event_name text, received_at timestamp with time zone, entries bigint, kinds text[], payment_id text, source_id text, membership_id text, customer_id text, gross numeric, tax numeric, fees numeric, refunds numeric, disputes numeric, dispute_reversals numeric, net numeric, payments bigint, refunded_payments bigint, disputed_payments bigint, failed_payments bigint, new numeric, reactivation numeric, expansion numeric, contraction numeric, churn numeric, net_new numeric, customers_new bigint, customers_reactivated bigint, customers_churned bigint)
--   language sql, stable
grant execute on function metrics.restatements_since(timestamp with time zone) to tidemark_analyst;
comment on function metrics.restatements_since(timestamp with time zone) is 'Which days changed after they were over, by how much and because of which delivery, of what was posted since an instant.';

-- function metrics.revenue_between(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns TABLE(gross numeric, tax numeric, fees numeric, refunds numeric, disputes numeric, dispute_reversals numeric, net numeric, payments bigint, refunded_payments bigint, disputed_payments bigint, failed_payments bigint)
--   language plpgsql, stable, set search_path=""
grant execute on function metrics.revenue_between(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.revenue_between(text,text,timestamp with time zone,timestamp with time zone) is 'Revenue by kind and payments by outcome from an instant (included) to another (excluded). One row.';

-- function metrics.revenue_known_at(at timestamp with time zone) returns TABLE(company_id text, day date, currency text, gross numeric, tax numeric, fees numeric, refunds numeric, disputes numeric, dispute_reversals numeric, net numeric, payments integer, refunded_payments integer, disputed_payments integer, failed_payments integer)
--   language sql, stable
grant execute on function metrics.revenue_known_at(timestamp with time zone) to tidemark_analyst;
comment on function metrics.revenue_known_at(timestamp with time zone) is 'Revenue by company, day and currency as it was known at an instant: the ledger''s entries with posted_at up to it, added up.';

-- function metrics.stickiness(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.ratio
--   language sql, stable, set search_path=""
grant execute on function metrics.stickiness(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.stickiness(text,text,timestamp with time zone,timestamp with time zone) is 'Active users of the last day of the range ÷ active users of the 30 days that end with it: how much of the month''s audience comes on a day.';

-- function metrics.students(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.count
--   language sql, stable, set search_path=""
grant execute on function metrics.students(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.students(text,text,timestamp with time zone,timestamp with time zone) is 'Customers with at least one membership that gives access, paying or not, at the end of the range.';

-- function metrics.students_between(company_id text, from_at timestamp with time zone, to_at timestamp with time zone) returns TABLE(joins bigint, leaves bigint)
--   language plpgsql, stable, set search_path=""
grant execute on function metrics.students_between(text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.students_between(text,timestamp with time zone,timestamp with time zone) is 'Students who joined and left from an instant (included) to another (excluded). One row.';

-- function metrics.students_joined(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.count
--   language sql, stable, set search_path=""
grant execute on function metrics.students_joined(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.students_joined(text,text,timestamp with time zone,timestamp with time zone) is 'Customers who got access, having had none.';

-- function metrics.students_left(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.count
--   language sql, stable, set search_path=""
grant execute on function metrics.students_left(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.students_left(text,text,timestamp with time zone,timestamp with time zone) is 'Customers whose last access ended.';

-- function metrics.tax(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.money
--   language sql, stable, set search_path=""
grant execute on function metrics.tax(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.tax(text,text,timestamp with time zone,timestamp with time zone) is 'Tax inside what buyers paid, on the day they paid.';

-- function metrics.total_users(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.count
--   language sql, stable, set search_path=""
grant execute on function metrics.total_users(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.total_users(text,text,timestamp with time zone,timestamp with time zone) is 'Every user ever seen before the end of the range.';

-- function metrics.trial_conversion_rate(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.ratio
--   language sql, stable, set search_path=""
grant execute on function metrics.trial_conversion_rate(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.trial_conversion_rate(text,text,timestamp with time zone,timestamp with time zone) is 'Trials started in the period that reached MRR above 0 ÷ trials started in the period; trials still running have not, yet.';

-- function metrics.trials_started(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.count
--   language sql, stable, set search_path=""
grant execute on function metrics.trials_started(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.trials_started(text,text,timestamp with time zone,timestamp with time zone) is 'Trials started in the period: each membership''s first.';

-- function metrics.weekly_active_users(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone) returns metrics.count
--   language sql, stable, set search_path=""
grant execute on function metrics.weekly_active_users(text,text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.weekly_active_users(text,text,timestamp with time zone,timestamp with time zone) is 'Different users who were active in the 7 days that end with the last day of the range.';

-- function metrics.whole_days(company_id text, from_at timestamp with time zone, to_at timestamp with time zone) returns TABLE(first_day date, next_day date, whole_from_at timestamp with time zone, whole_to_at timestamp with time zone)
--   language sql, stable
grant execute on function metrics.whole_days(text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
comment on function metrics.whole_days(text,timestamp with time zone,timestamp with time zone) is 'The days that lie whole in a range, and where the parts of days before and after them end and begin. One row.';

-- ==================== api

create schema api authorization tidemark_owner;
comment on schema api is 'The views and functions that the app calls. The app sees nothing else.';
grant usage on schema api to tidemark_analyst;
grant usage on schema api to tidemark_app;

-- view api.definitions (
  name text collate "C",
  kind text,
  unit text collate "C",
  words text collate "C",
  sql text,
  columns jsonb
);
grant select on api.definitions to tidemark_analyst;
grant select on api.definitions to tidemark_app;
comment on view api.definitions is 'What each figure means, and the SQL that it is: a row per figure, function and relation of schema metrics.';

-- function api.access_entries(company_id text, from_at timestamp with time zone, to_at timestamp with time zone, kinds text[] DEFAULT NULL::text[], after text DEFAULT NULL::text, how_many integer DEFAULT 100) returns TABLE(entry_id bigint, kind text, customer_id text, membership_id text, product_id text, plan_id text, who text, what text, students integer, occurred_at timestamp with time zone, posted_at timestamp with time zone, raw_seq bigint, place text)
--   language plpgsql, stable, security definer, set jit=off, set plan_cache_mode=force_custom_plan, set search_path=""
grant execute on function api.access_entries(text,timestamp with time zone,timestamp with time zone,text[],text,integer) to tidemark_analyst;
grant execute on function api.access_entries(text,timestamp with time zone,timestamp with time zone,text[],text,integer) to tidemark_app;
comment on function api.access_entries(text,timestamp with time zone,timestamp with time zone,text[],text,integer) is 'Entries of the access ledger between two instants, newest first, with who and what; at most 500, the next page after the last row.';

-- function api.activity_by_experience(company_id text, from_day date, to_day date) returns TABLE(experience_id text, title text, events bigint, users bigint)
--   language sql, stable, security definer, set jit=off, set search_path=""
grant execute on function api.activity_by_experience(text,date,date) to tidemark_analyst;
grant execute on function api.activity_by_experience(text,date,date) to tidemark_app;
comment on function api.activity_by_experience(text,date,date) is 'The 20 experiences in which most was done on these days: how often, and by how many different users.';

-- function api.activity_by_type(company_id text, from_at timestamp with time zone, to_at timestamp with time zone) returns TABLE(type text, events bigint, users bigint)
--   language sql, stable, security definer, set jit=off, set search_path=""
grant execute on function api.activity_by_type(text,timestamp with time zone,timestamp with time zone) to tidemark_analyst;
grant execute on function api.activity_by_type(text,timestamp with time zone,timestamp with time zone) to tidemark_app;
comment on function api.activity_by_type(text,timestamp with time zone,timestamp with time zone) is 'What was done, the most frequent first: how often, and by how many different users.';

-- function api.activity_series(company_id text, from_day date, to_day date, bucket text DEFAULT 'day'::text) returns TABLE(from_day date, to_day date, unfinished boolean, events bigint, users bigint, weekly_active_users bigint, monthly_active_users bigint, stickiness metrics.ratio)
--   language sql, stable, security definer, set jit=off, set search_path=""
grant execute on function api.activity_series(text,date,date,text) to tidemark_analyst;
grant execute on function api.activity_series(text,date,date,text) to tidemark_app;
comment on function api.activity_series(text,date,date,text) is 'What was done in every day, week or month of the range, by how many different users, and how many were active in the 7 and 30 days up to its end.';

-- function api.analyze_due() returns SETOF text
--   language plpgsql, volatile, security definer, set search_path=""
grant execute on function api.analyze_due() to tidemark_analyst;
grant execute on function api.analyze_due() to tidemark_app;
comment on function api.analyze_due() is 'Gathers statistics on the tables that have grown a lot since it was done last; returns their names.';

-- function api.books_balance(company_id text) returns TABLE(balance boolean, identities bigint, broken text[])
--   language sql, stable, security definer, set jit=off, set search_path=""
grant execute on function api.books_balance(text) to tidemark_analyst;
grant execute on function api.books_balance(text) to tidemark_app;
comment on function api.books_balance(text) is 'Whether all identities of a company hold, how many there are, and which do not. One row.';

-- function api.cohorts(company_id text, currency text) returns TABLE(cohort_month date, months_after integer, month date, customers metrics.count, first_mrr metrics.money, retained_customers metrics.count, retained_mrr metrics.money, customer_retention metrics.ratio, mrr_retention metrics.ratio, is_final boolean)
--   language sql, stable, security definer, set jit=off, set search_path=""
grant execute on function api.cohorts(text,text) to tidemark_analyst;
grant execute on function api.cohorts(text,text) to tidemark_app;
comment on function api.cohorts(text,text) is 'How many of each month''s new customers have MRR, and how much, at the end of each month since; the newest cohort first.';

-- function api.companies() returns TABLE(company_id text, title text, last_received_at timestamp with time zone)
--   language sql, stable, security definer, set jit=off, set search_path=""
grant execute on function api.companies() to tidemark_analyst;
grant execute on function api.companies() to tidemark_app;
comment on function api.companies() is 'Every company that has deliveries, the last active first.';

-- function api.company(company_id text) returns TABLE(title text, currency text, time_zone text, week_start smallint, today date, first_day date, data_through timestamp with time zone, deliveries bigint, other_currencies text[])
--   language sql, stable, security definer, set jit=off, set search_path=""
grant execute on function api.company(text) to tidemark_analyst;
grant execute on function api.company(text) to tidemark_app;
comment on function api.company(text) is 'What the page says of a company beside its figures: title, currency, zone, today, first day, newest delivery. One row.';

-- function api.count_redeliveries(delivery_keys text[], received_at timestamp with time zone[]) returns void
--   language sql, volatile, security definer, set search_path=""
grant execute on function api.count_redeliveries(text[],timestamp with time zone[]) to tidemark_analyst;
grant execute on function api.count_redeliveries(text[],timestamp with time zone[]) to tidemark_app;
comment on function api.count_redeliveries(text[],timestamp with time zone[]) is 'Counts arrivals of deliveries that were already stored.';

-- function api.customer_value(company_id text, currency text, how_many integer DEFAULT 50, after_net numeric DEFAULT NULL::numeric, after_customer_id text DEFAULT NULL::text) returns TABLE(customer_id text, name text, username text, payments metrics.count, gross metrics.money, refunds metrics.money, net metrics.money, mrr metrics.money, first_paid_at timestamp with time zone, last_paid_at timestamp with time zone, customer_since timestamp with time zone, months integer, has_access boolean)
--   language sql, stable, security definer, set jit=off, set search_path=""
grant execute on function api.customer_value(text,text,integer,numeric,text) to tidemark_analyst;
grant execute on function api.customer_value(text,text,integer,numeric,text) to tidemark_app;
comment on function api.customer_value(text,text,integer,numeric,text) is 'The customers who brought most, page by page: the next page comes after net and customer_id of the last row; at most 500 a page.';

-- function api.deliveries(company_id text, state text DEFAULT NULL::text, event_type text DEFAULT NULL::text, search text DEFAULT NULL::text, before_seq bigint DEFAULT NULL::bigint, how_many integer DEFAULT 50) returns SETOF core.deliveries
--   language sql, stable, security definer, set jit=off, set search_path=""
grant execute on function api.deliveries(text,text,text,text,bigint,integer) to tidemark_analyst;
grant execute on function api.deliveries(text,text,text,text,bigint,integer) to tidemark_app;
comment on function api.deliveries(text,text,text,text,bigint,integer) is 'A company''s deliveries and what became of them, newest first, at most 200; the next page before the last row''s seq.';

-- function api.deliveries_behind(company_id text, ledger text, entry_id bigint, after_seq bigint DEFAULT NULL::bigint, how_many integer DEFAULT 100) returns TABLE(seq bigint, delivery_key text, source text, name text, received_at timestamp with time zone)
--   language sql, stable, security definer, set jit=off, set search_path=""
grant execute on function api.deliveries_behind(text,text,bigint,bigint,integer) to tidemark_analyst;
grant execute on function api.deliveries_behind(text,text,bigint,bigint,integer) to tidemark_app;
comment on function api.deliveries_behind(text,text,bigint,bigint,integer) is 'The deliveries that told what a ledger entry was reckoned from, the last received first; at most 500, the next page after the last row.';

-- function api.deliveries_reach(company_id text, before_seq bigint DEFAULT NULL::bigint) returns TABLE(seq bigint, received_at timestamp with time zone, looks_at_everybody boolean)
--   language sql, stable, security definer, set jit=off, set search_path=""
grant execute on function api.deliveries_reach(text,bigint) to tidemark_analyst;
grant execute on function api.deliveries_reach(text,bigint) to tidemark_app;
comment on function api.deliveries_reach(text,bigint) is 'How far back api.deliveries looks by what has no index: to this one, the first it does not look at; no row: at all.';

-- function api.deliveries_without_company(state text DEFAULT NULL::text, event_type text DEFAULT NULL::text, search text DEFAULT NULL::text, before_seq bigint DEFAULT NULL::bigint, how_many integer DEFAULT 50) returns SETOF core.deliveries
--   language sql, stable, security definer, set jit=off, set search_path=""
grant execute on function api.deliveries_without_company(text,text,text,bigint,integer) to tidemark_analyst;
grant execute on function api.deliveries_without_company(text,text,text,bigint,integer) to tidemark_app;
comment on function api.deliveries_without_company(text,text,text,bigint,integer) is 'The deliveries whose company is not known, newest first, at most 200; for the owner of the place.';

-- function api.delivery(company_id text, seq bigint, reveal boolean DEFAULT false) returns TABLE(told core.deliveries, headers jsonb, payload jsonb, payload_bytes integer, hidden text[], body text, body_bytes integer, message text, events jsonb, entries jsonb)
--   language sql, stable, security definer, set jit=off, set search_path=""
grant execute on function api.delivery(text,bigint,boolean) to tidemark_analyst;
grant execute on function api.delivery(text,bigint,boolean) to tidemark_app;
comment on function api.delivery(text,bigint,boolean) is 'All there is to know of one of a company''s deliveries: its payload, events, ledger entries and error; personal data as dots unless asked for.';

-- function api.delivery_health(company_id text) returns TABLE(last_received_at timestamp with time zone, last_event_name text, since timestamp with time zone, deliveries bigint, projected bigint, kept bigint, test bigint, failed bigint, redelivered bigint, latency_p50 numeric, latency_p95 numeric, failed_in_all bigint)
--   language plpgsql, stable, security definer, set jit=off, set plan_cache_mode=force_custom_plan, set search_path=""
grant execute on function api.delivery_health(text) to tidemark_analyst;
grant execute on function api.delivery_health(text) to tidemark_app;
comment on function api.delivery_health(text) is 'How a company''s deliveries have been arriving in the last 24 hours: how many, by state, how often again, and their latency (p50, p95 in seconds).';

-- function api.delivery_without_company(seq bigint, reveal boolean DEFAULT false) returns TABLE(told core.deliveries, headers jsonb, payload jsonb, payload_bytes integer, hidden text[], body text, body_bytes integer, message text, events jsonb, entries jsonb)
--   language sql, stable, security definer, set jit=off, set search_path=""
grant execute on function api.delivery_without_company(bigint,boolean) to tidemark_analyst;
grant execute on function api.delivery_without_company(bigint,boolean) to tidemark_app;
comment on function api.delivery_without_company(bigint,boolean) is 'All there is to know of one delivery whose company is not known; for the owner of the place.';

-- function api.events_behind(company_id text, ledger text, entry_id bigint, after_seq bigint DEFAULT NULL::bigint, after_part integer DEFAULT NULL::integer, how_many integer DEFAULT 100) returns TABLE(raw_seq bigint, part integer, type text, source_type text, occurred_at timestamp with time zone, status text, amount numeric, currency text, payment_id text, refund_id text, dispute_id text, membership_id text, plan_id text, received_at timestamp with time zone)
--   language sql, stable, security definer, set jit=off, set search_path=""
grant execute on function api.events_behind(text,text,bigint,bigint,integer,integer) to tidemark_analyst;
grant execute on function api.events_behind(text,text,bigint,bigint,integer,integer) to tidemark_app;
comment on function api.events_behind(text,text,bigint,bigint,integer,integer) is 'The events that a ledger entry was reckoned from, the last received first; at most 500, the next page after the last row.';

-- function api.feed(company_id text, how_many integer) returns TABLE(id text, seq bigint, category text, type text, source_type text, occurred_at timestamp with time zone, received_at timestamp with time zone, who text, what text, amount numeric, currency text, status text, is_test boolean)
--   language sql, stable, security definer, set jit=off, set search_path=""
grant execute on function api.feed(text,integer) to tidemark_analyst;
grant execute on function api.feed(text,integer) to tidemark_app;
comment on function api.feed(text,integer) is 'The newest events of a company, in the order they arrived, newest first; at most 500.';

-- function api.figure_entries(company_id text, currency text, figure text, from_at timestamp with time zone, to_at timestamp with time zone, after text DEFAULT NULL::text, how_many integer DEFAULT 100) returns TABLE(list integer, part text, id text, ledger text, entry_id bigint, kind text, payment_id text, source_id text, customer_id text, membership_id text, product_id text, plan_id text, who text, what text, amount numeric, occurred_at timestamp with time zone, posted_at timestamp with time zone, raw_seq bigint, place text)
--   language plpgsql, stable, security definer, set jit=off, set plan_cache_mode=force_custom_plan, set search_path=""
grant execute on function api.figure_entries(text,text,text,timestamp with time zone,timestamp with time zone,text,integer) to tidemark_analyst;
grant execute on function api.figure_entries(text,text,text,timestamp with time zone,timestamp with time zone,text,integer) to tidemark_app;
comment on function api.figure_entries(text,text,text,timestamp with time zone,timestamp with time zone,text,integer) is 'What a figure is made of: its ledger entries, standings or things, which add up to it; at most 500, the next page after the last row.';

-- function api.figures(company_id text, currency text, from_day date, to_day date, comparison text, figures text[] DEFAULT NULL::text[]) returns TABLE(figure text, unit text, value numeric, before numeric)
--   language plpgsql, stable, security definer, set jit=off, set search_path=""
grant execute on function api.figures(text,text,date,date,text,text[]) to tidemark_analyst;
grant execute on function api.figures(text,text,date,date,text,text[]) to tidemark_app;
comment on function api.figures(text,text,date,date,text,text[]) is 'Figures of a range of days, each with what it was in the range before: previous, year or none. A row per figure, in the order asked.';

-- function api.members_at_risk(company_id text) returns TABLE(membership_id text, user_id text, name text, username text, plan_id text, plan_title text, currency text, mrr metrics.money, ends_at timestamp with time zone)
--   language sql, stable, security definer, set jit=off, set search_path=""
grant execute on function api.members_at_risk(text) to tidemark_analyst;
grant execute on function api.members_at_risk(text) to tidemark_app;
comment on function api.members_at_risk(text) is 'Who still pays and will leave with the end of their period, the first to leave first; at most 500.';

-- function api.monthly_statement(company_id text, currency text) returns TABLE(month date, gross metrics.money, tax metrics.money, fees metrics.money, refunds metrics.money, disputes metrics.money, dispute_reversals metrics.money, net metrics.money, payments metrics.count, mrr_start metrics.money, new metrics.money, reactivation metrics.money, expansion metrics.money, contraction metrics.money, churn metrics.money, net_new metrics.money, mrr_end metrics.money, customers_start metrics.count, customers_new metrics.count, customers_reactivated metrics.count, customers_churned metrics.count, customers_end metrics.count, is_final boolean)
--   language sql, stable, security definer, set jit=off, set search_path=""
grant execute on function api.monthly_statement(text,text) to tidemark_analyst;
grant execute on function api.monthly_statement(text,text) to tidemark_app;
comment on function api.monthly_statement(text,text) is 'Money, MRR and customers of each month in lines that add up, the newest month first.';

-- function api.mrr_as_known(company_id text, at timestamp with time zone) returns TABLE(day date, currency text, new numeric, reactivation numeric, expansion numeric, contraction numeric, churn numeric, net_new numeric, customers_new integer, customers_reactivated integer, customers_churned integer)
--   language sql, stable, security definer, set jit=off, set search_path=""
grant execute on function api.mrr_as_known(text,timestamp with time zone) to tidemark_analyst;
grant execute on function api.mrr_as_known(text,timestamp with time zone) to tidemark_app;
comment on function api.mrr_as_known(text,timestamp with time zone) is 'MRR movements by day and currency, in major units a month, as the page would have shown them at that instant: what had been posted by then.';

-- function api.mrr_entries(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone, kinds text[] DEFAULT NULL::text[], after text DEFAULT NULL::text, how_many integer DEFAULT 100, which text DEFAULT NULL::text) returns TABLE(entry_id bigint, kind text, customer_id text, membership_id text, product_id text, plan_id text, who text, what text, amount numeric, customers integer, occurred_at timestamp with time zone, posted_at timestamp with time zone, raw_seq bigint, place text)
--   language plpgsql, stable, security definer, set jit=off, set plan_cache_mode=force_custom_plan, set search_path=""
grant execute on function api.mrr_entries(text,text,timestamp with time zone,timestamp with time zone,text[],text,integer,text) to tidemark_analyst;
grant execute on function api.mrr_entries(text,text,timestamp with time zone,timestamp with time zone,text[],text,integer,text) to tidemark_app;
comment on function api.mrr_entries(text,text,timestamp with time zone,timestamp with time zone,text[],text,integer,text) is 'Entries of the MRR ledger between two instants, newest first, with who and what; at most 500, the next page after the last row.';

-- function api.mrr_series(company_id text, currency text, from_day date, to_day date, bucket text DEFAULT 'day'::text) returns TABLE(from_day date, to_day date, unfinished boolean, new numeric, reactivation numeric, expansion numeric, contraction numeric, churn numeric, net_new numeric, customers_new bigint, customers_reactivated bigint, customers_churned bigint, mrr numeric, customers bigint)
--   language sql, stable, security definer, set jit=off, set search_path=""
grant execute on function api.mrr_series(text,text,date,date,text) to tidemark_analyst;
grant execute on function api.mrr_series(text,text,date,date,text) to tidemark_app;
comment on function api.mrr_series(text,text,date,date,text) is 'What moved MRR (major units a month) in every day, week or month of the range, and MRR and paying customers at its end.';

-- function api.payments_to_recover(company_id text) returns TABLE(payment_id text, user_id text, name text, username text, membership_id text, plan_id text, plan_title text, currency text, amount metrics.money, status text, failed_at timestamp with time zone)
--   language sql, stable, security definer, set jit=off, set search_path=""
grant execute on function api.payments_to_recover(text) to tidemark_analyst;
grant execute on function api.payments_to_recover(text) to tidemark_app;
comment on function api.payments_to_recover(text) is 'Payments that failed first, within the last 30 days, and are not paid yet, the newest first; at most 500.';

-- function api.plan_performance(company_id text, currency text, by text DEFAULT 'plan'::text) returns TABLE(key text, title text, product_title text, tier text, members metrics.count, paying_customers metrics.count, mrr metrics.money, arpu metrics.money, paying_customers_before metrics.count, new_customers_30d metrics.count, churned_customers_30d metrics.count, churn_rate_30d metrics.ratio, gross_30d metrics.money, refunds_30d metrics.money, net_30d metrics.money, gross metrics.money, refunds metrics.money, net metrics.money)
--   language plpgsql, stable, security definer, set jit=off, set search_path=""
grant execute on function api.plan_performance(text,text,text) to tidemark_analyst;
grant execute on function api.plan_performance(text,text,text) to tidemark_app;
comment on function api.plan_performance(text,text,text) is 'What each plan, product or tier brings: members, paying customers, MRR, churn, revenue. The rows add up to the company''s.';

-- function api.price_unknown(company_id text) returns TABLE(membership_id text, user_id text, name text, username text, plan_id text, plan_title text, status text, started_at timestamp with time zone)
--   language sql, stable, security definer, set jit=off, set search_path=""
grant execute on function api.price_unknown(text) to tidemark_analyst;
grant execute on function api.price_unknown(text) to tidemark_app;
comment on function api.price_unknown(text) is 'Paying memberships of which nobody told what they pay, the newest first; at most 500.';

-- function api.ready() returns boolean
--   language sql, stable, security definer, set search_path=""
grant execute on function api.ready() to tidemark_analyst;
grant execute on function api.ready() to tidemark_app;
comment on function api.ready() is 'True when a delivery could be stored now.';

-- function api.record_refused_requests(hours timestamp with time zone[], reasons text[], requests bigint[], samples jsonb) returns void
--   language sql, volatile, security definer, set search_path=""
grant execute on function api.record_refused_requests(timestamp with time zone[],text[],bigint[],jsonb) to tidemark_analyst;
grant execute on function api.record_refused_requests(timestamp with time zone[],text[],bigint[],jsonb) to tidemark_app;
comment on function api.record_refused_requests(timestamp with time zone[],text[],bigint[],jsonb) is 'Counts refused requests and keeps the last 50 of each reason, without their bodies.';

-- function api.refresh_due() returns TABLE(view_name text, duration interval, error text)
--   language plpgsql, volatile, security definer, set lock_timeout=5s, set search_path=""
grant execute on function api.refresh_due() to tidemark_analyst;
grant execute on function api.refresh_due() to tidemark_app;
comment on function api.refresh_due() is 'Refreshes one materialized view that is due and returns it, with its error if it failed; no row: none is due.';

-- function api.refresh_state() returns TABLE(view_name text, as_of timestamp with time zone, refreshed_at timestamp with time zone, took interval, refreshed_by text, is_due boolean, error text, failed_at timestamp with time zone)
--   language sql, stable, security definer, set jit=off, set search_path=""
grant execute on function api.refresh_state() to tidemark_analyst;
grant execute on function api.refresh_state() to tidemark_app;
comment on function api.refresh_state() is 'How old each materialized view is, whether it is due, and its error if it fails. One row per view.';

-- function api.refused_requests(since timestamp with time zone, samples integer) returns TABLE(reason text, requests bigint, hourly jsonb, last jsonb)
--   language sql, stable, security definer, set jit=off, set search_path=""
grant execute on function api.refused_requests(timestamp with time zone,integer) to tidemark_analyst;
grant execute on function api.refused_requests(timestamp with time zone,integer) to tidemark_app;
comment on function api.refused_requests(timestamp with time zone,integer) is 'Per reason, the requests refused since then: how many, by hour, and the newest, without their bodies.';

-- function api.replay(company_id text, seq bigint) returns TABLE(state_before text, state text, posted bigint, sqlstate text, error text)
--   language sql, volatile, security definer, set search_path=""
grant execute on function api.replay(text,bigint) to tidemark_analyst;
grant execute on function api.replay(text,bigint) to tidemark_app;
comment on function api.replay(text,bigint) is 'Reads one of a company''s deliveries again and projects it; says what state it was and is in, what was posted, and its error.';

-- function api.replay_without_company(seq bigint) returns TABLE(state_before text, state text, posted bigint, sqlstate text, error text)
--   language sql, volatile, security definer, set search_path=""
grant execute on function api.replay_without_company(bigint) to tidemark_analyst;
grant execute on function api.replay_without_company(bigint) to tidemark_app;
comment on function api.replay_without_company(bigint) is 'Reads one delivery whose company is not known again and projects it; for the owner of the place.';

-- function api.restatements(company_id text, currency text, since timestamp with time zone, how_many integer) returns TABLE(day date, raw_seq bigint, posted_at timestamp with time zone, event_name text, received_at timestamp with time zone, entries bigint, kinds text[], payment_id text, source_id text, membership_id text, customer_id text, who text, what text, gross numeric, tax numeric, fees numeric, refunds numeric, disputes numeric, dispute_reversals numeric, net numeric, payments bigint, refunded_payments bigint, disputed_payments bigint, failed_payments bigint, new numeric, reactivation numeric, expansion numeric, contraction numeric, churn numeric, net_new numeric, customers_new bigint, customers_reactivated bigint, customers_churned bigint)
--   language plpgsql, stable, security definer, set jit=off, set plan_cache_mode=force_custom_plan, set search_path=""
grant execute on function api.restatements(text,text,timestamp with time zone,integer) to tidemark_analyst;
grant execute on function api.restatements(text,text,timestamp with time zone,integer) to tidemark_app;
comment on function api.restatements(text,text,timestamp with time zone,integer) is 'Which days changed after they were over, by what was posted since an instant: when, by how much, because of which delivery; the last first, at most 500.';

-- function api.revenue_as_known(company_id text, at timestamp with time zone) returns TABLE(day date, currency text, gross numeric, tax numeric, fees numeric, refunds numeric, disputes numeric, dispute_reversals numeric, net numeric, payments integer, refunded_payments integer, disputed_payments integer, failed_payments integer)
--   language sql, stable, security definer, set jit=off, set search_path=""
grant execute on function api.revenue_as_known(text,timestamp with time zone) to tidemark_analyst;
grant execute on function api.revenue_as_known(text,timestamp with time zone) to tidemark_app;
comment on function api.revenue_as_known(text,timestamp with time zone) is 'Revenue by day and currency, in major units, as the page would have shown it at that instant: what had been posted by then.';

-- function api.revenue_entries(company_id text, currency text, from_at timestamp with time zone, to_at timestamp with time zone, kinds text[] DEFAULT NULL::text[], after text DEFAULT NULL::text, how_many integer DEFAULT 100, which text DEFAULT NULL::text) returns TABLE(entry_id bigint, kind text, payment_id text, source_id text, membership_id text, customer_id text, product_id text, plan_id text, who text, what text, amount numeric, payments integer, occurred_at timestamp with time zone, posted_at timestamp with time zone, raw_seq bigint, place text)
--   language plpgsql, stable, security definer, set jit=off, set plan_cache_mode=force_custom_plan, set search_path=""
grant execute on function api.revenue_entries(text,text,timestamp with time zone,timestamp with time zone,text[],text,integer,text) to tidemark_analyst;
grant execute on function api.revenue_entries(text,text,timestamp with time zone,timestamp with time zone,text[],text,integer,text) to tidemark_app;
comment on function api.revenue_entries(text,text,timestamp with time zone,timestamp with time zone,text[],text,integer,text) is 'Entries of the revenue ledger between two instants, newest first, with who and what; at most 500, the next page after the last row.';

-- function api.revenue_series(company_id text, currency text, from_day date, to_day date, bucket text DEFAULT 'day'::text) returns TABLE(from_day date, to_day date, unfinished boolean, gross numeric, tax numeric, fees numeric, refunds numeric, disputes numeric, dispute_reversals numeric, net numeric, payments bigint, refunded_payments bigint, disputed_payments bigint, failed_payments bigint)
--   language sql, stable, security definer, set jit=off, set search_path=""
grant execute on function api.revenue_series(text,text,date,date,text) to tidemark_analyst;
grant execute on function api.revenue_series(text,text,date,date,text) to tidemark_app;
comment on function api.revenue_series(text,text,date,date,text) is 'Revenue by kind, in major units, of every day, week or month of the range; gaps are zeros.';

-- function api.save_settings(company_id text, time_zone text, currency text, week_start integer) returns void
--   language plpgsql, volatile, security definer, set search_path=""
grant execute on function api.save_settings(text,text,text,integer) to tidemark_app;
comment on function api.save_settings(text,text,text,integer) is 'Saves a company''s time zone, currency and first day of the week, and adds up its days anew if the zone changed.';

-- function api.set_tier(company_id text, plan_id text, tier text, tier_position integer DEFAULT NULL::integer) returns void
--   language plpgsql, volatile, security definer, set search_path=""
grant execute on function api.set_tier(text,text,text,integer) to tidemark_app;
comment on function api.set_tier(text,text,text,integer) is 'Puts a plan into a tier of the company''s own naming; null takes it out. The tier''s place may be given too.';

-- function api.settings(company_id text) returns TABLE(company_id text, time_zone text, currency text, week_start smallint, updated_at timestamp with time zone)
--   language sql, stable, security definer, set jit=off, set search_path=""
grant execute on function api.settings(text) to tidemark_analyst;
grant execute on function api.settings(text) to tidemark_app;
comment on function api.settings(text) is 'A company''s time zone, the currency shown first, and the first day of its weeks. One row.';

-- function api.standing_entries(company_id text, currency text, standing text, at timestamp with time zone, after text DEFAULT NULL::text, how_many integer DEFAULT 100) returns TABLE(id text, entry_id bigint, customer_id text, membership_id text, product_id text, plan_id text, who text, what text, amount numeric, mrr numeric, since timestamp with time zone, posted_at timestamp with time zone, raw_seq bigint, place text)
--   language plpgsql, stable, security definer, set jit=off, set plan_cache_mode=force_custom_plan, set search_path=""
grant execute on function api.standing_entries(text,text,text,timestamp with time zone,text,integer) to tidemark_analyst;
grant execute on function api.standing_entries(text,text,text,timestamp with time zone,text,integer) to tidemark_app;
comment on function api.standing_entries(text,text,text,timestamp with time zone,text,integer) is 'Whose subscriptions make up MRR, paying customers or students as of an instant, and since when; at most 500, the next page after the last row.';

-- function api.students_series(company_id text, from_day date, to_day date, bucket text DEFAULT 'day'::text) returns TABLE(from_day date, to_day date, unfinished boolean, joins bigint, leaves bigint, students bigint)
--   language sql, stable, security definer, set jit=off, set search_path=""
grant execute on function api.students_series(text,date,date,text) to tidemark_analyst;
grant execute on function api.students_series(text,date,date,text) to tidemark_app;
comment on function api.students_series(text,date,date,text) is 'Students who joined and left in every day, week or month of the range, and how many there were at its end.';

-- function api.tiers(company_id text) returns TABLE(tier text, "position" integer, plan_id text, title text, product_title text)
--   language sql, stable, security definer, set jit=off, set search_path=""
grant execute on function api.tiers(text) to tidemark_analyst;
grant execute on function api.tiers(text) to tidemark_app;
comment on function api.tiers(text) is 'The plans that a company put into tiers, in the order of its tiers. One row per plan.';

-- function api.trials(company_id text) returns TABLE(month date, started metrics.count, converted metrics.count, running metrics.count, conversion_rate metrics.ratio, is_open boolean)
--   language sql, stable, security definer, set jit=off, set search_path=""
grant execute on function api.trials(text) to tidemark_analyst;
grant execute on function api.trials(text) to tidemark_app;
comment on function api.trials(text) is 'Trials by the month in which they began, how many reached MRR and how many still run, the newest month first.';

-- function api.unmapped_plans(company_id text) returns TABLE(plan_id text, title text, product_title text, renewal_price metrics.money, currency text, billing_period_days integer, members metrics.count, paying_customers metrics.count)
--   language sql, stable, security definer, set jit=off, set search_path=""
grant execute on function api.unmapped_plans(text) to tidemark_analyst;
grant execute on function api.unmapped_plans(text) to tidemark_app;
comment on function api.unmapped_plans(text) is 'Plans that are in no tier yet, those with most members first; at most 500.';

-- function api.without_company() returns TABLE(unassigned bigint, failed bigint, test bigint)
--   language sql, stable, security definer, set jit=off, set search_path=""
grant execute on function api.without_company() to tidemark_analyst;
grant execute on function api.without_company() to tidemark_app;
comment on function api.without_company() is 'How many deliveries are nobody''s: waiting for their company, failed, or tests; counted up to 1,000. For the owner of the place.';

-- ==================== ops

create schema ops authorization tidemark_owner;
comment on schema ops is 'Running the place: applied files, settings, failures, refresh log.';
grant usage on schema ops to tidemark_analyst;

create table ops.applied_files (
  path text not null,
  kind text not null,
  checksum text not null,
  applied_at timestamp with time zone not null default now(),
  applied_by text not null default SESSION_USER,
  constraint applied_files_pkey PRIMARY KEY (path)
);
grant select on ops.applied_files to tidemark_analyst;
comment on table ops.applied_files is 'One row per file of db/ that was applied, with the checksum it had then.';
comment on column ops.applied_files.path is 'The file, relative to db/.';
comment on column ops.applied_files.kind is 'migration (run once), function, trigger or view (applied again when the file changes).';
comment on column ops.applied_files.checksum is 'SHA-256 of the file as it was applied.';
comment on column ops.applied_files.applied_at is 'When it was last applied.';
comment on column ops.applied_files.applied_by is 'The database user who applied it.';

create table ops.company_settings (
  company_id text not null,
  time_zone text not null default 'UTC'::text,
  currency text,
  updated_at timestamp with time zone not null default now(),
  week_start smallint not null default 1,
  constraint company_settings_pkey PRIMARY KEY (company_id),
  constraint currency_is_a_lower_case_code CHECK ((currency = lower(currency))),
  constraint week_start_is_a_day_of_the_week CHECK (((week_start >= 1) AND (week_start <= 7)))
);
CREATE TRIGGER follow_time_zone AFTER UPDATE OF time_zone, company_id ON ops.company_settings FOR EACH ROW WHEN (((new.time_zone <> old.time_zone) OR (new.company_id <> old.company_id))) EXECUTE FUNCTION ops.follow_time_zone();
comment on trigger follow_time_zone on ops.company_settings is 'Keeps the daily summaries in the company''s time zone.';
CREATE TRIGGER follow_time_zone_of_gone AFTER DELETE ON ops.company_settings FOR EACH ROW WHEN ((old.time_zone <> 'UTC'::text)) EXECUTE FUNCTION ops.follow_time_zone();
comment on trigger follow_time_zone_of_gone on ops.company_settings is 'Keeps the daily summaries in the company''s time zone.';
CREATE TRIGGER follow_time_zone_of_new AFTER INSERT ON ops.company_settings FOR EACH ROW WHEN ((new.time_zone <> 'UTC'::text)) EXECUTE FUNCTION ops.follow_time_zone();
comment on trigger follow_time_zone_of_new on ops.company_settings is 'Keeps the daily summaries in the company''s time zone.';
grant select on ops.company_settings to tidemark_analyst;
comment on table ops.company_settings is 'One row per company that set anything.';
comment on column ops.company_settings.company_id is 'The company.';
comment on column ops.company_settings.time_zone is 'IANA name: where its days begin. UTC until set.';
comment on column ops.company_settings.currency is 'Currency to show first; null: the one with most revenue.';
comment on column ops.company_settings.updated_at is 'When it was changed last.';
comment on column ops.company_settings.week_start is 'First day of its weeks: 1 Monday … 7 Sunday.';

create table ops.failures (
  raw_seq bigint not null,
  company_id text,
  sqlstate text not null,
  message text not null,
  failures integer not null default 1,
  first_failed_at timestamp with time zone not null default clock_timestamp(),
  last_failed_at timestamp with time zone not null default clock_timestamp(),
  constraint failures_pkey PRIMARY KEY (raw_seq)
);
CREATE INDEX failures_by_company ON ops.failures USING btree (company_id, raw_seq);
grant select on ops.failures to tidemark_analyst;
comment on table ops.failures is 'One row per delivery that is stored but could not be projected. Its neighbours were.';
comment on column ops.failures.raw_seq is 'The delivery: raw.webhook_events.seq.';
comment on column ops.failures.company_id is 'Whose it is: the company that it names, or whose it had been found to be; null: not known.';
comment on column ops.failures.sqlstate is 'SQLSTATE of the error.';
comment on column ops.failures.message is 'What PostgreSQL said.';
comment on column ops.failures.failures is 'How often it was tried and failed.';
comment on column ops.failures.first_failed_at is 'When it failed first.';
comment on column ops.failures.last_failed_at is 'When it failed last.';

create table ops.forgotten_users (
  user_id text not null,
  forgotten_at timestamp with time zone not null default clock_timestamp(),
  forgotten_by text not null default SESSION_USER,
  constraint forgotten_users_pkey PRIMARY KEY (user_id)
);
grant select on ops.forgotten_users to tidemark_analyst;
comment on table ops.forgotten_users is 'One row per person whose data was blanked by core.forget_user. Their id stays, so that later deliveries are blanked too.';
comment on column ops.forgotten_users.user_id is 'Whop''s id (user_…).';
comment on column ops.forgotten_users.forgotten_at is 'When it was asked.';
comment on column ops.forgotten_users.forgotten_by is 'The database user who asked.';

create table ops.personal_keys (
  key text not null,
  what text not null,
  but_not_inside text[] not null default '{}'::text[],
  constraint personal_keys_pkey PRIMARY KEY (key),
  constraint key_is_a_word_or_the_end_of_one CHECK ((key ~ '^[*]?[a-z0-9_]+$'::text))
);
grant select on ops.personal_keys to tidemark_analyst;
comment on table ops.personal_keys is 'One row per name of a field (or a family of them: "*_email") whose value is about a person, or a secret: whoever looks at a delivery sees it only when they ask for it (core.masked).';
comment on column ops.personal_keys.key is 'The name in a payload, lower case; "*" at its beginning stands for anything.';
comment on column ops.personal_keys.what is 'What it holds.';
comment on column ops.personal_keys.but_not_inside is 'Objects in which that name is a thing''s and no person''s: the name of a product.';

create table ops.refreshes (
  refresh_id bigint not null generated always as identity,
  view_name text not null,
  started_at timestamp with time zone not null,
  finished_at timestamp with time zone not null default clock_timestamp(),
  refreshed_by text not null default SESSION_USER,
  error text,
  inputs jsonb not null default '{}'::jsonb,
  constraint refreshes_pkey PRIMARY KEY (refresh_id)
);
CREATE INDEX refreshes_by_view ON ops.refreshes USING btree (view_name, started_at DESC);
grant select on ops.refreshes to tidemark_analyst;
comment on table ops.refreshes is 'One row per refresh of a materialized view through metrics.refresh.';
comment on column ops.refreshes.refresh_id is 'Order of refreshes.';
comment on column ops.refreshes.view_name is 'The view, without its schema.';
comment on column ops.refreshes.started_at is 'When it began.';
comment on column ops.refreshes.finished_at is 'When it ended.';
comment on column ops.refreshes.refreshed_by is 'The database user who asked.';
comment on column ops.refreshes.error is 'Why it failed; null: it did not.';
comment on column ops.refreshes.inputs is 'What it had seen of each input (metrics.refresh_inputs): where one of them has changed since, the view is due again.';

create table ops.refused_hourly (
  hour timestamp with time zone not null,
  reason text not null,
  requests bigint not null,
  constraint refused_hourly_pkey PRIMARY KEY (hour, reason),
  constraint hour_begins_on_the_hour CHECK ((hour = date_trunc('hour'::text, hour, 'UTC'::text))),
  constraint requests_are_at_least_one CHECK ((requests > 0))
);
grant select on ops.refused_hourly to tidemark_analyst;
comment on table ops.refused_hourly is 'One row per hour and reason for which requests were refused. Hours older than 90 days are dropped.';
comment on column ops.refused_hourly.hour is 'When the hour began, UTC.';
comment on column ops.refused_hourly.reason is 'no_secret, missing_signature, malformed_signature, stale_timestamp, future_timestamp, wrong_signature or too_large.';
comment on column ops.refused_hourly.requests is 'How many were refused.';

create table ops.refused_requests (
  refused_id bigint not null generated always as identity,
  received_at timestamp with time zone not null,
  reason text not null,
  scheme text not null,
  clock_difference_seconds bigint,
  body_bytes bigint,
  headers jsonb not null,
  constraint refused_requests_pkey PRIMARY KEY (refused_id),
  constraint scheme_is_known CHECK ((scheme = ANY (ARRAY['standard'::text, 'legacy'::text, 'none'::text])))
);
CREATE INDEX refused_requests_by_reason ON ops.refused_requests USING btree (reason, refused_id DESC);
grant select on ops.refused_requests to tidemark_analyst;
comment on table ops.refused_requests is 'The last 50 refused requests of each reason, without body, signature, cookies, tokens or address.';
comment on column ops.refused_requests.refused_id is 'Order of writing.';
comment on column ops.refused_requests.received_at is 'When it arrived.';
comment on column ops.refused_requests.reason is 'Why it was refused: ops.refused_hourly.reason.';
comment on column ops.refused_requests.scheme is 'Which signature was checked: standard (webhook-signature), legacy (x-whop-signature) or none.';
comment on column ops.refused_requests.clock_difference_seconds is 'This machine''s clock minus the time that was signed: positive where the signature is old. Null: none could be read.';
comment on column ops.refused_requests.body_bytes is 'Size of the body; null: larger than allowed, and not told before.';
comment on column ops.refused_requests.headers is 'webhook-id, webhook-timestamp, content-type, user-agent: those that were sent.';

-- function ops.follow_time_zone() returns trigger
--   language plpgsql, volatile, security definer, set search_path=""
comment on function ops.follow_time_zone() is 'Adds up the days of a company anew when its time zone has changed.';
