-- core.to_text(value): a short text for a directory: trimmed, at most 300 characters; nothing at all is null.
create or replace function core.to_text(value text) returns text
language sql immutable parallel safe
as $$ select nullif(left(btrim(value), 300), '') $$;

comment on function core.to_text(text) is 'A trimmed text of at most 300 characters, or null where it is empty.';
