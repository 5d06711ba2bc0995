-- requires: core.dots
-- core.mask(value, personal, harmless, inside, hides, pointer, depth): a part of a payload with dots for what is personal, and where those
-- are (JSON pointers). personal: a regular expression for names of fields; harmless: {"name": [objects inside which it is a thing's]};
-- inside: the object it is in; hides: all of it is personal; pointer: where it is. Types stay: a text becomes dots, a number 0; true, false
-- and null tell nothing of a person and stay. What looks like an e-mail address, a telephone number or a key is hidden wherever it is.
create or replace function core.mask(
  value jsonb, personal text, harmless jsonb, inside text, hides boolean, pointer text, depth integer,
  out shown jsonb, out hidden text[]
)
language plpgsql immutable parallel safe
as $$
begin
  case jsonb_typeof(value)
    when 'object' then
      if depth >= 20 then
        shown := '"••••••••"';
        hidden := array[pointer];
        return;
      end if;
      with part as materialized (
        select named.key, made.shown, made.hidden
        from jsonb_each(mask.value) as field
        cross join lateral (
          select case when field.key ~ '@' then core.dots(field.key) else field.key end as key
        ) as named
        cross join lateral core.mask(
          field.value, personal, harmless,
          case when field.key in ('data', 'body') and jsonb_typeof(field.value) = 'object' then inside else field.key end,
          hides or lower(field.key) ~ personal and not coalesce(harmless -> lower(field.key) ? inside, false),
          pointer || '/' || replace(replace(named.key, '~', '~0'), '/', '~1'),
          depth + 1) as made
      )
      select coalesce(jsonb_object_agg(part.key, part.shown), '{}'),
        coalesce((select array_agg(one) from part cross join unnest(part.hidden) as one), '{}')
      into shown, hidden
      from part;
    when 'array' then
      if depth >= 20 then
        shown := '"••••••••"';
        hidden := array[pointer];
        return;
      end if;
      with part as materialized (
        select element.place, made.shown, made.hidden
        from jsonb_array_elements(mask.value) with ordinality as element (value, place)
        cross join lateral core.mask(
          element.value, personal, harmless, inside, hides, pointer || '/' || (element.place - 1), depth + 1) as made
      )
      select coalesce(jsonb_agg(part.shown order by part.place), '[]'),
        coalesce((select array_agg(one) from part cross join unnest(part.hidden) as one), '{}')
      into shown, hidden
      from part;
    when 'string' then
      if (hides or value #>> '{}' ~ '\S@\S|^\+\d[\d ().-]{6,}$|^eyJ[\w-]+\.|^(sk|pk|whsec|ws)_') and value <> '""' then
        shown := to_jsonb(core.dots(value #>> '{}'));
        hidden := array[pointer];
      else
        shown := value;
        hidden := '{}';
      end if;
    when 'number' then
      shown := case when hides then '0'::jsonb else value end;
      hidden := case when hides then array[pointer] else '{}'::text[] end;
    else
      shown := value;
      hidden := '{}';
  end case;
end
$$;

comment on function core.mask(jsonb, text, jsonb, text, boolean, text, integer) is
  'A part of a payload with dots for what is personal, and where those are: one step of core.masked.';
