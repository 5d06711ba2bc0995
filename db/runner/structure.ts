import type { Queries } from "./objects";

/** The order in which data flows; other schemas follow by name. */
const SCHEMAS = ["raw", "core", "metrics", "api", "ops"];

interface Entry {
  schema: string;
  name: string;
  /** SQL-like text of one object with all that hangs on it */
  text: string;
}

/**
 * What db/ makes of an empty database, as text to read and compare: schemas, types, tables with their columns,
 * constraints, indexes, triggers and policies, views with their columns, routines with their signatures, grants
 * and comments. Bodies of views and routines are in their files. Written from the catalogue in one order and in
 * words that are the same on every PostgreSQL from 15 on.
 */
export async function structureOf(sql: Queries): Promise<string> {
  const schemas = await schemaEntries(sql);
  const kinds = [await typeEntries(sql), await relationEntries(sql), await routineEntries(sql)];
  const rank = (schema: string) => (SCHEMAS.includes(schema) ? SCHEMAS.indexOf(schema) : SCHEMAS.length);
  const sections = schemas
    .sort((a, b) => rank(a.name) - rank(b.name) || (a.name < b.name ? -1 : 1))
    .flatMap((schema) => [
      schema.text,
      ...kinds
        .flatMap((entries) => entries.filter((entry) => entry.schema === schema.name))
        .map(({ text }) => text),
    ]);
  return `-- What db/ makes of an empty database. Made by "npm run structure": read it, do not edit it.\n\n${sections.join("\n\n")}\n`;
}

/** Schemas that somebody made: not PostgreSQL's, not those of extensions. */
const OURS = `n.nspname !~ '^(pg_|information_schema$|public$)'`;

/** `comment on <what> is '…';`, where there is one */
const comment = (what: string, description: string) =>
  `(select format(E'\\ncomment on %s is %L;', ${what}, ${description}) where ${description} is not null)`;

/**
 * `grant a, b on <what> to <role>;` lines. The owner's own privileges are left out, and so is MAINTAIN, which
 * PostgreSQL has from 17 on.
 */
const grants = (what: string, acl: string, owner: string) => `(
  select string_agg(format(E'\\ngrant %s on %s to %s;', privileges, ${what}, grantee), '' order by grantee)
  from (
    select
      case a.grantee when 0 then 'public' else pg_get_userbyid(a.grantee)::text end collate "C" as grantee,
      string_agg(lower(a.privilege_type), ', ' order by a.privilege_type collate "C") as privileges
    from aclexplode(${acl}) as a
    where a.grantee <> ${owner} and a.privilege_type <> 'MAINTAIN'
    group by a.grantee
  ) as granted
)`;

async function schemaEntries(sql: Queries): Promise<Entry[]> {
  return sql.unsafe<Entry[]>(`
    select
      n.nspname as schema,
      n.nspname as name,
      concat(
        format(E'-- ${"=".repeat(20)} %1$s\\n\\ncreate schema %1$I authorization %2$s;', n.nspname, pg_get_userbyid(n.nspowner)),
        ${comment("'schema ' || quote_ident(n.nspname)", "obj_description(n.oid, 'pg_namespace')")},
        ${grants("'schema ' || quote_ident(n.nspname)", "n.nspacl", "n.nspowner")}
      ) as text
    from pg_namespace as n
    where ${OURS}`);
}

async function typeEntries(sql: Queries): Promise<Entry[]> {
  return sql.unsafe<Entry[]>(`
    select
      n.nspname as schema,
      t.typname as name,
      concat(
        case t.typtype
          when 'e' then format('create type %s as enum (%s);', t.oid::regtype, (
            select string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder) from pg_enum as e where e.enumtypid = t.oid))
          when 'd' then format('create domain %s as %s%s%s;', t.oid::regtype, format_type(t.typbasetype, t.typtypmod),
            case when t.typnotnull then ' not null' end, (
            select string_agg(format(E'\\n  constraint %I %s', c.conname, pg_get_constraintdef(c.oid)), '' order by c.conname)
            from pg_constraint as c where c.contypid = t.oid and c.contype = 'c'))
          else format(E'create type %s as (\\n%s\\n);', t.oid::regtype, (
            select string_agg(format('  %I %s', a.attname, format_type(a.atttypid, a.atttypmod)), E',\\n' order by a.attnum)
            from pg_attribute as a where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped))
        end,
        ${comment("'type ' || t.oid::regtype", "obj_description(t.oid, 'pg_type')")}
      ) as text
    from pg_type as t
    join pg_namespace as n on n.oid = t.typnamespace
    left join pg_class as r on r.oid = t.typrelid
    where ${OURS} and (t.typtype in ('e', 'd') or r.relkind = 'c')
    order by t.typname collate "C"`);
}

async function relationEntries(sql: Queries): Promise<Entry[]> {
  return sql.unsafe<Entry[]>(`
    select
      n.nspname as schema,
      c.relname as name,
      concat(
        case c.relkind when 'v' then '-- view' when 'm' then '-- materialized view' else 'create table' end,
        ' ', c.oid::regclass, E' (\\n',
        ${columns("c")},
        ${constraints("c")},
        E'\\n)',
        case when c.relkind = 'p' then ' partition by ' || pg_get_partkeydef(c.oid) end,
        case when c.reloptions is not null then format(' with (%s)', array_to_string(c.reloptions, ', ')) end,
        ';',
        case when pg_get_userbyid(c.relowner) <> 'tidemark_owner' then format(E'\\n-- owned by %s', pg_get_userbyid(c.relowner)) end,
        ${indexes("c")},
        ${triggers("c")},
        ${policies("c")},
        ${grants("c.oid::regclass::text", "c.relacl", "c.relowner")},
        ${columnGrants("c")},
        ${comment("case c.relkind when 'v' then 'view ' when 'm' then 'materialized view ' else 'table ' end || c.oid::regclass", "obj_description(c.oid, 'pg_class')")},
        ${columnComments("c")}
      ) as text
    from pg_class as c
    join pg_namespace as n on n.oid = c.relnamespace
    where ${OURS} and c.relkind in ('r', 'p', 'v', 'm', 'f')
    order by c.relkind in ('v', 'm'), c.relname collate "C"`);
}

const columns = (c: string) => `(
  select string_agg(concat(
    format('  %I %s', a.attname, format_type(a.atttypid, a.atttypmod)),
    case when a.attcollation <> t.typcollation then format(' collate %s', a.attcollation::regcollation) end,
    case when a.attnotnull then ' not null' end,
    case a.attidentity when 'a' then ' generated always as identity' when 'd' then ' generated by default as identity' end,
    case a.attgenerated when '' then ' default ' || pg_get_expr(d.adbin, d.adrelid)
      else format(' generated always as (%s) stored', pg_get_expr(d.adbin, d.adrelid)) end
  ), E',\\n' order by a.attnum)
  from pg_attribute as a
  join pg_type as t on t.oid = a.atttypid
  left join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where a.attrelid = ${c}.oid and a.attnum > 0 and not a.attisdropped
)`;

/** Without "not null", which is a constraint of its own from PostgreSQL 18 on and stands with its column. */
const constraints = (c: string) => `(
  select string_agg(format(E',\\n  constraint %I %s', k.conname, pg_get_constraintdef(k.oid)), '' order by k.contype = 'p' desc, k.conname collate "C")
  from pg_constraint as k
  where k.conrelid = ${c}.oid and k.contype in ('p', 'u', 'f', 'c', 'x')
)`;

const indexes = (c: string) => `(
  select string_agg(concat(E'\\n', pg_get_indexdef(i.indexrelid), ';',
    ${comment("'index ' || i.indexrelid::regclass", "obj_description(i.indexrelid, 'pg_class')")}), '' order by i.indexrelid::regclass::text collate "C")
  from pg_index as i
  where i.indrelid = ${c}.oid and not exists (select from pg_constraint as k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
)`;

const triggers = (c: string) => `(
  select string_agg(concat(E'\\n', pg_get_triggerdef(g.oid), ';',
    ${comment("format('trigger %I on %s', g.tgname, g.tgrelid::regclass)", "obj_description(g.oid, 'pg_trigger')")}), '' order by g.tgname collate "C")
  from pg_trigger as g
  where g.tgrelid = ${c}.oid and not g.tgisinternal
)`;

const policies = (c: string) => `concat(
  case when ${c}.relrowsecurity then format(E'\\nalter table %s enable row level security;', ${c}.oid::regclass) end,
  case when ${c}.relforcerowsecurity then format(E'\\nalter table %s force row level security;', ${c}.oid::regclass) end,
  (
    select string_agg(format(E'\\ncreate policy %I on %s as %s for %s to %s%s%s;', p.polname, p.polrelid::regclass,
      case when p.polpermissive then 'permissive' else 'restrictive' end,
      case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end,
      (select string_agg(case r when 0 then 'public' else pg_get_userbyid(r)::text end, ', ' order by 1) from unnest(p.polroles) as r),
      ' using (' || pg_get_expr(p.polqual, p.polrelid) || ')',
      ' with check (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')'), '' order by p.polname collate "C")
    from pg_policy as p
    where p.polrelid = ${c}.oid
  )
)`;

const columnGrants = (c: string) => `(
  select string_agg(${grants("format('%s (%I)', a.attrelid::regclass, a.attname)", "a.attacl", `${c}.relowner`)}, '' order by a.attnum)
  from pg_attribute as a
  where a.attrelid = ${c}.oid and a.attnum > 0 and not a.attisdropped and a.attacl is not null
)`;

const columnComments = (c: string) => `(
  select string_agg(format(E'\\ncomment on column %s.%I is %L;', a.attrelid::regclass, a.attname, col_description(a.attrelid, a.attnum)), '' order by a.attnum)
  from pg_attribute as a
  where a.attrelid = ${c}.oid and a.attnum > 0 and not a.attisdropped and col_description(a.attrelid, a.attnum) is not null
)`;

async function routineEntries(sql: Queries): Promise<Entry[]> {
  return sql.unsafe<Entry[]>(`
    select
      n.nspname as schema,
      p.proname as name,
      concat(
        '-- ', kind, ' ', n.nspname, '.', p.proname, '(', pg_get_function_arguments(p.oid), ')',
        ' returns ' || pg_get_function_result(p.oid),
        E'\\n--   language ', l.lanname,
        case when p.prokind <> 'p' then case p.provolatile when 'i' then ', immutable' when 's' then ', stable' else ', volatile' end end,
        case p.proparallel when 's' then ', parallel safe' when 'r' then ', parallel restricted' end,
        case when p.proisstrict then ', strict' end,
        case when p.proleakproof then ', leakproof' end,
        case when p.prosecdef then ', security definer' end,
        (select string_agg(', set ' || setting, '' order by setting) from unnest(p.proconfig) as setting),
        case when pg_get_userbyid(p.proowner) <> 'tidemark_owner' then format(E'\\n-- owned by %s', pg_get_userbyid(p.proowner)) end,
        ${grants("kind || ' ' || p.oid::regprocedure", "coalesce(p.proacl, acldefault('f', p.proowner))", "p.proowner")},
        ${comment("kind || ' ' || p.oid::regprocedure", "obj_description(p.oid, 'pg_proc')")}
      ) as text
    from pg_proc as p
    join pg_namespace as n on n.oid = p.pronamespace
    join pg_language as l on l.oid = p.prolang
    cross join lateral (
      select case p.prokind when 'p' then 'procedure' when 'a' then 'aggregate' else 'function' end as kind
    ) as k
    where ${OURS}
    order by p.proname collate "C", pg_get_function_identity_arguments(p.oid) collate "C"`);
}
