-- requires: metrics.calendar_of, metrics.day_begins, metrics.activity
-- api.activity_by_experience(company_id, from_day, to_day): the 20 experiences in which most was done on these days, the most frequent
-- first: how often, and by how many different users. What names no experience (a reaction) is left out.
create or replace function api.activity_by_experience(company_id text, from_day date, to_day date)
returns table (experience_id text, title text, events bigint, users bigint)
language sql stable
security definer
set search_path = ''
set jit = off
as $$
  select visited.experience_id, experience.title, visited.events, visited.users
  from (
    select by_user.experience_id, sum(by_user.events)::bigint as events, count(by_user.user_id) as users
    from (
      select event.experience_id, event.user_id, count(*) as events
      from metrics.calendar_of(activity_by_experience.company_id) as calendar
      join metrics.activity as event
        on event.occurred_at >= metrics.day_begins(activity_by_experience.from_day, calendar.time_zone)
        and event.occurred_at < metrics.day_begins(activity_by_experience.to_day + 1, calendar.time_zone)
      where event.company_id = activity_by_experience.company_id
        and event.experience_id is not null
      group by 1, 2
    ) as by_user
    group by 1
    order by 2 desc, 1
    limit 20
  ) as visited
  left join core.experiences as experience
    on experience.company_id = activity_by_experience.company_id
    and experience.experience_id = visited.experience_id
  order by visited.events desc, visited.experience_id
$$;

comment on function api.activity_by_experience(text, date, date) is
  'The 20 experiences in which most was done on these days: how often, and by how many different users.';
