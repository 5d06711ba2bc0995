-- metrics.students_daily follows the access ledger: each posted entry is added to its day, in the company's time zone.

create or replace function metrics.add_to_students_daily() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into metrics.students_daily as summary (company_id, day, joins, leaves)
  select
    entry.company_id,
    (entry.occurred_at at time zone coalesce(settings.time_zone, 'UTC'))::date as day,
    coalesce(sum(entry.students) filter (where entry.kind = 'joined'), 0),
    coalesce(-sum(entry.students) filter (where entry.kind = 'left'), 0)
  from posted as entry
  left join ops.company_settings as settings on settings.company_id = entry.company_id
  group by 1, 2
  order by 1, 2
  on conflict (company_id, day) do update set
    joins = summary.joins + excluded.joins,
    leaves = summary.leaves + excluded.leaves;
  return null;
end
$$;

comment on function metrics.add_to_students_daily() is 'Adds posted access entries to their days in metrics.students_daily.';

create or replace trigger add_to_students_daily
after insert on core.access_entries
referencing new table as posted
for each statement
execute function metrics.add_to_students_daily();

comment on trigger add_to_students_daily on core.access_entries is 'Keeps metrics.students_daily, in the same transaction.';
