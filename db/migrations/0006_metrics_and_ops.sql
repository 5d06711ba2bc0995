-- Daily summaries, kept by triggers on the ledgers; and what it takes to run the place.

create table ops.company_settings (
  company_id text primary key,
  time_zone text not null default 'UTC',
  currency text,
  updated_at timestamptz not null default now(),
  constraint currency_is_a_lower_case_code check (currency = lower(currency))
);
comment on table ops.company_settings is 'One row per company that set anything.';
comment on column ops.company_settings.company_id is 'The company.';
comment on column ops.company_settings.time_zone is 'IANA name: where its days begin. UTC until set.';
comment on column ops.company_settings.currency is 'Currency to show first; null: the one with most revenue.';
comment on column ops.company_settings.updated_at is 'When it was changed last.';

create table ops.failures (
  raw_seq bigint primary key,
  company_id text,
  sqlstate text not null,
  message text not null,
  failures integer not null default 1,
  first_failed_at timestamptz not null default clock_timestamp(),
  last_failed_at timestamptz not null default clock_timestamp()
);
comment on table ops.failures is 'One row per delivery that is stored but could not be projected. Its neighbours were.';
comment on column ops.failures.raw_seq is 'The delivery: raw.webhook_events.seq.';
comment on column ops.failures.company_id is 'The company that it names, if any.';
comment on column ops.failures.sqlstate is 'SQLSTATE of the error.';
comment on column ops.failures.message is 'What PostgreSQL said.';
comment on column ops.failures.failures is 'How often it was tried and failed.';
comment on column ops.failures.first_failed_at is 'When it failed first.';
comment on column ops.failures.last_failed_at is 'When it failed last.';

create table ops.refreshes (
  refresh_id bigint generated always as identity primary key,
  view_name text not null,
  started_at timestamptz not null,
  finished_at timestamptz not null default clock_timestamp(),
  refreshed_by text not null default session_user,
  input_mark bigint not null,
  error text
);
comment on table ops.refreshes is 'One row per refresh of a materialized view through metrics.refresh.';
comment on column ops.refreshes.refresh_id is 'Order of refreshes.';
comment on column ops.refreshes.view_name is 'The view, without its schema.';
comment on column ops.refreshes.started_at is 'When it began.';
comment on column ops.refreshes.finished_at is 'When it ended.';
comment on column ops.refreshes.refreshed_by is 'The database user who asked.';
comment on column ops.refreshes.input_mark is 'Newest delivery it could see: with a newer one it is due again.';
comment on column ops.refreshes.error is 'Why it failed; null: it did not.';
create index refreshes_by_view on ops.refreshes (view_name, started_at desc);

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
  net numeric generated always as (gross - tax - fees - refunds - disputes + dispute_reversals) stored,
  payments integer not null default 0,
  refunded_payments integer not null default 0,
  disputed_payments integer not null default 0,
  failed_payments integer not null default 0,
  primary key (company_id, day, currency)
);
comment on table metrics.revenue_daily is
  'One row per company, day and currency on which money moved. Equals the sum of core.revenue_entries; core.audit() proves it.';
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

create table metrics.mrr_daily (
  company_id text not null,
  day date not null,
  currency text not null,
  new numeric not null default 0,
  reactivation numeric not null default 0,
  expansion numeric not null default 0,
  contraction numeric not null default 0,
  churn numeric not null default 0,
  net_new numeric generated always as (new + reactivation + expansion - contraction - churn) stored,
  customers_new integer not null default 0,
  customers_reactivated integer not null default 0,
  customers_churned integer not null default 0,
  primary key (company_id, day, currency)
);
comment on table metrics.mrr_daily is
  'One row per company, day and currency on which MRR moved. Equals the sum of core.mrr_entries; core.audit() proves it.';
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

create table metrics.students_daily (
  company_id text not null,
  day date not null,
  joins integer not null default 0,
  leaves integer not null default 0,
  primary key (company_id, day)
);
comment on table metrics.students_daily is
  'One row per company and day on which students joined or left. Equals the sum of core.access_entries; core.audit() proves it.';
comment on column metrics.students_daily.company_id is 'The company.';
comment on column metrics.students_daily.day is 'Calendar day in the company''s time zone.';
comment on column metrics.students_daily.joins is 'Customers who got access, having had none.';
comment on column metrics.students_daily.leaves is 'Customers whose last access ended.';
