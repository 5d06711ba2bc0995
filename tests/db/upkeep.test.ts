import { afterAll, beforeAll, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/database";
import { deliver, paid } from "./deliver";

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
