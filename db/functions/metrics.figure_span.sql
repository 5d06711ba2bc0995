-- requires: metrics.calendar_of, metrics.day_begins, metrics.days_earlier
-- metrics.figure_span(company_id, span, from_at, to_at): what a span of metrics.figure_parts is in time, for a figure of this company and
-- period: from_at included, to_at excluded. A standing is as of the latter. One row.
create or replace function metrics.figure_span(company_id text, span text, from_at timestamptz, to_at timestamptz)
returns table (from_at timestamptz, to_at timestamptz)
language sql stable
set search_path = ''
as $$
  select
    case figure_span.span
      when 'period' then figure_span.from_at
      when '30 days' then metrics.days_earlier(figure_span.company_id, figure_span.to_at, 30)
      when 'day' then metrics.day_begins(last.day, last.time_zone)
      when '7 days' then metrics.day_begins(last.day - 6, last.time_zone)
      when 'month' then metrics.day_begins(last.day - 29, last.time_zone)
      else '-infinity'
    end,
    case
      when figure_span.span = 'start' then figure_span.from_at
      when figure_span.span = '30 days ago' then metrics.days_earlier(figure_span.company_id, figure_span.to_at, 30)
      when figure_span.span in ('day', '7 days', 'month') then
        least(figure_span.to_at, metrics.day_begins(last.day + 1, last.time_zone))
      else figure_span.to_at
    end
  from (
    -- The last day of which anything is before to_at.
    select calendar.time_zone, case
      when figure_span.to_at = 'infinity' then calendar.today
      else ((figure_span.to_at - interval '1 microsecond') at time zone calendar.time_zone)::date
    end as day
    from metrics.calendar_of(figure_span.company_id) as calendar
  ) as last
$$;

comment on function metrics.figure_span(text, text, timestamptz, timestamptz) is
  'What a span of metrics.figure_parts is in time, for a figure of this company and period.';
