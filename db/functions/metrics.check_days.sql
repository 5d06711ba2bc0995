-- metrics.check_days(from_day, to_day): whether there is anything to be told of these days; else it says what to ask for instead.
create or replace function metrics.check_days(from_day date, to_day date) returns void
language plpgsql immutable
set search_path = ''
as $$
begin
  if (check_days.from_day >= '1970-01-01' and check_days.to_day < '3000-01-01') is not true then
    raise exception 'from_day and to_day are to be days from 1970 to 2999, and are % and %.',
        coalesce(check_days.from_day::text, 'null'), coalesce(check_days.to_day::text, 'null')
      using errcode = 'invalid_parameter_value';
  end if;
  if check_days.to_day < check_days.from_day then
    raise exception 'to_day (%) is before from_day (%): exchange them.', check_days.to_day, check_days.from_day
      using errcode = 'invalid_parameter_value';
  end if;
  if check_days.to_day >= check_days.from_day + interval '20 years' then
    raise exception 'From % to % are more than 20 years: ask for fewer at once.', check_days.from_day, check_days.to_day
      using errcode = 'invalid_parameter_value';
  end if;
end
$$;

comment on function metrics.check_days(date, date) is 'Refuses a range of days that nobody can mean, and says what to ask for instead.';
