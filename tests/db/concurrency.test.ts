import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/database";
import { shuffled } from "../support/shuffled";
import { deliver, emptyEverything, membership, v1 } from "./deliver";

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.close());
beforeEach(() => emptyEverything(database.sql));

// Without the company's lock the second batch compares the plan with what stood there before the first, sees no change, and
// leaves the ledger at the first batch's price.
test("a price that goes up and back in two batches at once ends where it began", async () => {
  const { sql } = database;
  const priced = (price: number, at: string) =>
    v1("plan.updated", { id: "plan_month", renewal_price: price, currency: "usd", updated_at: at });
  await deliver(sql, [
    membership("membership.activated", "2026-01-01T00:00:00Z"),
    priced(29, "2026-01-01T00:00:00Z"),
  ]);

  const first = await sql.reserve();
  await first`begin`;
  await deliver(first, [priced(39, "2026-02-01T00:00:00Z")]);
  const second = deliver(sql, [priced(29, "2026-03-01T00:00:00Z")]);
  await expect
    .poll(
      () =>
        sql`select count(*)::int as waiting from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
    )
    .toEqual([{ waiting: 1 }]);
  await first`commit`;
  first.release();
  await second;

  expect(await sql`select mrr::float from core.subscriptions`).toEqual([{ mrr: 29 }]);
  expect(await sql`select * from core.audit()`).toEqual([]);
});

test("batches over the same companies never wait for each other in a circle", async () => {
  const { sql } = database;
  const companies = Array.from({ length: 12 }, (_, index) => `biz_${index}`);
  const batches = Array.from({ length: 60 }, (_, batch) =>
    shuffled(companies, batch + 1).map((company, index) =>
      v1(
        "payment.succeeded",
        { id: `pay_${batch}_${index}`, total: 1, currency: "usd", paid_at: "2026-01-01T00:00:00Z" },
        company,
      ),
    ),
  );
  await Promise.all(batches.map((batch) => deliver(sql, batch)));
  expect(await sql`select sum(gross)::int as gross from metrics.revenue_daily`).toEqual([{ gross: 60 * 12 }]);
  expect(await sql`select * from core.audit()`).toEqual([]);
});
