-- core.dots(value): what stands for a value that is not shown: dots, of which there are more where it is longer (up to 4 characters, up to
-- 16, longer). What it says cannot be told from them, nor how long it is exactly.
create or replace function core.dots(value text) returns text
language sql immutable parallel safe
as $$
  select case
    when value = '' then ''
    when length(value) <= 4 then '••'
    when length(value) <= 16 then '••••'
    else '••••••••'
  end
$$;

comment on function core.dots(text) is 'What stands for a value that is not shown: dots, more of them where it is longer.';
