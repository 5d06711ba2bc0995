-- core.telling(value, told_at, delivery_key): one telling of one directory field: {when, delivery, value}; null where nothing is told.
-- told_at is core.iso() of when it happened. Of two tellings greatest() is the newer.
create or replace function core.telling(value text, told_at text, delivery_key text) returns text[]
language sql immutable parallel safe
as $$ select case when value is not null then array[told_at, delivery_key, value] end $$;

comment on function core.telling(text, text, text) is 'One telling of one directory field: {when it happened, delivery, value}.';
