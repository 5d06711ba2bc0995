-- What a figure is measured in can be read from its type.
create domain metrics.money as numeric;
comment on domain metrics.money is 'Major units of a currency (49.00 is forty-nine dollars); MRR in major units a month.';
create domain metrics.ratio as numeric;
comment on domain metrics.ratio is 'A share or a quotient: 0.031 is 3.1 %. Null where the denominator is 0.';
create domain metrics.count as bigint;
comment on domain metrics.count is 'How many.';

alter table ops.company_settings
  add week_start smallint not null default 1
    constraint week_start_is_a_day_of_the_week check (week_start between 1 and 7);
comment on column ops.company_settings.week_start is 'First day of its weeks: 1 Monday … 7 Sunday.';

-- MRR at risk: the few subscriptions that will end with their period.
create index subscriptions_at_risk on core.subscriptions (company_id, currency) where cancel_at_period_end and has_access;

-- What they told is told by metrics.mrr, metrics.paying_customers, metrics.students and metrics.net_revenue.
drop function if exists metrics.mrr_at(text, text, timestamptz);
drop function if exists metrics.students_at(text, timestamptz);
drop function if exists metrics.net_revenue_between(text, text, timestamptz, timestamptz);
