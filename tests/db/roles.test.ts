import { afterAll, beforeAll, expect, test } from "vitest";
import { apply } from "../../db/apply";
import { createDatabase, type TestDatabase } from "../support/database";
import { deliver, paid } from "./deliver";

let database: TestDatabase;
beforeAll(async () => {
  // Applied here rather than cloned: a clone does not carry the rights to the database itself.
  database = await createDatabase({ empty: true });
  await apply(database.url);
});
afterAll(() => database.close());

const OUR_SCHEMAS = ["raw", "core", "metrics", "api", "ops", "public"];

test("tidemark_app may insert deliveries and use api, and nothing else in the catalogue", async () => {
  const { sql } = database;
  const reachable = await sql<{ what: string }[]>`
    select n.nspname || '.' || c.relname || ' ' || privilege as what
    from pg_class as c
    join pg_namespace as n on n.oid = c.relnamespace
    cross join unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) as privilege
    where n.nspname = any (${OUR_SCHEMAS})
      and c.relkind in ('r', 'v', 'm', 'p', 'f')
      and n.nspname <> 'api'
      and (has_table_privilege('tidemark_app', c.oid, privilege)
        or privilege in ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES') and has_any_column_privilege('tidemark_app', c.oid, privilege))
    union all
    select n.nspname || '.' || c.relname || ' sequence'
    from pg_class as c
    join pg_namespace as n on n.oid = c.relnamespace
    where n.nspname = any (${OUR_SCHEMAS}) and c.relkind = 'S'
      and case when c.relkind = 'S' then has_sequence_privilege('tidemark_app', c.oid, 'USAGE, SELECT, UPDATE') end
    union all
    select p.oid::regprocedure::text
    from pg_proc as p
    join pg_namespace as n on n.oid = p.pronamespace
    where n.nspname = any (${OUR_SCHEMAS}) and n.nspname <> 'api'
      and has_function_privilege('tidemark_app', p.oid, 'EXECUTE')
    union all
    select n.nspname || ' create'
    from pg_namespace as n
    where n.nspname = any (${OUR_SCHEMAS}) and has_schema_privilege('tidemark_app', n.oid, 'CREATE')
    union all
    select 'database ' || privilege
    from unnest(array['CREATE', 'TEMPORARY']) as privilege
    where has_database_privilege('tidemark_app', current_database(), privilege)
    union all
    select 'role ' || r.rolname
    from pg_roles as r
    where r.rolname <> 'tidemark_app' and pg_has_role('tidemark_app', r.oid, 'MEMBER')
  `;
  expect(reachable.map((row) => row.what)).toEqual(["raw.webhook_events INSERT"]);
});

test("tidemark_app is refused in practice, not only in the catalogue", async () => {
  const app = database.as("tidemark_app");
  expect(await deliver(app, [paid("pay_1", "2026-01-01T00:00:00Z")])).toBe(1);
  for (const attempt of [
    "select * from raw.webhook_events",
    "select seq from raw.webhook_events",
    "update raw.webhook_events set redeliveries = 9",
    "delete from raw.webhook_events",
    "insert into raw.webhook_events (seq, delivery_key, payload) overriding system value values (9, 'x', '{}')",
    "insert into raw.webhook_events (delivery_key, payload) values ('y', '{}') returning seq",
    "select * from core.events",
    "insert into core.revenue_entries (company_id, payment_id, kind, source_id, currency, occurred_at, amount, raw_seq) values ('biz_1', 'p', 'charge', 'p', 'usd', now(), 1000000, 1)",
    "select * from metrics.revenue_daily",
    "select * from core.audit()",
    "select core.project(array[1])",
    "call metrics.refresh('customer_value')",
    "select * from ops.failures",
    "create table api.mine (a int)",
    "create temporary table mine (a int)",
    "set role tidemark_owner",
  ]) {
    await expect(app.unsafe(attempt), attempt).rejects.toMatchObject({
      code: "42501",
    });
  }
  expect(await app`select company_id from api.companies()`).toEqual([{ company_id: "biz_1" }]);
});

test("tidemark_analyst reads the figures and the audit, refreshes a view, and changes nothing", async () => {
  const analyst = database.as("tidemark_analyst");
  expect(await analyst`select gross::float from metrics.revenue_daily`).toEqual([{ gross: 49 }]);
  expect(await analyst`select * from core.audit()`).toEqual([]);
  await analyst`call metrics.refresh('customer_value')`;
  expect(await analyst`select gross::float, mrr::float from metrics.customer_value`).toEqual([
    { gross: 49, mrr: 49 },
  ]);
  expect(await analyst`select view_name, refreshed_by, error from ops.refreshes`).toEqual([
    {
      view_name: "customer_value",
      refreshed_by: "tidemark_analyst",
      error: null,
    },
  ]);
  await expect(analyst`update core.payments set total = 0`).rejects.toMatchObject({ code: "42501" });
  for (const attempt of [
    "delete from raw.webhook_events",
    "select api.save_settings('biz_1', 'Asia/Tokyo', null, 1)",
    "select api.set_tier('biz_1', 'plan_1', 'Gold')",
    "refresh materialized view concurrently metrics.customer_value",
  ]) {
    await expect(analyst.unsafe(attempt), attempt).rejects.toMatchObject({ code: "42501" });
  }
});
