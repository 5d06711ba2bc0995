-- requires: metrics.figures, metrics.period, metrics.reporting_currency
-- api.figures(company_id, currency, from_day, to_day, comparison, figures): figures of a range of days, each with what it was in the
-- range before (metrics.period says which that is). A row per figure in the order asked; without figures all of them, by name.
-- Without a currency in the company's own. Money in major units; a ratio whose denominator is 0 is null.
create or replace function api.figures(
  company_id text, currency text, from_day date, to_day date, comparison text, figures text[] default null
)
returns table (figure text, unit text, value numeric, before numeric)
language plpgsql stable
security definer
set search_path = ''
set jit = off
as $$
declare
  range record;
  calls text;
  unknown text;
begin
  select * into range
  from metrics.period(figures.company_id, figures.from_day, figures.to_day, figures.comparison);

  -- Whatever has the shape of a figure can be asked for, so the calls are put together from the catalogue.
  select
    string_agg(
      format(
        case when range.before_from_at is null
          then '(%L, %L, metrics.%I($1, $2, $3, $4)::numeric, null::numeric)'
          else '(%L, %L, metrics.%I($1, $2, $3, $4)::numeric, metrics.%3$I($1, $2, $5, $6)::numeric)'
        end,
        known.figure, known.unit, known.figure),
      ', ' order by asked.position) filter (where known.figure is not null),
    string_agg(coalesce(asked.figure, 'null'), ', ' order by asked.position) filter (where known.figure is null)
  into calls, unknown
  from unnest(coalesce(figures.figures, array(select every.figure from metrics.figures as every order by every.figure)))
    with ordinality as asked (figure, position)
  left join metrics.figures as known on known.figure = asked.figure;

  if unknown is not null then
    raise exception 'There is no figure %: select figure from metrics.figures says which there are.', unknown
      using errcode = 'invalid_parameter_value';
  end if;
  if calls is null then
    return;
  end if;
  return query execute 'select * from (values ' || calls || ') as asked (figure, unit, value, before)'
  using figures.company_id, coalesce(figures.currency, metrics.reporting_currency(figures.company_id)),
    range.from_at, range.to_at, range.before_from_at, range.before_to_at;
end
$$;

comment on function api.figures(text, text, date, date, text, text[]) is
  'Figures of a range of days, each with what it was in the range before: previous, year or none. A row per figure, in the order asked.';
