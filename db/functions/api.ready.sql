-- api.ready(): true when a delivery could be stored now: this server is writable.
create or replace function api.ready() returns boolean
language sql stable
security definer
set search_path = ''
as $$ select not pg_is_in_recovery() and current_setting('transaction_read_only') = 'off' $$;

comment on function api.ready() is 'True when a delivery could be stored now.';
