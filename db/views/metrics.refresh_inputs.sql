-- metrics.refresh_inputs: what each materialized view of schema metrics is made of, and a mark of each that moves when it changes.
-- One row per view and input. The tables are found in the catalogue, also behind plain views; a table's mark is how many of its rows were
-- ever written (PostgreSQL counts them, some seconds late; track_counts is on by default). "day" moves when a day begins in a time zone of any company.
-- metrics.refresh notes them before it refreshes: what it has not seen yet moves a mark later. A table that only a function in the view
-- reads is not found here; the settings always are.

create view metrics.refresh_inputs as
with recursive made_of as (
  select view.oid as view_oid, source.refobjid as source_oid
  from pg_class as view
  join pg_rewrite as rule on rule.ev_class = view.oid
  join pg_depend as source
    on source.classid = 'pg_rewrite'::regclass
    and source.objid = rule.oid
    and source.refclassid = 'pg_class'::regclass
    and source.refobjid <> view.oid
  where view.relkind = 'm'
    and view.relnamespace = 'metrics'::regnamespace
  union
  select made_of.view_oid, source.refobjid
  from made_of
  join pg_class as view
    on view.oid = made_of.source_oid
    and view.relkind = 'v'
  join pg_rewrite as rule on rule.ev_class = view.oid
  join pg_depend as source
    on source.classid = 'pg_rewrite'::regclass
    and source.objid = rule.oid
    and source.refclassid = 'pg_class'::regclass
    and source.refobjid <> view.oid
), input as (
  select made_of.view_oid, made_of.source_oid
  from made_of
  union
  select view.oid, 'ops.company_settings'::regclass
  from pg_class as view
  where view.relkind = 'm'
    and view.relnamespace = 'metrics'::regnamespace
)
select
  view.relname::text as view_name,
  schema.nspname || '.' || source.relname as input,
  pg_stat_get_tuples_inserted(source.oid) + pg_stat_get_tuples_updated(source.oid) + pg_stat_get_tuples_deleted(source.oid) as mark
from input
join pg_class as view on view.oid = input.view_oid
join pg_class as source
  on source.oid = input.source_oid
  and source.relkind in ('r', 'p', 'm', 'f')
join pg_namespace as schema on schema.oid = source.relnamespace
-- An event that tells of a trial is written to core.subscriptions as well; chats and courses are not.
where not (view.relname = 'trials' and source.oid = 'core.events'::regclass)
union all
select view.relname::text, 'day', days.mark
from pg_class as view
cross join (
  select sum((now() at time zone zone.name)::date - date '2000-01-01') as mark
  from (
    select 'UTC' as name
    union
    select settings.time_zone from ops.company_settings as settings
  ) as zone
) as days
where view.relkind = 'm'
  and view.relnamespace = 'metrics'::regnamespace;

comment on view metrics.refresh_inputs is
  'What each materialized view of metrics is made of, and a mark of each input that moves when it changes. One row per view and input.';
