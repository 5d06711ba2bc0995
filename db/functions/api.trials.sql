-- requires: metrics.trials
-- api.trials(company_id): trials by the month in which they began, the newest first: how many, how many reached MRR, how many are still
-- running. One row per month with trials. A month with trials still running is open: its conversion may yet rise.
create or replace function api.trials(company_id text)
returns table (
  month date, started metrics.count, converted metrics.count, running metrics.count, conversion_rate metrics.ratio, is_open boolean
)
language sql stable
security definer
set search_path = ''
set jit = off
as $$
  select
    counted.month,
    counted.started::metrics.count,
    counted.converted::metrics.count,
    counted.running::metrics.count,
    (counted.converted::numeric / nullif(counted.started, 0))::metrics.ratio,
    counted.running > 0
  from (
    select
      date_trunc('month', trial.started_at at time zone coalesce(settings.time_zone, 'UTC'))::date as month,
      count(*) as started,
      count(trial.converted_at) as converted,
      count(*) filter (where trial.is_open) as running
    from metrics.trials as trial
    left join ops.company_settings as settings on settings.company_id = trial.company_id
    where trial.company_id = trials.company_id
    group by 1
  ) as counted
  order by counted.month desc
$$;

comment on function api.trials(text) is
  'Trials by the month in which they began, how many reached MRR and how many still run, the newest month first.';
