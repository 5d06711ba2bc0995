-- api.settings(company_id): what a company set: its time zone, the currency shown first (null: the one with most revenue) and the first
-- day of its weeks. One row, also for a company that set nothing (updated_at is null then).
create or replace function api.settings(company_id text)
returns table (company_id text, time_zone text, currency text, week_start smallint, updated_at timestamptz)
language sql stable
security definer
set search_path = ''
set jit = off
as $$
  select
    settings.company_id,
    coalesce(stored.time_zone, 'UTC'),
    stored.currency,
    coalesce(stored.week_start, 1::smallint),
    stored.updated_at
  from (select) as one
  left join ops.company_settings as stored on stored.company_id = settings.company_id
$$;

comment on function api.settings(text) is 'A company''s time zone, the currency shown first, and the first day of its weeks. One row.';
