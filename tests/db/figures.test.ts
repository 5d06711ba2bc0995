import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/database";
import { deliver, emptyEverything, membership, paid } from "./deliver";

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.close());
beforeEach(() => emptyEverything(database.sql));

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ago = (milliseconds: number) => new Date(Date.now() - milliseconds).toISOString();

/** Puts biz_1 in a zone where it is past noon now, so that "an hour ago" and "in an hour" are the same day. */
async function moveToNoon(): Promise<void> {
  const west = new Date().getUTCHours() - 12;
  const zone = `Etc/GMT${west < 0 ? "-" : "+"}${Math.abs(west)}`;
  await database.sql`insert into ops.company_settings (company_id, time_zone) values ('biz_1', ${zone})`;
}

/** A sale of `dollars` that long ago. */
const sale = (id: string, milliseconds: number, dollars: number) =>
  paid(id, ago(milliseconds), {
    total: dollars,
    subtotal: dollars,
    billing_reason: "one_time",
    membership: undefined,
  });

test("each card is compared with the same part of the period before", async () => {
  await moveToNoon();
  await deliver(database.sql, [
    sale("pay_today", 1 * HOUR, 1),
    sale("pay_yesterday_by_now", 25 * HOUR, 2),
    sale("pay_yesterday_later", 23 * HOUR, 4),
    sale("pay_this_month", 20 * DAY, 8),
    // Thirty days ago, but later in the day than now: in neither period.
    sale("pay_between", 30 * DAY - HOUR, 16),
    sale("pay_month_before_by_now", 30 * DAY + HOUR, 32),
    sale("pay_month_before", 45 * DAY, 64),
    sale("pay_long_ago", 61 * DAY, 128),
  ]);
  const [card] = await database.as("tidemark_app")`
    select net_today::float, net_yesterday::float, net_30d::float, net_30d_before::float from api.figures('biz_1')`;
  expect(card).toEqual({ net_today: 1, net_yesterday: 2, net_30d: 1 + 2 + 4 + 8, net_30d_before: 32 + 64 });
});

test("MRR, customers and students are compared with where they stood 30 days ago", async () => {
  await moveToNoon();
  const other = { id: "mem_2", user: { id: "user_2" } };
  await deliver(database.sql, [
    membership("membership.activated", ago(40 * DAY)),
    paid("pay_1", ago(40 * DAY)),
    membership("membership.activated", ago(10 * DAY), other),
    paid("pay_2", ago(10 * DAY), {
      subtotal: 20,
      total: 20,
      user: { id: "user_2" },
      membership: { id: "mem_2" },
    }),
  ]);
  const [card] = await database.as("tidemark_app")`
    select mrr::float, mrr_before::float, customers::int, customers_before::int, students::int, students_before::int
    from api.figures('biz_1')`;
  expect(card).toEqual({
    mrr: 69,
    mrr_before: 49,
    customers: 2,
    customers_before: 1,
    students: 2,
    students_before: 1,
  });
});

test("the MRR series begins with all that moved before it, and has every day", async () => {
  await deliver(database.sql, [
    membership("membership.activated", "2026-01-01T00:00:00Z"),
    paid("pay_1", "2026-01-01T00:00:00Z"),
    membership("membership.deactivated", "2026-03-03T12:00:00Z", { status: "canceled" }),
  ]);
  const days = await database.as("tidemark_app")`
    select day::text, mrr::float, customers::int from api.mrr_series('biz_1', 'usd', '2026-03-01', '2026-03-04')`;
  expect(days).toEqual([
    { day: "2026-03-01", mrr: 49, customers: 1 },
    { day: "2026-03-02", mrr: 49, customers: 1 },
    { day: "2026-03-03", mrr: 0, customers: 0 },
    { day: "2026-03-04", mrr: 0, customers: 0 },
  ]);
});

test("the revenue series has every day, with zeros where nothing moved", async () => {
  await deliver(database.sql, [paid("pay_1", "2026-03-02T10:00:00Z")]);
  const days = await database.as("tidemark_app")`
    select day::text, net::float, payments from api.revenue_series('biz_1', 'usd', '2026-03-01', '2026-03-03')`;
  expect(days).toEqual([
    { day: "2026-03-01", net: 0, payments: 0 },
    { day: "2026-03-02", net: 49, payments: 1 },
    { day: "2026-03-03", net: 0, payments: 0 },
  ]);
});

test.each([
  ["2026-01-10T12:00:00Z", "2026-01-12T12:00:00Z", 2 + 4 + 8],
  ["2026-01-10T00:00:00Z", "2026-01-12T00:00:00Z", 1 + 2 + 4],
  ["2026-01-10T05:00:00Z", "2026-01-10T07:00:00Z", 1],
  ["2026-01-10T05:00:00Z", "infinity", 1 + 2 + 4 + 8 + 16],
  ["2026-01-10T18:00:00Z", "2026-01-10T18:00:00Z", 0],
])("net revenue from %s to %s takes its part of the first and the last day", async (from, to, expected) => {
  await deliver(
    database.sql,
    ["10T06", "10T18", "11T12", "12T06", "12T18"].map((at, index) => {
      const dollars = 2 ** index;
      return paid(`pay_${index}`, `2026-01-${at}:00:00Z`, { total: dollars, subtotal: dollars });
    }),
  );
  const [row] = await database.sql`
    select metrics.net_revenue_between('biz_1', 'usd', ${from}::text::timestamptz, ${to}::text::timestamptz)::float as net`;
  expect(row).toEqual({ net: expected });
});

test("a company that nobody has heard of has cards of nothing, not none", async () => {
  const rows = await database.as("tidemark_app")`
    select deliveries::int, mrr::float, net_today::float, students::int from api.figures('biz_nobody')`;
  expect(rows).toEqual([{ deliveries: 0, mrr: 0, net_today: 0, students: 0 }]);
});
