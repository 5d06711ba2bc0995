-- requires: core.deliveries, core.project_or_file
-- core.replay_delivery(company_id, seq): reads one delivery of a company ('unassigned': of nobody's) again and projects it, as core.replay
-- does, and tells what happened. No row, and nothing done, where it is another's. Doing it again changes nothing.
create or replace function core.replay_delivery(company_id text, seq bigint)
returns table (state_before text, state text, posted bigint, sqlstate text, error text)
language plpgsql volatile
set search_path = ''
as $$
#variable_conflict use_column
declare
  before text;
  newly_posted bigint;
begin
  select delivery.state into before
  from core.deliveries as delivery
  where delivery.seq = replay_delivery.seq
    and delivery.company_id = replay_delivery.company_id;
  if not found then
    return;
  end if;
  newly_posted := core.project_or_file(array[replay_delivery.seq], again => true);
  return query
  select before, delivery.state, newly_posted, delivery.sqlstate, delivery.error
  from core.deliveries as delivery
  where delivery.seq = replay_delivery.seq;
end
$$;

comment on function core.replay_delivery(text, bigint) is
  'Reads one delivery of a company again and projects it, and tells what happened; no row where it is another''s.';
