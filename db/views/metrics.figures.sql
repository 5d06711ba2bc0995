-- metrics.figures: every figure there is: what it is measured in, what it means, and the function that gives it.
-- A figure is a function metrics.<figure>(company_id text, currency text, from_at timestamptz, to_at timestamptz) that returns
-- metrics.money, metrics.ratio or metrics.count: what has that shape is in here, and so in api.figures and api.definitions.

create view metrics.figures as
select
  routine.proname as figure,
  unit.typname as unit,
  obj_description(routine.oid, 'pg_proc') as words,
  routine.oid::regprocedure as function
from pg_proc as routine
join pg_type as unit on unit.oid = routine.prorettype
where routine.pronamespace = 'metrics'::regnamespace
  and routine.proargtypes = '25 25 1184 1184'::oidvector -- text, text, timestamptz, timestamptz
  and unit.typnamespace = 'metrics'::regnamespace
  and unit.typname in ('money', 'ratio', 'count');

comment on view metrics.figures is 'Every figure there is: what it is measured in, what it means, and the function that gives it.';
