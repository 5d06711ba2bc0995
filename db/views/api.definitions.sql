-- requires: metrics.figures
-- api.definitions: what each figure means and the SQL that it is, from the catalogue: what is shown is what runs.
-- One row per figure, per function that figures stand on and per relation of schema metrics. A table has the SQL of the view that says
-- what should be in it.

create view api.definitions as
select
  routine.proname::text as name,
  case when figure.figure is null then 'function' else 'figure' end as kind,
  figure.unit::text as unit,
  obj_description(routine.oid, 'pg_proc') as words,
  pg_get_functiondef(routine.oid) as sql,
  null::jsonb as columns
from pg_proc as routine
left join metrics.figures as figure on figure.function = routine.oid
where routine.pronamespace = 'metrics'::regnamespace
  and routine.prokind = 'f'
  and routine.provolatile <> 'v' -- those that change something are no definitions

union all

select
  relation.relname,
  case relation.relkind when 'v' then 'view' when 'm' then 'materialized view' else 'table' end,
  null,
  obj_description(relation.oid, 'pg_class'),
  pg_get_viewdef(coalesce(desired.oid, relation.oid)),
  (
    select jsonb_agg(
      jsonb_build_object(
        'name', attribute.attname,
        'type', format_type(attribute.atttypid, attribute.atttypmod),
        'words', col_description(attribute.attrelid, attribute.attnum))
      order by attribute.attnum)
    from pg_attribute as attribute
    where attribute.attrelid = relation.oid
      and attribute.attnum > 0
      and not attribute.attisdropped
  )
from pg_class as relation
left join pg_class as desired
  on desired.relnamespace = relation.relnamespace
  and desired.relname = 'desired_' || relation.relname
  and relation.relkind in ('r', 'p')
where relation.relnamespace = 'metrics'::regnamespace
  and relation.relkind in ('r', 'p', 'v', 'm');

comment on view api.definitions is
  'What each figure means, and the SQL that it is: a row per figure, function and relation of schema metrics.';
