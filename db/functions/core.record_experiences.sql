-- requires: core.normalised_events, core.telling
-- core.record_experiences(readings): brings core.experiences up to what these readings tell of experiences. Rows are written in key order,
-- so that two transactions never wait for each other in a circle; of what they tell the newest stays, whoever comes first.
create or replace function core.record_experiences(readings core.normalised_events[]) returns void
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
begin
  insert into core.experiences as experience (company_id, experience_id, first_seen_at, title_told, deleted_told)
  select company_id, experience_id, min(occurred_at), max(core.telling(experience_title, told_at, delivery_key)),
    max(core.telling(case when object = 'experience' then is_deleted end, told_at, rank || ' ' || delivery_key))
  from unnest(record_experiences.readings)
  where experience_id is not null
  group by company_id, experience_id
  order by company_id, experience_id
  on conflict (company_id, experience_id) do update set
    first_seen_at = least(experience.first_seen_at, excluded.first_seen_at),
    title_told = greatest(experience.title_told, excluded.title_told),
    deleted_told = greatest(experience.deleted_told, excluded.deleted_told);
end
$$;

comment on function core.record_experiences(core.normalised_events[]) is 'Brings core.experiences up to what these readings tell of experiences.';
