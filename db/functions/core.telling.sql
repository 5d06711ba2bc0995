-- requires: core.iso
-- core.telling(value, occurred_at, delivery_key): one telling of one directory field: {when, delivery, value}; null where nothing is told.
-- Of two tellings greatest() is the newer.
create or replace function core.telling(value text, occurred_at timestamptz, delivery_key text) returns text[]
language sql stable parallel safe
as $$ select case when value is not null then array[core.iso(occurred_at), delivery_key, value] end $$;

comment on function core.telling(text, timestamptz, text) is 'One telling of one directory field: {when it happened, delivery, value}.';
