-- requires: metrics.trials
-- metrics.trial_conversion_rate(…): a figure, of trials that began from from_at (included) to to_at (excluded), as of the last refresh of
-- metrics.trials, where is_open marks those still running.
create or replace function metrics.trial_conversion_rate(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns metrics.ratio
language sql stable
set search_path = ''
as $$
  select (count(trial.converted_at)::numeric / nullif(count(*), 0))::metrics.ratio
  from metrics.trials as trial
  where trial.company_id = trial_conversion_rate.company_id
    and trial.started_at >= trial_conversion_rate.from_at
    and trial.started_at < trial_conversion_rate.to_at
$$;

comment on function metrics.trial_conversion_rate(text, text, timestamptz, timestamptz) is
  'Trials started in the period that reached MRR above 0 ÷ trials started in the period; trials still running have not, yet.';
