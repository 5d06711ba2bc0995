-- Activity: who did what on which day, and from that how many, over any days.

create table metrics.activity_user_days (
  company_id text not null,
  day date not null,
  type text not null,
  user_id text not null,
  events integer not null,
  primary key (company_id, day, type, user_id)
) with (fillfactor = 80);
comment on table metrics.activity_user_days is
  'One row per company, day, type of activity and user: how often they did it. Equals what core.events says; core.audit() proves it.';
comment on column metrics.activity_user_days.company_id is 'The company.';
comment on column metrics.activity_user_days.day is 'Calendar day in the company''s time zone.';
comment on column metrics.activity_user_days.type is 'What they did: core.events.type.';
comment on column metrics.activity_user_days.user_id is 'The Whop user.';
comment on column metrics.activity_user_days.events is 'How often.';
create index activity_user_days_by_user on metrics.activity_user_days (company_id, user_id, day);

create table metrics.activity_daily (
  company_id text not null,
  day date not null,
  type text not null,
  events integer not null default 0,
  users integer not null default 0,
  primary key (company_id, day, type)
) with (fillfactor = 80);
comment on table metrics.activity_daily is
  'One row per company, day and type of activity. Equals what core.events says; core.audit() proves it.';
comment on column metrics.activity_daily.company_id is 'The company.';
comment on column metrics.activity_daily.day is 'Calendar day in the company''s time zone.';
comment on column metrics.activity_daily.type is 'What was done: core.events.type.';
comment on column metrics.activity_daily.events is 'How often, also by whom nobody knows.';
comment on column metrics.activity_daily.users is 'How many different users did it.';

create table metrics.active_users_by_previous_day (
  company_id text not null,
  day date not null,
  previous_day date not null,
  users integer not null default 0,
  primary key (company_id, day, previous_day),
  constraint previous_day_is_before_day check (previous_day < day)
) with (fillfactor = 80);
comment on table metrics.active_users_by_previous_day is
  'One row per company, day and the day on which those who were active on it were active before. Over any days, different users are the '
  'sum of those whose previous day lies before these days. Equals metrics.activity_user_days; core.audit() proves it.';
comment on column metrics.active_users_by_previous_day.company_id is 'The company.';
comment on column metrics.active_users_by_previous_day.day is 'Calendar day in the company''s time zone.';
comment on column metrics.active_users_by_previous_day.previous_day is 'The last day before it on which they were active; -infinity: never.';
comment on column metrics.active_users_by_previous_day.users is 'How many different users, whatever they did.';

-- Parts of days, and what was done where, are read from the events themselves.
create index events_of_activity on core.events (company_id, occurred_at) where category = 'activity' and not is_test;
