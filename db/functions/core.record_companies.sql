-- requires: core.normalised_events, core.telling
-- core.record_companies(readings): brings core.companies up to what these readings tell of companies. Rows are written in key order,
-- so that two transactions never wait for each other in a circle; of what they tell the newest stays, whoever comes first.
create or replace function core.record_companies(readings core.normalised_events[]) returns void
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
begin
    insert into core.companies as company (
      company_id, first_event_at, last_event_at, last_received_at, deliveries, title_told)
    select company_id, min(occurred_at), max(occurred_at), max(received_at), count(*),
      max(core.telling(company_title, told_at, delivery_key))
    from unnest(record_companies.readings)
    group by company_id
  order by company_id
    on conflict (company_id) do update set
      first_event_at = least(company.first_event_at, excluded.first_event_at),
      last_event_at = greatest(company.last_event_at, excluded.last_event_at),
      last_received_at = greatest(company.last_received_at, excluded.last_received_at),
      deliveries = company.deliveries + excluded.deliveries,
      title_told = greatest(company.title_told, excluded.title_told);
end
$$;

comment on function core.record_companies(core.normalised_events[]) is 'Brings core.companies up to what these readings tell of companies.';
