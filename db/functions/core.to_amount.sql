-- requires: core.money
-- core.to_amount(value): money as any of Whop's dialects writes it: a number, a text, or {"amount": "10.00", …}.
-- Major units, exact. Null where it is none of these or has more than 12 digits before the point.
create or replace function core.to_amount(value jsonb) returns numeric
language sql immutable parallel safe
as $$
  select core.money(substring(
    case jsonb_typeof(value)
      when 'object' then value ->> 'amount'
      when 'number' then value #>> '{}'
      when 'string' then value #>> '{}'
    end
    from '^\s*(-?\d\d?\d?\d?\d?\d?\d?\d?\d?\d?\d?\d?(?:\.\d+)?)\s*$'
  )::numeric)
$$;

comment on function core.to_amount(jsonb) is 'Money in major units from a number, a text or a money object; null where it is none.';
