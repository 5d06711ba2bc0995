-- requires: core.search_deliveries, core.search_reach
-- core.find_deliveries(company_id, state, event_type, search, before_seq, how_many): the numbers of a company's deliveries (company
-- 'unassigned': of those without one), newest first, at most 200: those in a state (core.deliveries.state), of a type (a name as sent,
-- Tidemark's name, or a category), that a search finds, older than before_seq; what is null asks for nothing.
-- Without a filter, and for those that failed, all are reached. A state and a type are looked for among the last 20,000 before before_seq
-- (core.search_reach), a search as far as core.search_deliveries says.
-- PL/pgSQL because it has to be planned for its arguments.
create or replace function core.find_deliveries(
  company_id text, state text, event_type text, search text, before_seq bigint, how_many integer
) returns setof bigint
language plpgsql stable
set search_path = ''
set plan_cache_mode = force_custom_plan
set jit = off
as $$
declare
  most constant integer := least(greatest(coalesce(find_deliveries.how_many, 50), 1), 200);
  before constant bigint := coalesce(find_deliveries.before_seq, 9223372036854775807);
  term constant text := nullif(btrim(find_deliveries.search), '');
  asks_more constant boolean := find_deliveries.state is not null or find_deliveries.event_type is not null;
  reach bigint := 0;
  found bigint[];
begin
  if term is not null then
    found := core.search_deliveries(find_deliveries.company_id, term, before, case when asks_more then 20000 else most end);
  elsif asks_more then
    reach := core.search_reach(find_deliveries.company_id, before);
  end if;

  return query
  select listed.seq
  from (
    (
      select event.raw_seq as seq
      from core.events as event
      where event.company_id = find_deliveries.company_id
        and event.raw_seq < before
        and event.raw_seq > reach
        and event.part < 2
        and (term is null or event.raw_seq = any (found))
        and (find_deliveries.event_type is null
          or find_deliveries.event_type in (event.type, event.source_type, event.category))
        and (find_deliveries.state is null or find_deliveries.state = case
          when event.is_test then 'test'
          when event.company_id = 'unassigned' then 'unassigned'
          when event.category = 'custom' then 'kept'
          else 'projected'
        end)
        and (find_deliveries.state is null
          or not exists (select from ops.failures as failure where failure.raw_seq = event.raw_seq))
      -- The whole key, so that it is the key that is read in order: it alone has only this company's.
      order by event.raw_seq desc, event.part desc
      limit most
    )
    union
    (
      select failure.raw_seq
      from ops.failures as failure
      where (failure.company_id = find_deliveries.company_id
          or find_deliveries.company_id = 'unassigned' and failure.company_id is null)
        and (find_deliveries.state is null or find_deliveries.state = 'failed')
        and failure.raw_seq < before
        and (term is null or failure.raw_seq = any (found))
        and (find_deliveries.event_type is null or exists (
          select
          from raw.webhook_events as delivery
          left join core.event_names as name
            on name.source_type in (delivery.event_name, split_part(delivery.event_name, '.', 1) || '.*')
          where delivery.seq = failure.raw_seq
            and find_deliveries.event_type in (delivery.event_name, name.type, coalesce(name.category, 'custom'))))
      order by failure.raw_seq desc
      limit most
    )
  ) as listed
  order by listed.seq desc
  limit most;
end
$$;

comment on function core.find_deliveries(text, text, text, text, bigint, integer) is
  'The numbers of a company''s deliveries, newest first, at most 200: those in a state, of a type, that a search finds, older than before_seq.';
