import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/database";

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.close());

describe("core.to_time", () => {
  test.each([
    ["2026-11-23T10:00:00.123Z", "2026-11-23T10:00:00.123000Z"],
    ["2026-11-23T10:00:00", "2026-11-23T10:00:00.000000Z"],
    ["2026-01-01T10:00+05:30", "2026-01-01T04:30:00.000000Z"],
    ["2022-12-05 02:28:57 +0200", "2022-12-05T00:28:57.000000Z"],
    ["2024-02-29", "2024-02-29T00:00:00.000000Z"],
    ["1743081755", "2025-03-27T13:22:35.000000Z"],
    ["1743081755.5", "2025-03-27T13:22:35.500000Z"],
    ["1743081755123", "2025-03-27T13:22:35.123000Z"],
  ])("reads %s", async (told, expected) => {
    const [row] = await database.sql`select core.iso(core.to_time(${told})) as at`;
    expect(row).toEqual({ at: expected });
  });

  test.each([
    "2026-02-30",
    "2026-13-01",
    "2026-01-01T25:00",
    "2026-01-01T10:00+99:30",
    "1e9",
    "now",
    "infinity",
    "yesterday",
    "",
    "{}",
    "0",
    "1999-12-31T00:00:00Z",
    "2014-12-31T23:59:59Z",
    "9".repeat(400),
  ])("makes nothing of %s, and no error", async (told) => {
    const [row] = await database.sql`select core.to_time(${told}) as at`;
    expect(row).toEqual({ at: null });
  });

  test("takes nothing after the latest time that makes sense", async () => {
    const [row] = await database.sql`
      select core.to_time('2026-01-03', '2026-01-02Z') as after, core.to_time('2026-01-02', '2026-01-02Z') is not null as at`;
    expect(row).toEqual({ after: null, at: true });
  });

  test("does not depend on the session's time zone", async () => {
    const [row] = await database.sql.begin(async (sql) => {
      await sql`set local timezone = 'Asia/Tokyo'`;
      return sql`select core.iso(core.to_time('2026-01-01T10:00:00')) as at`;
    });
    expect(row).toEqual({ at: "2026-01-01T10:00:00.000000Z" });
  });
});

describe("core.to_amount", () => {
  test.each([
    ["49", "49.00"],
    ['"19.99"', "19.99"],
    ['{"amount": "10.00", "currency": "usd"}', "10.00"],
    ["1e2", "100.00"],
    ["-3", "-3.00"],
    ["0.123456789", "0.12345679"],
    ["999999999999.99", "999999999999.99"],
  ])("reads %s", async (told, expected) => {
    const [row] = await database.sql`select core.to_amount(${told}::text::jsonb)::text as amount`;
    expect(row).toEqual({ amount: expected });
  });

  test.each(["1e13", "1e400", '"NaN"', '"12,50"', '""', "true", "[1]", "{}", "null"])(
    "makes nothing of %s, and no error",
    async (told) => {
      const [row] = await database.sql`select core.to_amount(${told}::text::jsonb) as amount`;
      expect(row).toEqual({ amount: null });
    },
  );
});

test.each([
  [28, 1],
  [30, 1],
  [31, 1],
  [365, 12],
  [366, 12],
  [7, (7 * 12) / 365],
  [90, (90 * 12) / 365],
])("an interval of %d days is %d months", async (days, months) => {
  const [row] = await database.sql`select core.interval_months(${days}::int)::float as months`;
  expect(row).toEqual({ months });
});
