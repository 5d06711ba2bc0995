-- requires: core.normalised_events, core.telling
-- core.record_users(readings): brings core.users up to what these readings tell of users. Rows are written in key order,
-- so that two transactions never wait for each other in a circle; of what they tell the newest stays, whoever comes first.
create or replace function core.record_users(readings core.normalised_events[]) returns void
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
begin
    insert into core.users as person (
      company_id, user_id, first_seen_at, last_seen_at, username_told, name_told, email_told, deleted_told)
    select company_id, user_id, min(occurred_at), max(occurred_at),
      max(core.telling(user_username, told_at, delivery_key)),
      max(core.telling(user_name, told_at, delivery_key)),
      max(core.telling(user_email, told_at, delivery_key)),
      max(core.telling(case when object = 'user' then is_deleted end, told_at, rank || ' ' || delivery_key))
    from unnest(record_users.readings)
    where user_id is not null
    group by company_id, user_id
  order by company_id, user_id
    on conflict (company_id, user_id) do update set
      first_seen_at = least(person.first_seen_at, excluded.first_seen_at),
      last_seen_at = greatest(person.last_seen_at, excluded.last_seen_at),
      username_told = greatest(person.username_told, excluded.username_told),
      name_told = greatest(person.name_told, excluded.name_told),
      email_told = greatest(person.email_told, excluded.email_told),
      deleted_told = greatest(person.deleted_told, excluded.deleted_told);
end
$$;

comment on function core.record_users(core.normalised_events[]) is 'Brings core.users up to what these readings tell of users.';
