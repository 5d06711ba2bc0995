-- requires: core.mask
-- core.masked(payload, about): a payload with dots for what is personal or secret (ops.personal_keys), and where those are, as JSON
-- pointers ("/data/user/email"). about: what its data is (core.event_names.object): the name of a product is no person's.
-- Try it: select (core.masked(payload, null)).shown from raw.webhook_events where seq = 1;
create or replace function core.masked(payload jsonb, about text, out shown jsonb, out hidden text[])
language sql stable
set search_path = ''
as $$
  select made.shown, made.hidden
  from (
    select
      string_agg(case when left(listed.key, 1) = '*' then '(^|_)' || substr(listed.key, 2) || '$' else '^' || listed.key || '$' end, '|') as personal,
      coalesce(jsonb_object_agg(listed.key, to_jsonb(listed.but_not_inside)) filter (where listed.but_not_inside <> '{}'), '{}') as harmless
    from ops.personal_keys as listed
  ) as rule
  cross join lateral core.mask(
    masked.payload, coalesce(rule.personal, '^$'), rule.harmless, coalesce(masked.about, ''), false, '', 0) as made
$$;

comment on function core.masked(jsonb, text) is
  'A payload with dots for what is personal or secret (ops.personal_keys), and where those are, as JSON pointers.';
