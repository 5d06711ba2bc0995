-- Memberships remember what was told of them so far, ids lead to their company, deleted things are known as deleted,
-- experiences have a directory, and people can be forgotten.

-- app_membership.* and app_payment.* carry the same payloads as membership.* and payment.*: same treatment, all of them.
insert into core.event_names (source_type, type, category, object, rank)
select 'app_' || source_type, type, category, object, rank
from core.event_names
where source_type ~ '^(payment|membership)[._]'
on conflict do nothing;

-- Names of billing are known by their families (invoice.*); with underscores each has to be listed.
insert into core.event_names (source_type, type, category)
select replace(name, '.', '_'), name, 'billing'
from unnest(array[
  'invoice.created', 'invoice.paid', 'invoice.past_due', 'invoice.voided', 'invoice.marked_uncollectible',
  'setup_intent.requires_action', 'setup_intent.succeeded', 'setup_intent.canceled',
  'withdrawal.created', 'withdrawal.updated', 'withdrawal.reversed', 'payout.created', 'payout.updated', 'payout.reversed',
  'payout_method.created', 'payout_account.status_updated', 'verification.succeeded',
  'identity_profile.approved', 'identity_profile.rejected', 'identity_profile.needs_action', 'identity_profile.updated',
  'ledger_account.funds_available'
]) as name
on conflict do nothing;

-- A refund may be told in the currency of the charge: the payment says how the two relate.
alter table core.payments
  add settlement_amount numeric,
  add settlement_currency text;
comment on column core.payments.settlement_amount is 'What was charged in settlement_currency for total in currency, where Whop says.';
comment on column core.payments.settlement_currency is 'Currency that the buyer was charged in, ISO 4217 code, lower case.';

alter table core.subscriptions
  add facts jsonb;
comment on column core.subscriptions.facts is
  'All that was told of it up to last_event_at, the newest last; what is newer is laid over it. Null: to be read from its events.';

-- One index of a ledger serves as its key and finds the entries of a payment or customer.
drop index core.revenue_entries_by_payment;
alter table core.revenue_entries drop constraint revenue_entries_pkey, add primary key (company_id, payment_id, entry_id);
drop index core.mrr_entries_by_customer;
alter table core.mrr_entries drop constraint mrr_entries_pkey, add primary key (company_id, customer_id, entry_id);
drop index core.access_entries_by_customer;
alter table core.access_entries drop constraint access_entries_pkey, add primary key (company_id, customer_id, entry_id);

-- A payload is some 2 KB, just where PostgreSQL would begin to compress it, which costs more than the rest of its insert.
alter table raw.webhook_events set (toast_tuple_target = 4080);

-- Nobody looks for rows by these, and statistics of large values cost most of an analyze.
alter table raw.webhook_events
  alter payload set statistics 0,
  alter headers set statistics 0,
  alter body set statistics 0;
alter table core.events alter facts set statistics 0;
alter table core.subscriptions alter facts set statistics 0;

-- These rows are written again and again, and none of their indexed columns changes: with room on the page that costs no index entry.
alter table core.companies set (fillfactor = 50);
alter table core.users set (fillfactor = 80);
alter table core.products set (fillfactor = 50);
alter table core.plans set (fillfactor = 50);
alter table core.subscriptions set (fillfactor = 80);
alter table metrics.revenue_daily set (fillfactor = 80);
alter table metrics.mrr_daily set (fillfactor = 80);
alter table metrics.students_daily set (fillfactor = 80);

-- Deliveries that name no company wait here for one of these ids to become known …
create index events_waiting_for_payment on core.events (payment_id) where company_id = 'unassigned' and payment_id is not null;
create index events_waiting_for_membership on core.events (membership_id) where company_id = 'unassigned' and membership_id is not null;
create index events_waiting_for_plan on core.events (plan_id) where company_id = 'unassigned' and plan_id is not null;
create index events_waiting_for_product on core.events (product_id) where company_id = 'unassigned' and product_id is not null;
-- … and this is where it is looked up whose an id is.
create index payments_by_id on core.payments (payment_id);
create index subscriptions_by_id on core.subscriptions (membership_id);
create index plans_by_id on core.plans (plan_id);
create index products_by_id on core.products (product_id);

alter table core.users
  add deleted_told text[],
  add is_deleted boolean generated always as (coalesce(deleted_told[3] = 'true', false)) stored;
comment on column core.users.is_deleted is 'Told as deleted, and not told as created or updated since.';
comment on column core.users.deleted_told is 'The newest telling of is_deleted: {when, delivery, value}.';

alter table core.products
  add deleted_told text[],
  add is_deleted boolean generated always as (coalesce(deleted_told[3] = 'true', false)) stored;
comment on column core.products.is_deleted is 'Told as deleted, and not told as created or updated since.';
comment on column core.products.deleted_told is 'The newest telling of is_deleted: {when, delivery, value}.';

alter table core.plans
  add deleted_told text[],
  add is_deleted boolean generated always as (coalesce(deleted_told[3] = 'true', false)) stored;
comment on column core.plans.is_deleted is 'Told as deleted, and not told as created or updated since.';
comment on column core.plans.deleted_told is 'The newest telling of is_deleted: {when, delivery, value}.';

create table core.experiences (
  company_id text not null,
  experience_id text not null,
  title text generated always as (title_told[3]) stored,
  is_deleted boolean generated always as (coalesce(deleted_told[3] = 'true', false)) stored,
  first_seen_at timestamptz not null,
  title_told text[],
  deleted_told text[],
  primary key (company_id, experience_id)
);
comment on table core.experiences is 'One row per company and experience (a course, a chat, a file …) that any of its deliveries mentioned.';
comment on column core.experiences.company_id is 'The company.';
comment on column core.experiences.experience_id is 'Whop''s id (exp_…).';
comment on column core.experiences.title is 'Its name, as told last.';
comment on column core.experiences.is_deleted is 'Told as deleted, and not told as created or updated since.';
comment on column core.experiences.first_seen_at is 'When the first event that mentions it happened.';
comment on column core.experiences.title_told is 'The newest telling of title: {when, delivery, value}.';
comment on column core.experiences.deleted_told is 'The newest telling of is_deleted: {when, delivery, value}.';

create table ops.forgotten_users (
  user_id text primary key,
  forgotten_at timestamptz not null default clock_timestamp(),
  forgotten_by text not null default session_user
);
comment on table ops.forgotten_users is
  'One row per person whose data was blanked by core.forget_user. Their id stays, so that later deliveries are blanked too.';
comment on column ops.forgotten_users.user_id is 'Whop''s id (user_…).';
comment on column ops.forgotten_users.forgotten_at is 'When it was asked.';
comment on column ops.forgotten_users.forgotten_by is 'The database user who asked.';

create type core.touched as (object text, company_ids text[], ids text[], since timestamptz[]);
comment on type core.touched is
  'Keys of one kind of object, side by side, with the earliest time that was told of each: what core.project() has to look at.';
