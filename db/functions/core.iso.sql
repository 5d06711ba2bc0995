-- core.iso(instant): a time as text that sorts as the time does, whatever the session's time zone: 2026-11-23T14:07:31.123456Z.
create or replace function core.iso(instant timestamptz) returns text
language sql stable parallel safe
as $$ select to_char(instant at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') $$;

comment on function core.iso(timestamptz) is 'A time as ISO 8601 text in UTC, which sorts as the time does.';
