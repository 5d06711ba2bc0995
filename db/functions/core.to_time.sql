-- core.to_time(value, latest): a time as any of Whop's dialects writes it: ISO 8601, Unix seconds (over 1e11: milliseconds) as number or
-- text, "2022-12-05 02:28:57 +0200", or a day. Without a zone it is UTC.
-- The expressions avoid counted repetition ({1,9}), which made them ten times slower.
-- Null where it is none of these, or before 2015, or after latest; never an error.
create or replace function core.to_time(value text, latest timestamptz default 'infinity') returns timestamptz
language plpgsql immutable parallel safe
set search_path = ''
as $$
declare
  instant timestamptz;
begin
  if value is null or length(value) > 40 then
    return null;
  elsif value ~ '^2\d\d\d-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)? ?(Z|[+-]\d\d:?\d\d)?)?$' then
    begin
      instant := (value || case when length(value) > 10 and value ~ '(Z|[+-]\d\d:?\d\d)$' then '' else 'Z' end)::timestamptz;
    exception when datetime_field_overflow or invalid_datetime_format or invalid_time_zone_displacement_value then
      return null; -- 31 February, 25 o'clock
    end;
  elsif value ~ '^\d+(\.\d+)?$' then
    instant := to_timestamp(case when value::float8 > 1e11 then least(value::float8 / 1000, 1e11) else value::float8 end);
  end if;
  return case when instant between '2015-01-01Z' and latest then instant end;
end
$$;

comment on function core.to_time(text, timestamptz) is
  'A time from ISO 8601, Unix seconds or milliseconds, or Ruby''s form; UTC where no zone is told; null where it is none, or not between 2015 and latest.';
