-- core.money(amount): an amount as the ledgers write it: exact, rounded to 8 decimals, at least two shown (49.00, 40.83333333):
-- a sum shows as many decimals as its longest part.
create or replace function core.money(amount numeric) returns numeric
language sql immutable parallel safe
as $$ select trim_scale(round(amount, 8)) + 0.00 $$;

comment on function core.money(numeric) is 'An amount in major units as the ledgers write it: at most 8 decimals, at least two shown.';
