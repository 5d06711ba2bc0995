import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readFiles } from "../../db/runner/files";
import { structureOf } from "../../db/runner/structure";
import { createDatabase, type TestDatabase } from "../support/database";

const files = readFiles("db");
const SCHEMAS = ["raw", "core", "metrics", "api", "ops"];

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.close());

describe("a file is named what you would type in psql", () => {
  test("each view and materialized view has its file, and each file its view", async () => {
    const views = await database.sql<{ name: string }[]>`
      select n.nspname || '.' || c.relname as name
      from pg_class as c
      join pg_namespace as n on n.oid = c.relnamespace
      where n.nspname = any (${SCHEMAS}) and c.relkind in ('v', 'm')`;
    expect(names(views)).toEqual(namesOf("view"));
  });

  test("each function and procedure has its file, and each file its function; a trigger's are with the trigger", async () => {
    const routines = await database.sql<{ name: string }[]>`
      select distinct n.nspname || '.' || p.proname as name
      from pg_proc as p
      join pg_namespace as n on n.oid = p.pronamespace
      where n.nspname = any (${SCHEMAS})`;
    expect(names(routines)).toEqual(
      [...new Set([...namesOf("function"), ...functionsInTriggerFiles()])].sort(),
    );
  });

  test("each table with triggers has its file, and each file its table", async () => {
    const tables = await database.sql<{ name: string }[]>`
      select distinct tgrelid::regclass::text as name
      from pg_trigger as t
      join pg_class as c on c.oid = t.tgrelid
      join pg_namespace as n on n.oid = c.relnamespace
      where n.nspname = any (${SCHEMAS}) and not tgisinternal`;
    expect(names(tables)).toEqual(namesOf("trigger"));
  });

  test("tables come from migrations", async () => {
    const migrations = files.filter(({ kind }) => kind === "migration").map(({ text }) => text);
    const tables = await database.sql<{ name: string }[]>`
      select n.nspname || '.' || c.relname as name
      from pg_class as c
      join pg_namespace as n on n.oid = c.relnamespace
      where n.nspname = any (${SCHEMAS}) and c.relkind in ('r', 'p')`;
    const made = migrations.flatMap((text) =>
      [...text.matchAll(/^create (?:unlogged )?table ([a-z_.0-9]+)/gm)].map((match) => match[1]),
    );
    expect(names(tables).filter((name) => !made.includes(name))).toEqual([]);
  });

  test("nothing but the folders that are applied holds SQL, and the structure", () => {
    const strays = readdirSync("db", { recursive: true, encoding: "utf8" })
      .map((name) => name.split(path.sep).join("/"))
      .filter((name) => name.endsWith(".sql") && name !== "structure.sql");
    expect(strays.sort()).toEqual(files.map((file) => file.path).sort());
  });
});

test("each object, and each column of a table or materialized view, has a comment", async () => {
  const silent = await database.sql<{ name: string }[]>`
    with ours as (
      select oid, nspname from pg_namespace where nspname = any (${SCHEMAS})
    ), relations as (
      select c.* from pg_class as c join ours on ours.oid = c.relnamespace where c.relkind in ('r', 'p', 'v', 'm', 'f')
    )
    select 'schema ' || nspname as name from ours where obj_description(oid, 'pg_namespace') is null
    union all
    select 'relation ' || oid::regclass from relations where obj_description(oid, 'pg_class') is null
    union all
    select format('column %s.%I', relations.oid::regclass, a.attname)
    from relations
    join pg_attribute as a on a.attrelid = relations.oid and a.attnum > 0 and not a.attisdropped
    where relations.relkind in ('r', 'p', 'm') and col_description(relations.oid, a.attnum) is null
    union all
    select 'routine ' || p.oid::regprocedure
    from pg_proc as p join ours on ours.oid = p.pronamespace
    where obj_description(p.oid, 'pg_proc') is null
    union all
    select format('trigger %I on %s', t.tgname, t.tgrelid::regclass)
    from pg_trigger as t join relations on relations.oid = t.tgrelid
    where not t.tgisinternal and obj_description(t.oid, 'pg_trigger') is null
    union all
    select format('policy %I on %s', p.polname, p.polrelid::regclass)
    from pg_policy as p join relations on relations.oid = p.polrelid
    where obj_description(p.oid, 'pg_policy') is null
    union all
    select 'type ' || t.oid::regtype
    from pg_type as t
    join ours on ours.oid = t.typnamespace
    left join pg_class as c on c.oid = t.typrelid
    where (t.typtype in ('e', 'd') or c.relkind = 'c') and obj_description(t.oid, 'pg_type') is null
    union all
    select 'role ' || rolname from pg_roles where rolname ~ '^tidemark_' and shobj_description(oid, 'pg_authid') is null`;
  expect(names(silent)).toEqual([]);
});

test("each security definer, and each PL/pgSQL function that may read a table, sets its search_path", async () => {
  const unset = await database.sql<{ name: string }[]>`
    select p.oid::regprocedure::text as name
    from pg_proc as p
    join pg_namespace as n on n.oid = p.pronamespace
    join pg_language as l on l.oid = p.prolang
    where n.nspname = any (${SCHEMAS})
      and (p.prosecdef or l.lanname = 'plpgsql' and p.provolatile <> 'i')
      -- A procedure that commits may have no settings of its own: PostgreSQL forbids it.
      and not (p.prokind = 'p' and not p.prosecdef and p.prosrc ~ '\\mcommit;')
      and not exists (select from unnest(p.proconfig) as setting where setting like 'search_path=%')`;
  expect(names(unset)).toEqual([]);
});

test("everything belongs to tidemark_owner", async () => {
  const strange = await database.sql<{ name: string }[]>`
    with ours as (
      select oid, nspname, nspowner from pg_namespace where nspname = any (${SCHEMAS})
    )
    select 'schema ' || nspname as name from ours where pg_get_userbyid(nspowner) <> 'tidemark_owner'
    union all
    select 'relation ' || c.oid::regclass from pg_class as c join ours on ours.oid = c.relnamespace
    where pg_get_userbyid(c.relowner) <> 'tidemark_owner'
    union all
    select 'routine ' || p.oid::regprocedure from pg_proc as p join ours on ours.oid = p.pronamespace
    where pg_get_userbyid(p.proowner) <> 'tidemark_owner'`;
  expect(names(strange)).toEqual([]);
});

test("db/structure.sql is what db/ makes of an empty database (else: npm run structure)", async () => {
  expect(await structureOf(database.sql)).toBe(readFileSync("db/structure.sql", "utf8"));
});

function names(rows: { name: string }[]): string[] {
  return rows.map(({ name }) => name).sort();
}

function namesOf(kind: string): string[] {
  return files
    .filter((file) => file.kind === kind)
    .map(({ name }) => name)
    .sort();
}

function functionsInTriggerFiles(): string[] {
  return files
    .filter(({ kind }) => kind === "trigger")
    .flatMap(({ text }) => [...text.matchAll(/^create or replace function ([a-z_.0-9]+)/gm)])
    .map((match) => match[1] ?? "");
}
