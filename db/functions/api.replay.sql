-- requires: core.replay_delivery
-- api.replay(company_id, seq): reads one of a company's deliveries again and projects it as if it had just arrived: one row that says in
-- what state it was and is, how many ledger entries were posted, and its error if it failed again. No row, and nothing done, where it is
-- not this company's. Doing it again changes nothing.
create or replace function api.replay(company_id text, seq bigint)
returns table (state_before text, state text, posted bigint, sqlstate text, error text)
language sql volatile
security definer
set search_path = ''
as $$
  select * from core.replay_delivery(replay.company_id, replay.seq) where replay.company_id <> 'unassigned'
$$;

comment on function api.replay(text, bigint) is
  'Reads one of a company''s deliveries again and projects it; says what state it was and is in, what was posted, and its error.';
