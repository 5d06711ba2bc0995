-- requires: metrics.refresh_state
-- api.refresh_state(): how old each materialized view is, for the page to say so. One row per view.
create or replace function api.refresh_state()
returns table (
  view_name text, as_of timestamptz, refreshed_at timestamptz, took interval, refreshed_by text, is_due boolean,
  error text, failed_at timestamptz
)
language sql stable
security definer
set search_path = ''
set jit = off
as $$
  select state.view_name, state.as_of, state.refreshed_at, state.took, state.refreshed_by, state.is_due, state.error, state.failed_at
  from metrics.refresh_state as state
  order by state.view_name
$$;

comment on function api.refresh_state() is 'How old each materialized view is, whether it is due, and its error if it fails. One row per view.';
