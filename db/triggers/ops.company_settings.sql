-- requires: metrics.add_up_days
-- When a company's time zone changes, so do its days: they are added up anew, in the same transaction. That waits for the deliveries of
-- the company that are being projected, and those that arrive meanwhile wait for it: none is added to a day of the other zone.

create or replace function ops.follow_time_zone() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if tg_op in ('UPDATE', 'DELETE') then
    perform metrics.add_up_days(old.company_id);
  end if;
  if tg_op = 'INSERT' or tg_op = 'UPDATE' and new.company_id <> old.company_id then
    perform metrics.add_up_days(new.company_id);
  end if;
  return null;
end
$$;

comment on function ops.follow_time_zone() is 'Adds up the days of a company anew when its time zone has changed.';

-- Without a row the days are those of UTC.
create or replace trigger follow_time_zone_of_new
after insert on ops.company_settings
for each row
when (new.time_zone <> 'UTC')
execute function ops.follow_time_zone();

create or replace trigger follow_time_zone_of_gone
after delete on ops.company_settings
for each row
when (old.time_zone <> 'UTC')
execute function ops.follow_time_zone();

create or replace trigger follow_time_zone
after update of time_zone, company_id on ops.company_settings
for each row
when (new.time_zone <> old.time_zone or new.company_id <> old.company_id)
execute function ops.follow_time_zone();

comment on trigger follow_time_zone_of_new on ops.company_settings is 'Keeps the daily summaries in the company''s time zone.';
comment on trigger follow_time_zone_of_gone on ops.company_settings is 'Keeps the daily summaries in the company''s time zone.';
comment on trigger follow_time_zone on ops.company_settings is 'Keeps the daily summaries in the company''s time zone.';
