-- requires: metrics.calendar_of, metrics.day_begins, metrics.activity
-- metrics.active_users_over(company_id, days, to_at): how many different users were active in the so many days that end with the one in
-- which the instant to_at (excluded; 'infinity': as of now) comes to its end.
-- Whole days come from metrics.active_users_by_previous_day: whoever was active in them is counted on the first of their days, the one
-- whose previous day lies before them all. Of a last day that is not over at to_at, the events up to it are read.
-- In PL/pgSQL so that its plans are kept for the session.
create or replace function metrics.active_users_over(company_id text, days integer, to_at timestamptz) returns bigint
language plpgsql stable
set search_path = ''
as $$
declare
  zone text;
  last_day date;
  first_day date;
  is_over boolean;
  users bigint;
begin
  select calendar.time_zone,
    case
      when to_at = 'infinity' then calendar.today
      else ((to_at - interval '1 microsecond') at time zone calendar.time_zone)::date
    end
  into zone, last_day
  from metrics.calendar_of(active_users_over.company_id) as calendar;
  first_day := last_day - days + 1;
  is_over := to_at >= metrics.day_begins(last_day + 1, zone);

  select coalesce(sum(active.users), 0)
  into users
  from metrics.active_users_by_previous_day as active
  where active.company_id = active_users_over.company_id
    and active.day between first_day and last_day - (not is_over)::integer
    and active.previous_day < first_day;
  if is_over then
    return users;
  end if;

  return users + (
    select count(distinct event.user_id)
    from metrics.activity as event
    where event.company_id = active_users_over.company_id
      and event.occurred_at >= metrics.day_begins(last_day, zone)
      and event.occurred_at < active_users_over.to_at
      and not exists (
        select
        from metrics.activity_user_days as active
        where active.company_id = event.company_id
          and active.user_id = event.user_id
          and active.day between first_day and last_day - 1));
end
$$;

comment on function metrics.active_users_over(text, integer, timestamptz) is
  'Different users who were active in so many days, the last of which is the one that ends the range.';
