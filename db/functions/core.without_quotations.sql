-- core.without_quotations(message): what PostgreSQL said, without the values that it quotes: they come from a payload, and may be
-- personal. The names of constraints, columns and tables stay: they say what is wrong.
create or replace function core.without_quotations(message text) returns text
language sql immutable parallel safe
as $$
  -- Names change their quotation marks for a moment. A value may have marks of its own: all from the first to the last goes.
  select translate(
    regexp_replace(
      regexp_replace(translate(message, '«»', '""'), '(constraint|column|relation|table|type|function|index|operator) "(\w+)"', '\1 «\2»', 'g'),
      '".*"|"[^"]*$', '"••••"'),
    '«»', '""')
$$;

comment on function core.without_quotations(text) is 'What PostgreSQL said, without the values that it quotes.';
