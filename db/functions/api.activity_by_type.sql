-- requires: metrics.whole_days, metrics.activity
-- api.activity_by_type(company_id, from_at, to_at): what was done from from_at (included) to to_at (excluded; 'infinity': as of now), the
-- most frequent first: how often, and by how many different users. Whole days come from the daily tables, parts of days from the events.
create or replace function api.activity_by_type(company_id text, from_at timestamptz, to_at timestamptz)
returns table (type text, events bigint, users bigint)
language sql stable
security definer
set search_path = ''
set jit = off
as $$
  with days as materialized (
    select * from metrics.whole_days(activity_by_type.company_id, activity_by_type.from_at, activity_by_type.to_at)
  ), in_parts as materialized (
    select event.type, event.user_id
    from days
    join metrics.activity as event
      on event.occurred_at >= activity_by_type.from_at and event.occurred_at < days.whole_from_at
    where event.company_id = activity_by_type.company_id
    union all
    select event.type, event.user_id
    from days
    join metrics.activity as event
      on event.occurred_at >= days.whole_to_at and event.occurred_at < activity_by_type.to_at
    where event.company_id = activity_by_type.company_id
  ), done as (
    select daily.type, daily.events
    from days
    join metrics.activity_daily as daily
      on daily.day >= days.first_day and daily.day < days.next_day
    where daily.company_id = activity_by_type.company_id
    union all
    select in_parts.type, 1
    from in_parts
  ), people as (
    select active.type, active.user_id
    from days
    join metrics.activity_user_days as active
      on active.day >= days.first_day and active.day < days.next_day
    where active.company_id = activity_by_type.company_id
    union
    select in_parts.type, in_parts.user_id
    from in_parts
    where in_parts.user_id is not null
  )
  select frequent.type, frequent.events, coalesce(by_users.users, 0)
  from (select done.type, sum(done.events)::bigint as events from done group by done.type) as frequent
  left join (select people.type, count(*) as users from people group by people.type) as by_users on by_users.type = frequent.type
  order by frequent.events desc, frequent.type
$$;

comment on function api.activity_by_type(text, timestamptz, timestamptz) is
  'What was done, the most frequent first: how often, and by how many different users.';
