-- requires: metrics.previous_days
-- metrics.count_activity(company_ids, types, user_ids, occurred_at, times): counts these events of activity (four arrays, read side by
-- side) on their days; with times => -1 takes them out again, which only who has the companies to themselves may do. A user counts once a day, and
-- once for each type, however often they come, in whatever order.
-- The days of one user are counted by one transaction at a time: it holds their row of core.users, which core.record_users has
-- written. The rows that all write come last and in key order: who writes them keeps the others waiting.
create or replace function metrics.count_activity(
  company_ids text[], types text[], user_ids text[], occurred_at timestamptz[], times integer default 1
) returns void
language plpgsql
set search_path = ''
as $$
declare
  counted metrics.activity_user_days[];
  daily metrics.activity_daily[];
  days metrics.activity_user_days[];
  followed metrics.active_users_by_previous_day[];
begin
  perform
  from (
    select distinct told.company_id, told.user_id
    from unnest(count_activity.company_ids, count_activity.user_ids) as told (company_id, user_id)
    order by 1, 2
  ) as told
  cross join lateral (
    select
    from core.users as person
    where person.company_id = told.company_id
      and person.user_id = told.user_id
    for no key update
  ) as locked;

  with told as materialized (
    select event.company_id, local.day, event.type, event.user_id, (count(*) * count_activity.times)::integer as events
    from unnest(count_activity.company_ids, count_activity.types, count_activity.user_ids, count_activity.occurred_at)
      as event (company_id, type, user_id, occurred_at)
    cross join lateral (
      select (event.occurred_at at time zone coalesce((
        select settings.time_zone
        from ops.company_settings as settings
        where settings.company_id = event.company_id
      ), 'UTC'))::date as day
    ) as local
    group by 1, 2, 3, 4
  ), compared as materialized (
    -- Whether that makes them do it for the first time that day, or not at all any more.
    select
      told.*,
      case
        when told.user_id is null then 0
        when known.events is null then (told.events > 0)::integer
        when known.events + told.events <= 0 then -1
        else 0
      end as users
    from told
    left join lateral (
      select active.events
      from metrics.activity_user_days as active
      where active.company_id = told.company_id
        and active.day = told.day
        and active.type = told.type
        and active.user_id = told.user_id
      offset 0
    ) as known on true
  )
  select
    (
      select array_agg(row (company_id, day, type, user_id, events)::metrics.activity_user_days order by company_id, day, type, user_id)
      from compared
      where user_id is not null
    ),
    (
      select array_agg(row (company_id, day, type, events, users)::metrics.activity_daily)
      from (
        select company_id, day, type, sum(events)::integer as events, sum(users)::integer as users
        from compared
        group by 1, 2, 3
        order by 1, 2, 3
      ) as summed
    ),
    (
      -- And whether they do anything at all that day.
      select array_agg(row (changed.company_id, changed.day, null, changed.user_id, null)::metrics.activity_user_days)
      from (
        select company_id, day, user_id, sum(users) as types
        from compared
        group by 1, 2, 3
      ) as changed
      cross join lateral (
        select count(*) as types
        from metrics.activity_user_days as active
        where active.company_id = changed.company_id
          and active.user_id = changed.user_id
          and active.day = changed.day
        offset 0
      ) as known
      where changed.types > 0 and known.types = 0
        or changed.types < 0 and known.types + changed.types <= 0
    )
  into counted, daily, days;

  if days is not null and times > 0 then
    followed := array(select moved from metrics.previous_days(days) as moved);
  end if;

  insert into metrics.activity_user_days as active (company_id, day, type, user_id, events)
  select company_id, day, type, user_id, events
  from unnest(counted)
  on conflict (company_id, day, type, user_id) do update set events = active.events + excluded.events;

  if times < 0 then
    delete from metrics.activity_user_days as active
    using unnest(counted) as gone
    where active.company_id = gone.company_id
      and active.day = gone.day
      and active.type = gone.type
      and active.user_id = gone.user_id
      and active.events <= 0;
  end if;
  if days is not null and times < 0 then
    followed := array(
      select row (moved.company_id, moved.day, moved.previous_day, -moved.users)::metrics.active_users_by_previous_day
      from metrics.previous_days(days) as moved);
  end if;

  if followed <> '{}' then
    insert into metrics.active_users_by_previous_day as active (company_id, day, previous_day, users)
    select company_id, day, previous_day, users
    from unnest(followed)
    on conflict (company_id, day, previous_day) do update set users = active.users + excluded.users;

    delete from metrics.active_users_by_previous_day as active
    using unnest(followed) as gone
    where gone.users < 0
      and active.company_id = gone.company_id
      and active.day = gone.day
      and active.previous_day = gone.previous_day
      and active.users <= 0;
  end if;

  insert into metrics.activity_daily as summary (company_id, day, type, events, users)
  select company_id, day, type, events, users
  from unnest(daily)
  on conflict (company_id, day, type) do update set
    events = summary.events + excluded.events,
    users = summary.users + excluded.users;

  if times < 0 then
    delete from metrics.activity_daily as summary
    using unnest(daily) as gone
    where summary.company_id = gone.company_id
      and summary.day = gone.day
      and summary.type = gone.type
      and summary.events <= 0;
  end if;
end
$$;

comment on function metrics.count_activity(text[], text[], text[], timestamptz[], integer) is
  'Counts these events of activity on their days, or takes them out again: each user once a day, and once for each type.';
