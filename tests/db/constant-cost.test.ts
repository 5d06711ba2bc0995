import type { Sql } from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/database";
import { deliver, membership, paid, type TestDelivery, v1 } from "./deliver";

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.close());

const day = (n: number) => new Date(Date.UTC(2024, 0, 1) + n * 86_400_000).toISOString();

const renewal = (member: string, n: number): TestDelivery =>
  paid(`pay_${member}_${n}`, day(n), { user: { id: `user_${member}` }, membership: { id: `mem_${member}` } });

/** Rows of core and metrics that were read in this transaction so far. */
async function rowsRead(sql: Sql): Promise<number> {
  const [row] = await sql<{ read: number }[]>`
    select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int as read
    from pg_stat_xact_user_tables where schemaname in ('core', 'metrics')`;
  return row?.read ?? 0;
}

async function costOf(sql: Sql, delivery: TestDelivery): Promise<number> {
  await sql`begin`;
  const before = await rowsRead(sql);
  await deliver(sql, [delivery]);
  const read = (await rowsRead(sql)) - before;
  await sql`commit`;
  return read;
}

test.each<[string, (member: string) => TestDelivery]>([
  ["renewal", (member) => renewal(member, 600)],
  [
    "change of a membership that moves nothing",
    (member) =>
      membership("membership.updated", day(600), { id: `mem_${member}`, user: { id: `user_${member}` } }),
  ],
  [
    "failed payment",
    (member) =>
      v1("payment.failed", {
        id: `pay_${member}_failed`,
        currency: "usd",
        total: 49,
        last_payment_attempt: day(600),
        membership: { id: `mem_${member}` },
      }),
  ],
])(
  "one more %s of a membership with 500 payments reads no more rows than of one with 5",
  async (what, newest) => {
    const young = `young_${what.length}`;
    const old = `old_${what.length}`;
    const sql = await database.sql.reserve();
    try {
      for (const [member, payments] of [
        [young, 5],
        [old, 500],
      ] as const) {
        const joined = membership("membership.activated", day(0), {
          id: `mem_${member}`,
          user: { id: `user_${member}` },
        });
        const story = [joined, ...Array.from({ length: payments }, (_, n) => renewal(member, n + 1))];
        for (let at = 0; at < story.length; at += 50) await deliver(sql, story.slice(at, at + 50));
      }
      await sql`analyze core.events`;
      const [few, many] = [await costOf(sql, newest(young)), await costOf(sql, newest(old))];
      expect(few).toBeGreaterThan(0);
      expect(many).toBeLessThanOrEqual(few * 1.3);
    } finally {
      sql.release();
    }
    expect(await database.sql`select * from core.audit()`).toEqual([]);
  },
);
