-- requires: metrics.refresh_inputs
-- metrics.refresh_state: how old each materialized view of schema metrics is, and whether it is due. One row per view.
-- Due: an input has changed since (changed). The app refreshes it from next_at on: not sooner after the last refresh than sixty times
-- what that took (at least 15 seconds), but at once where somebody changed tiers or settings; after a failure a minute later, then two,
-- four … up to an hour. A plain refresh by hand is not noted here.

create view metrics.refresh_state as
with now_is as materialized (
  select input.view_name, jsonb_object_agg(input.input, input.mark) as inputs
  from metrics.refresh_inputs as input
  group by input.view_name
)
select
  view.relname::text as view_name,
  success.started_at as as_of,
  success.finished_at as refreshed_at,
  success.finished_at - success.started_at as took,
  success.refreshed_by,
  due.is_due,
  input.changed,
  case
    when not due.is_due then null
    when failure.failures > 0
      then failure.failed_at + least(interval '1 hour', interval '1 minute' * 2 ^ least(failure.failures - 1, 10))
    when success.refresh_id is null then '-infinity'
    when input.changed && array['core.tiers', 'ops.company_settings'] then success.finished_at
    else success.finished_at + greatest(interval '15 seconds', 60 * (success.finished_at - success.started_at))
  end as next_at,
  failure.error,
  failure.failed_at,
  failure.failures
from pg_class as view
left join now_is on now_is.view_name = view.relname
left join lateral (
  select *
  from ops.refreshes as refresh
  where refresh.view_name = view.relname
    and refresh.error is null
  order by refresh.started_at desc, refresh.refresh_id desc
  limit 1
) as success on true
cross join lateral (
  -- Since the last success.
  select
    count(*) as failures,
    max(refresh.finished_at) as failed_at,
    (array_agg(refresh.error order by refresh.refresh_id desc))[1] as error
  from ops.refreshes as refresh
  where refresh.view_name = view.relname
    and refresh.error is not null
    and refresh.started_at >= coalesce(success.started_at, '-infinity')
) as failure
cross join lateral (
  select coalesce(array_agg(input order by input), '{}') as changed
  from jsonb_each_text(now_is.inputs) as is_now (input, mark)
  full join jsonb_each_text(success.inputs) as was (input, mark) using (input)
  where is_now.mark is distinct from was.mark
    and success.refresh_id is not null
) as input
cross join lateral (
  select success.refresh_id is null or not view.relispopulated or input.changed <> '{}' as is_due
) as due
where view.relkind = 'm'
  and view.relnamespace = 'metrics'::regnamespace;

comment on view metrics.refresh_state is
  'How old each materialized view of metrics is (as_of), what its last refresh took, whether it is due and why, and its error if it fails. '
  'One row per view.';
