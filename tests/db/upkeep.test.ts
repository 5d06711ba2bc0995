import { afterAll, beforeAll, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/database";
import { deliver, paid, v1 } from "./deliver";

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.close());

test("a table that has grown from nothing is analyzed, once, as the app's own role", async () => {
  const { sql } = database;
  const app = database.as("tidemark_app");
  for (let batch = 0; batch < 4; batch += 1) {
    const at = `2026-01-0${batch + 1}T00:00:00.000Z`;
    await deliver(
      sql,
      Array.from({ length: 400 }, (_, nth) => paid(`pay_${batch}_${nth}`, at)),
    );
  }
  const analyzed: string[] = [];
  // PostgreSQL counts changes with a little delay, and its autovacuum may come first.
  await expect
    .poll(async () => {
      const rows = await app<{ name: string }[]>`select name from api.analyze_due() as name`;
      analyzed.push(...rows.map(({ name }) => name));
      const [row] = await sql`select reltuples from pg_class where oid = 'core.events'::regclass`;
      return Number(row?.reltuples);
    })
    .toBeGreaterThan(1_000);
  expect(new Set(analyzed).size).toBe(analyzed.length);
  expect(await app`select api.analyze_due()`).toEqual([]);
});

// A function in a join is not called where the planner begins with the other side and finds it empty: plans were lost that way.
test("a plan is recorded whatever the statistics say, also where nobody is a member yet", async () => {
  const { sql } = database;
  for (const statistics of ["vacuum analyze core.subscriptions", "vacuum analyze core.plans"]) {
    await sql.unsafe("truncate core.subscriptions, core.plans");
    await sql.unsafe(statistics);
    const connection = await sql.reserve();
    await connection`discard plans`;
    const terms = {
      renewal_price: 29,
      billing_period: 30,
      base_currency: "usd",
      updated_at: "2026-01-01T00:00:00.000Z",
    };
    await deliver(connection, [v1("plan.created", { id: "plan_lonely", ...terms })]);
    expect(await connection`select plan_id, renewal_price::float from core.plans`).toEqual([
      { plan_id: "plan_lonely", renewal_price: 29 },
    ]);
    connection.release();
  }
});
