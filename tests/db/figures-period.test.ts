import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/database";

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
  await database.sql`
    insert into ops.company_settings (company_id, time_zone)
    values ('biz_berlin', 'Europe/Berlin'), ('biz_york', 'America/New_York'), ('biz_kathmandu', 'Asia/Kathmandu')`;
  await setClocks();
});
afterAll(() => database.close());

/** metrics.period as it is printed, but that its now() is the setting test.now. */
async function setClocks(): Promise<void> {
  const [row] = await database.sql<{ sql: string }[]>`
    select pg_get_functiondef('metrics.period(text, date, date, text)'::regprocedure) as sql`;
  const text = row?.sql ?? "";
  expect(text).toContain("now()");
  await database.sql.unsafe("create schema clocks");
  await database.sql.unsafe(
    text
      .replace("FUNCTION metrics.period", "FUNCTION clocks.period")
      .replaceAll("now()", "current_setting('test.now')::timestamptz"),
  );
}

interface Asked {
  company?: string;
  from: string;
  to: string;
  comparison?: string | null;
  now: string;
}

/** The period as it was at `now`, its days and instants as text. */
function periodOf({ company = "biz_nobody", from, to, comparison = "previous", now }: Asked) {
  return database.sql.begin(async (sql) => {
    await sql`select set_config('test.now', ${now}, true), set_config('timezone', 'UTC', true)`;
    const [row] = await sql`
      select is_over, from_at::text, to_at::text, before_from_day::text, before_to_day::text, before_from_at::text, before_to_at::text
      from clocks.period(${company}, ${from}::text::date, ${to}::text::date, ${comparison})`;
    return row;
  });
}

const beforeOf = async (asked: Asked) => {
  const row = await periodOf(asked);
  return row && [row.before_from_day, row.before_to_day, row.before_to_at];
};

describe("what a range is compared with", () => {
  const now = "2027-06-01T00:00:00Z";

  test.each([
    // Any range: as many days just before.
    ["2026-03-10", "2026-03-10", "2026-03-09", "2026-03-09"],
    ["2026-03-10", "2026-03-16", "2026-03-03", "2026-03-09"],
    ["2026-03-02", "2026-03-31", "2026-01-31", "2026-03-01"],
    ["2026-01-01", "2026-01-30", "2025-12-02", "2025-12-31"],
    // Whole calendar months: as many whole months before.
    ["2026-03-01", "2026-03-31", "2026-02-01", "2026-02-28"],
    ["2026-02-01", "2026-02-28", "2026-01-01", "2026-01-31"],
    ["2028-03-01", "2028-03-31", "2028-02-01", "2028-02-29"],
    ["2026-01-01", "2026-03-31", "2025-10-01", "2025-12-31"],
    ["2026-01-01", "2026-12-31", "2025-01-01", "2025-12-31"],
    ["2024-11-01", "2026-02-28", "2023-07-01", "2024-10-31"],
  ])("%s to %s with %s to %s, the range before", async (from, to, expectedFrom, expectedTo) => {
    const row = await periodOf({ from, to, now });
    expect([row?.before_from_day, row?.before_to_day]).toEqual([expectedFrom, expectedTo]);
  });

  test.each([
    ["2026-03-10", "2026-03-16", "2025-03-10", "2025-03-16"],
    ["2026-03-01", "2026-03-31", "2025-03-01", "2025-03-31"],
    ["2024-02-29", "2024-02-29", "2023-02-28", "2023-02-28"],
    ["2024-02-01", "2024-02-29", "2023-02-01", "2023-02-28"],
    ["2025-02-01", "2025-02-28", "2024-02-01", "2024-02-28"],
  ])("%s to %s with %s to %s, a year earlier", async (from, to, expectedFrom, expectedTo) => {
    const row = await periodOf({ from, to, comparison: "year", now });
    expect([row?.before_from_day, row?.before_to_day]).toEqual([expectedFrom, expectedTo]);
  });

  test.each([[null], ["none"]])("with nothing, where %s is asked for", async (comparison) => {
    expect(await periodOf({ from: "2026-03-10", to: "2026-03-16", comparison, now })).toEqual({
      is_over: true,
      from_at: "2026-03-10 00:00:00+00",
      to_at: "2026-03-17 00:00:00+00",
      before_from_day: null,
      before_to_day: null,
      before_from_at: null,
      before_to_at: null,
    });
  });
});

describe("a range that is over", () => {
  test("is from midnight to midnight in the company's zone, however long its days, and so is the one before", async () => {
    const now = "2026-04-04T22:00:00Z";
    expect(
      await periodOf({ company: "biz_berlin", from: "2026-03-29", to: "2026-04-04", now }),
    ).toMatchObject({
      is_over: true,
      from_at: "2026-03-28 23:00:00+00",
      to_at: "2026-04-04 22:00:00+00",
      before_from_at: "2026-03-21 23:00:00+00",
      before_to_at: "2026-03-28 23:00:00+00",
    });
    expect(
      await periodOf({ company: "biz_kathmandu", from: "2026-04-04", to: "2026-04-04", now }),
    ).toMatchObject({ is_over: true, from_at: "2026-04-03 18:15:00+00", to_at: "2026-04-04 18:15:00+00" });
  });

  test("is over with its last midnight, and not before", async () => {
    const range = { company: "biz_york", from: "2026-04-01", to: "2026-04-03" };
    expect(await periodOf({ ...range, now: "2026-04-04T04:00:00Z" })).toMatchObject({
      is_over: true,
      to_at: "2026-04-04 04:00:00+00",
    });
    expect(await periodOf({ ...range, now: "2026-04-04T03:59:59Z" })).toMatchObject({
      is_over: false,
      to_at: "infinity",
      before_to_at: "2026-04-01 03:59:59+00",
    });
  });
});

describe("a range that is not over is compared up to the same time of day, as many days in", () => {
  test.each<[string, Asked, string[]]>([
    [
      "of today",
      { from: "2026-03-10", to: "2026-03-10", now: "2026-03-10T14:30:00Z" },
      ["2026-03-09", "2026-03-09", "2026-03-09 14:30:00+00"],
    ],
    [
      "of thirty days",
      { from: "2026-02-09", to: "2026-03-10", now: "2026-03-10T14:30:00Z" },
      ["2026-01-10", "2026-02-08", "2026-02-08 14:30:00+00"],
    ],
    [
      "of which days are still to come",
      { from: "2026-03-09", to: "2026-03-15", now: "2026-03-10T14:30:00Z" },
      ["2026-03-02", "2026-03-08", "2026-03-03 14:30:00+00"],
    ],
    [
      "of a month",
      { from: "2026-03-01", to: "2026-03-31", now: "2026-03-10T14:30:00Z" },
      ["2026-02-01", "2026-02-28", "2026-02-10 14:30:00+00"],
    ],
    [
      "a year earlier",
      { from: "2026-03-01", to: "2026-03-31", comparison: "year", now: "2026-03-10T14:30:00Z" },
      ["2025-03-01", "2025-03-31", "2025-03-10 14:30:00+00"],
    ],
    [
      "on a day that clocks go forward: the wall says 14:30 on both",
      { company: "biz_berlin", from: "2026-03-29", to: "2026-03-29", now: "2026-03-29T12:30:00Z" },
      ["2026-03-28", "2026-03-28", "2026-03-28 13:30:00+00"],
    ],
    [
      "on the day after: the same",
      { company: "biz_berlin", from: "2026-03-30", to: "2026-03-30", now: "2026-03-30T12:30:00Z" },
      ["2026-03-29", "2026-03-29", "2026-03-29 12:30:00+00"],
    ],
    [
      "over a day that clocks go back",
      { company: "biz_york", from: "2026-10-30", to: "2026-11-05", now: "2026-11-02T17:00:00Z" },
      ["2026-10-23", "2026-10-29", "2026-10-26 16:00:00+00"],
    ],
  ])("%s", async (_, asked, expected) => {
    expect(await beforeOf(asked)).toEqual(expected);
  });

  test("and never beyond the last day of the one before", async () => {
    // The 30th day of March, and February has 28.
    const march = { from: "2026-03-01", to: "2026-03-31" };
    expect(await beforeOf({ ...march, now: "2026-03-30T14:30:00Z" })).toEqual([
      "2026-02-01",
      "2026-02-28",
      "2026-03-01 00:00:00+00",
    ]);
    expect(await beforeOf({ ...march, now: "2026-03-28T14:30:00Z" })).toEqual([
      "2026-02-01",
      "2026-02-28",
      "2026-02-28 14:30:00+00",
    ]);
    expect(
      await beforeOf({
        from: "2028-02-01",
        to: "2028-02-29",
        comparison: "year",
        now: "2028-02-29T08:00:00Z",
      }),
    ).toEqual(["2027-02-01", "2027-02-28", "2027-03-01 00:00:00+00"]);
  });

  test("nor before its first, where the range has not begun", async () => {
    expect(await beforeOf({ from: "2026-03-20", to: "2026-03-21", now: "2026-03-10T14:30:00Z" })).toEqual([
      "2026-03-18",
      "2026-03-19",
      "2026-03-18 00:00:00+00",
    ]);
  });
});

test("today is what day it is in the company's zone", async () => {
  const [row] = await database.sql`
    select time_zone, today = (now() at time zone 'Asia/Kathmandu')::date as is_today
    from metrics.period('biz_kathmandu', '2026-01-01', '2026-01-01', null)`;
  expect(row).toEqual({ time_zone: "Asia/Kathmandu", is_today: true });
});

test.each([
  ["2026-02-01", "2026-01-01", "none", "to_day (2026-01-01) is before from_day (2026-02-01): exchange them."],
  [
    "2006-01-01",
    "2026-01-01",
    "none",
    "From 2006-01-01 to 2026-01-01 are more than 20 years: ask for fewer at once.",
  ],
  [
    null,
    "2026-01-01",
    "none",
    "from_day and to_day are to be days from 1970 to 2999, and are null and 2026-01-01.",
  ],
  [
    "2026-01-01",
    "infinity",
    "none",
    "from_day and to_day are to be days from 1970 to 2999, and are 2026-01-01 and infinity.",
  ],
  ["2026-01-01", "2026-01-01", "decade", 'There is no comparison "decade": say previous, year or none.'],
])("%s to %s compared with %s is refused, and why", async (from, to, comparison, message) => {
  const refusal = { code: "22023", message };
  await expect(
    database.sql`select * from metrics.period('biz_1', ${from}::text::date, ${to}::text::date, ${comparison})`,
  ).rejects.toMatchObject(refusal);
  await expect(
    database.as("tidemark_app")`
      select * from api.figures('biz_1', null, ${from}::text::date, ${to}::text::date, ${comparison}, '{mrr}')`,
  ).rejects.toMatchObject(refusal);
});

test("twenty years to the day are not too many", async () => {
  const [row] = await database.sql`
    select before_from_day::text from metrics.period('biz_1', '2006-01-01', '2025-12-31', 'previous')`;
  expect(row).toEqual({ before_from_day: "1986-01-01" });
});
