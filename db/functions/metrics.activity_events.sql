-- requires: metrics.whole_days, metrics.activity
-- metrics.activity_events(…): a figure, of what happened from from_at (included) to to_at (excluded; 'infinity': until now).
-- Whole days come from metrics.activity_daily, parts of days from the events. In PL/pgSQL so that its plan is kept for the session.
create or replace function metrics.activity_events(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns metrics.count
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select coalesce(sum(counted.events), 0)
    from metrics.whole_days(activity_events.company_id, activity_events.from_at, activity_events.to_at) as days
    cross join lateral (
      select sum(daily.events) as events
      from metrics.activity_daily as daily
      where daily.company_id = activity_events.company_id
        and daily.day >= days.first_day
        and daily.day < days.next_day
      union all
      select count(*)
      from metrics.activity as event
      where event.company_id = activity_events.company_id
        and event.occurred_at >= activity_events.from_at
        and event.occurred_at < days.whole_from_at
      union all
      select count(*)
      from metrics.activity as event
      where event.company_id = activity_events.company_id
        and event.occurred_at >= days.whole_to_at
        and event.occurred_at < activity_events.to_at
    ) as counted);
end
$$;

comment on function metrics.activity_events(text, text, timestamptz, timestamptz) is
  'How often anything was done that counts as activity: lessons completed, messages and reactions in chats, experiences claimed, '
  'entries on waiting lists, and other events of user.* and activity.*.';
