-- requires: metrics.trials
-- metrics.trials_started(…): a figure, of trials that began from from_at (included) to to_at (excluded), as of the last refresh of
-- metrics.trials: of every currency, for a trial has none.
create or replace function metrics.trials_started(company_id text, currency text, from_at timestamptz, to_at timestamptz)
returns metrics.count
language sql stable
set search_path = ''
as $$
  select count(*)::metrics.count
  from metrics.trials as trial
  where trial.company_id = trials_started.company_id
    and trial.started_at >= trials_started.from_at
    and trial.started_at < trials_started.to_at
$$;

comment on function metrics.trials_started(text, text, timestamptz, timestamptz) is
  'Trials started in the period: each membership''s first.';
