-- requires: metrics.active_users_series
-- metrics.engagement: how many different users were active on each day and in the 7 and 30 days that end with it.
-- One row per company and day from the first to the last on which anybody was active, gaps filled. As of its last refresh (ops.refreshes
-- says when): refresh materialized view concurrently metrics.engagement, or call metrics.refresh('engagement').

create materialized view metrics.engagement as
select
  company.company_id,
  active.day,
  active.daily as daily_active_users,
  active.weekly as weekly_active_users,
  active.monthly as monthly_active_users,
  (active.daily::numeric / nullif(active.monthly, 0))::metrics.ratio as stickiness
from (
  select company_id, min(day) as first_day, max(day) as last_day
  from metrics.active_users_daily
  group by company_id
) as company
cross join lateral metrics.active_users_series(company.company_id, company.first_day, company.last_day) as active;

-- Needed to refresh it while it is read.
create unique index engagement_key on metrics.engagement (company_id, day);

comment on materialized view metrics.engagement is
  'Different users who were active on each day, in the week and in the month that end with it. One row per company and day.';
comment on column metrics.engagement.company_id is 'The company.';
comment on column metrics.engagement.day is 'Calendar day in the company''s time zone.';
comment on column metrics.engagement.daily_active_users is 'Different users who were active on that day.';
comment on column metrics.engagement.weekly_active_users is 'Different users who were active in the 7 days that end with it.';
comment on column metrics.engagement.monthly_active_users is 'Different users who were active in the 30 days that end with it.';
comment on column metrics.engagement.stickiness is 'daily_active_users ÷ monthly_active_users.';
