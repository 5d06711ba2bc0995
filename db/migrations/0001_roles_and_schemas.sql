-- Three roles, five schemas in the order that data flows, and the record of what was applied.
-- Runs as the connecting user, who must be allowed to create roles (or find them made).

do $$
declare
  role_name text;
begin
  foreach role_name in array array['tidemark_owner', 'tidemark_app', 'tidemark_analyst'] loop
    if not exists (select from pg_roles where rolname = role_name) then
      begin
        execute format('create role %I nologin', role_name);
      exception when duplicate_object or unique_violation then
        null; -- another database of this server was being set up at the same moment
      end;
    end if;
  end loop;
  if not (select rolsuper from pg_roles where rolname = current_user) then
    begin
      execute format('grant tidemark_owner, tidemark_app, tidemark_analyst to %I', current_user);
    exception when insufficient_privilege then
      -- Somebody else made the roles; it is enough to have been let in.
      if not pg_has_role(current_user, 'tidemark_owner', 'member') then
        raise;
      end if;
    end;
  end if;
  execute format('grant connect, create, temporary on database %I to tidemark_owner', current_database());
  execute format('grant connect on database %I to tidemark_app', current_database());
  execute format('grant connect, temporary on database %I to tidemark_analyst', current_database());
  -- tidemark_app is to have what is granted to it and nothing more, so PUBLIC gets no temporary tables.
  execute format('revoke temporary on database %I from public', current_database());
end
$$;

comment on role tidemark_owner is 'Owns every object of Tidemark. Nobody logs in as it day to day.';
comment on role tidemark_app is 'The app: inserts into raw.webhook_events and uses schema api, nothing else.';
comment on role tidemark_analyst is 'Reads everything but secrets. Give it to the people who query.';

create schema raw authorization tidemark_owner;
create schema core authorization tidemark_owner;
create schema metrics authorization tidemark_owner;
create schema api authorization tidemark_owner;
create schema ops authorization tidemark_owner;

set local role tidemark_owner;

comment on schema raw is 'Every delivery as it was received. Append-only; the one irreplaceable thing.';
comment on schema core is 'What the deliveries mean: events, directories, state, ledgers. Can be rebuilt from raw.';
comment on schema metrics is 'Figures: daily summaries kept by triggers, and materialized views. Can be rebuilt from core.';
comment on schema api is 'The views and functions that the app calls. The app sees nothing else.';
comment on schema ops is 'Running the place: applied files, settings, failures, refresh log.';

-- Nothing is callable or readable because somebody forgot to forbid it.
alter default privileges for role tidemark_owner revoke execute on functions from public;
alter default privileges for role tidemark_owner in schema raw, core, metrics, api, ops grant select on tables to tidemark_analyst;
alter default privileges for role tidemark_owner in schema core, metrics, api grant execute on functions to tidemark_analyst;
alter default privileges for role tidemark_owner in schema api grant select on tables to tidemark_app;
alter default privileges for role tidemark_owner in schema api grant execute on functions to tidemark_app;

grant usage on schema raw, core, metrics, api, ops to tidemark_analyst;
grant usage on schema raw, api to tidemark_app;

create table ops.applied_files (
  path text primary key,
  kind text not null,
  checksum text not null,
  applied_at timestamptz not null default now(),
  applied_by text not null default session_user
);
comment on table ops.applied_files is 'One row per file of db/ that was applied, with the checksum it had then.';
comment on column ops.applied_files.path is 'The file, relative to db/.';
comment on column ops.applied_files.kind is 'migration (run once), function, trigger or view (applied again when the file changes).';
comment on column ops.applied_files.checksum is 'SHA-256 of the file as it was applied.';
comment on column ops.applied_files.applied_at is 'When it was last applied.';
comment on column ops.applied_files.applied_by is 'The database user who applied it.';
