-- core.interval_months(days): months in a billing interval: 28–31 days are 1 month, 365–366 are 12, any other d is d × 12 / 365.
create or replace function core.interval_months(days numeric) returns numeric
language sql immutable parallel safe
as $$
  select case
    when days between 28 and 31 then 1
    when days between 365 and 366 then 12
    when days > 0 then days * 12 / 365
  end
$$;

comment on function core.interval_months(numeric) is 'Months in a billing interval of that many days.';
