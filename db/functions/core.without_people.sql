-- requires: core.blanked
-- core.without_people(value, people): a payload that may be somebody else's, without what it tells of these users: each object that is
-- one of them, or that belongs to one of them, is blanked; all around it stays.
create or replace function core.without_people(value jsonb, people text[], inside text default '') returns jsonb
language plpgsql immutable parallel safe
as $$
begin
  case jsonb_typeof(value)
    when 'object' then
      if value ->> 'id' = any (people) then
        return core.blanked(value, null, 'user');
      elsif coalesce(
        value #>> '{user,id}', value #>> '{member,user,id}', value #>> '{message,user,id}', value #>> '{payment,user,id}',
        value #>> '{buyer,id}', value ->> 'user_id', value #>> '{payment,user_id}') = any (people) then
        return core.blanked(value, null, inside);
      end if;
      return coalesce((
        select jsonb_object_agg(field.key, core.without_people(field.value, people, field.key))
        from jsonb_each(value) as field), '{}');
    when 'array' then
      return coalesce((
        select jsonb_agg(core.without_people(element.value, people, inside) order by element.place)
        from jsonb_array_elements(value) with ordinality as element (value, place)), '[]');
    else
      return value;
  end case;
end
$$;

comment on function core.without_people(jsonb, text[], text) is
  'A payload that may be somebody else''s, without what it tells of these users; all around it stays.';
