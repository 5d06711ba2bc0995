-- State: one row per object, a pure function of its events. Ledgers: append-only, posted by difference.

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
  created_at timestamptz,
  paid_at timestamptz,
  refunded_at timestamptz,
  first_failed_at timestamptz,
  raw_seq bigint not null,
  primary key (company_id, payment_id)
);
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

create table core.refunds (
  company_id text not null,
  refund_id text not null,
  payment_id text,
  status text,
  amount numeric,
  currency text,
  refunded_at timestamptz not null,
  raw_seq bigint not null,
  primary key (company_id, refund_id)
);
comment on table core.refunds is 'One row per refund object. Only those that succeeded moved money.';
comment on column core.refunds.company_id is 'The company.';
comment on column core.refunds.refund_id is 'Whop''s id (rf_…).';
comment on column core.refunds.payment_id is 'The payment it refunds.';
comment on column core.refunds.status is 'pending, requires_action, succeeded, failed or canceled.';
comment on column core.refunds.amount is 'In major units of currency.';
comment on column core.refunds.currency is 'ISO 4217 code, lower case.';
comment on column core.refunds.refunded_at is 'When it was made.';
comment on column core.refunds.raw_seq is 'The newest delivery that speaks of it.';
create index refunds_by_payment on core.refunds (company_id, payment_id);

create table core.disputes (
  company_id text not null,
  dispute_id text not null,
  payment_id text,
  status text,
  is_inquiry boolean not null default false,
  amount numeric,
  currency text,
  opened_at timestamptz not null,
  resolved_at timestamptz,
  raw_seq bigint not null,
  primary key (company_id, dispute_id)
);
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
create index disputes_by_payment on core.disputes (company_id, payment_id);

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
  started_at timestamptz not null,
  ended_at timestamptz,
  renewal_period_start timestamptz,
  renewal_period_end timestamptz,
  currency text,
  recurring_amount numeric not null default 0,
  interval_months numeric,
  mrr numeric not null default 0,
  last_event_at timestamptz not null,
  raw_seq bigint not null,
  primary key (company_id, membership_id),
  constraint ended_at_is_not_before_started_at check (ended_at >= started_at),
  constraint mrr_is_not_negative check (mrr >= 0)
);
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
create index subscriptions_by_customer on core.subscriptions (company_id, customer_id);
create index subscriptions_by_plan on core.subscriptions (company_id, plan_id);

create table core.revenue_entries (
  company_id text not null,
  entry_id bigint generated always as identity,
  payment_id text not null,
  kind text not null,
  source_id text not null,
  currency text not null,
  occurred_at timestamptz not null,
  amount numeric not null,
  payments smallint not null default 0,
  posted_at timestamptz not null default clock_timestamp(),
  raw_seq bigint not null,
  primary key (company_id, entry_id),
  constraint kind_is_a_kind_of_revenue_entry
    check (kind in ('charge', 'tax', 'fee', 'refund', 'dispute', 'dispute_reversal', 'failure'))
);
comment on table core.revenue_entries is
  'The revenue ledger: one signed row per movement of money; append-only, a correction is a new row. '
  'Its sums equal core.desired_revenue_entries; core.audit() proves it.';
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
create index revenue_entries_by_payment on core.revenue_entries (company_id, payment_id);
create index revenue_entries_by_time on core.revenue_entries (company_id, occurred_at);

create table core.mrr_entries (
  company_id text not null,
  entry_id bigint generated always as identity,
  customer_id text not null,
  membership_id text not null,
  plan_id text,
  kind text not null,
  currency text not null,
  occurred_at timestamptz not null,
  amount numeric not null,
  customers smallint not null default 0,
  posted_at timestamptz not null default clock_timestamp(),
  raw_seq bigint not null,
  primary key (company_id, entry_id),
  constraint kind_is_a_kind_of_mrr_entry
    check (kind in ('new', 'reactivation', 'expansion', 'contraction', 'churn', 'transfer'))
);
comment on table core.mrr_entries is
  'The MRR ledger: every change of a customer''s MRR, by membership and plan; append-only, a correction is a new row. '
  'Its sums equal core.desired_mrr_entries; core.audit() proves it.';
comment on column core.mrr_entries.company_id is 'The company.';
comment on column core.mrr_entries.entry_id is 'Order of posting.';
comment on column core.mrr_entries.customer_id is 'The customer whose MRR changed.';
comment on column core.mrr_entries.membership_id is 'The membership that changed it.';
comment on column core.mrr_entries.plan_id is 'The plan it is on (a change of plan is two rows).';
comment on column core.mrr_entries.kind is
  'What it is to the customer: new, reactivation, expansion, contraction, churn; transfer: between plans at the same MRR.';
comment on column core.mrr_entries.currency is 'ISO 4217 code, lower case.';
comment on column core.mrr_entries.occurred_at is 'When it changed.';
comment on column core.mrr_entries.amount is 'Signed, in major units a month.';
comment on column core.mrr_entries.customers is 'How many customers it adds to the count of its kind: 1, 0, or −1 in a correction.';
comment on column core.mrr_entries.posted_at is 'When this database learned of it.';
comment on column core.mrr_entries.raw_seq is 'The delivery that made it be posted.';
create index mrr_entries_by_customer on core.mrr_entries (company_id, customer_id);
create index mrr_entries_by_time on core.mrr_entries (company_id, occurred_at);

create table core.access_entries (
  company_id text not null,
  entry_id bigint generated always as identity,
  customer_id text not null,
  kind text not null,
  occurred_at timestamptz not null,
  students smallint not null,
  posted_at timestamptz not null default clock_timestamp(),
  raw_seq bigint not null,
  primary key (company_id, entry_id),
  constraint kind_is_a_kind_of_access_entry check (kind in ('joined', 'left'))
);
comment on table core.access_entries is
  'The access ledger: +1 when a customer becomes a student (has access), −1 when their last access ends; append-only. '
  'Its sums equal core.desired_access_entries; core.audit() proves it.';
comment on column core.access_entries.company_id is 'The company.';
comment on column core.access_entries.entry_id is 'Order of posting.';
comment on column core.access_entries.customer_id is 'The customer.';
comment on column core.access_entries.kind is 'joined or left.';
comment on column core.access_entries.occurred_at is 'When access began or ended.';
comment on column core.access_entries.students is 'Signed: joined +1, left −1; a correction reverses it.';
comment on column core.access_entries.posted_at is 'When this database learned of it.';
comment on column core.access_entries.raw_seq is 'The delivery that made it be posted.';
create index access_entries_by_customer on core.access_entries (company_id, customer_id);
create index access_entries_by_time on core.access_entries (company_id, occurred_at);
