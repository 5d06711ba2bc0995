-- requires: metrics.days_by_bucket, metrics.active_users_series
-- api.activity_series(company_id, from_day, to_day, bucket): what was done in every day, week or month of the range, and by how many
-- different users; and how many were active in the 7 and 30 days that end with its last day, and which share of the latter on that day.
-- The first and the last bucket hold only days of the range.
create or replace function api.activity_series(company_id text, from_day date, to_day date, bucket text default 'day')
returns table (
  from_day date, to_day date, unfinished boolean, events bigint, users bigint, weekly_active_users bigint, monthly_active_users bigint,
  stickiness metrics.ratio
)
language sql stable
security definer
set search_path = ''
set jit = off
as $$
  with bucket as materialized (
    select min(calendar.day) as first_day, max(calendar.day) as last_day, bool_or(calendar.unfinished) as unfinished
    from metrics.days_by_bucket(
      activity_series.company_id, activity_series.from_day, activity_series.to_day, activity_series.bucket) as calendar
    group by calendar.bucket_began
  ), done as (
    select bucket.first_day, sum(daily.events) as events
    from bucket
    join metrics.activity_daily as daily
      on daily.company_id = activity_series.company_id
      and daily.day between bucket.first_day and bucket.last_day
    group by bucket.first_day
  ), active as (
    -- Whoever was active before, but not yet in the bucket, is seen in it for the first time.
    select bucket.first_day, sum(daily.users) as users
    from bucket
    join metrics.active_users_by_previous_day as daily
      on daily.company_id = activity_series.company_id
      and daily.day between bucket.first_day and bucket.last_day
      and daily.previous_day < bucket.first_day
    group by bucket.first_day
  )
  select
    bucket.first_day,
    bucket.last_day,
    bucket.unfinished,
    coalesce(done.events, 0),
    coalesce(active.users, 0),
    standing.weekly,
    standing.monthly,
    standing.daily::numeric / nullif(standing.monthly, 0)
  from bucket
  join metrics.active_users_series(activity_series.company_id, activity_series.from_day, activity_series.to_day) as standing
    on standing.day = bucket.last_day
  left join done on done.first_day = bucket.first_day
  left join active on active.first_day = bucket.first_day
  order by bucket.first_day
$$;

comment on function api.activity_series(text, date, date, text) is
  'What was done in every day, week or month of the range, by how many different users, and how many were active in the 7 and 30 days up to its end.';
