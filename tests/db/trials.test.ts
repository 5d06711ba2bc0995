import { afterAll, beforeAll, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/database";
import { deliver, membership, paid, refresh, type TestDelivery } from "./deliver";

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
  await database.sql`insert into ops.company_settings (company_id, time_zone) values ('biz_1', 'America/New_York')`;
  await deliver(database.sql, history);
  await refresh(database.sql, "trials");
});
afterAll(() => database.close());

const of = (member: string) => ({ id: `mem_${member}`, user: { id: `user_${member}` } });

const trial = (member: string, at: string, over: Record<string, unknown> = {}) =>
  membership("membership.activated", at, { ...of(member), status: "trialing", ...over });

const ended = (member: string, at: string) =>
  membership("membership.deactivated", at, { ...of(member), status: "canceled" });

const pays = (member: string, at: string) =>
  paid(`pay_${member}_${at.slice(0, 10)}`, at, {
    user: { id: `user_${member}` },
    membership: { id: `mem_${member}` },
  });

const history: TestDelivery[] = [
  trial("paid", "2026-01-01T12:00:00Z", { plan: { id: "plan_tried" } }),
  pays("paid", "2026-01-08T12:00:00Z"),
  ended("paid", "2026-02-08T12:00:00Z"),

  trial("left", "2026-01-02T12:00:00Z"),
  ended("left", "2026-01-09T12:00:00Z"),

  trial("running", "2026-02-01T03:00:00Z"), // still January in New York
  membership("membership.cancel_at_period_end_changed", "2026-02-02T00:00:00Z", {
    ...of("running"),
    status: "trialing",
    cancel_at_period_end: true,
  }),

  trial("back", "2026-01-04T12:00:00Z"),
  ended("back", "2026-01-11T12:00:00Z"),
  membership("membership.activated", "2026-03-01T12:00:00Z", of("back")),
  pays("back", "2026-03-01T12:00:00Z"),

  // Paid first, and was given a trial afterwards.
  membership("membership.activated", "2026-01-01T12:00:00Z", of("before")),
  pays("before", "2026-01-01T12:00:00Z"),
  ended("before", "2026-02-01T12:00:00Z"),
  trial("before", "2026-03-05T12:00:00Z"),

  // Never stood on trial: told so at the instant of the payment that ended it.
  trial("at_once", "2026-01-05T12:00:00Z"),
  pays("at_once", "2026-01-05T12:00:00Z"),

  membership("membership.activated", "2026-01-06T12:00:00Z", of("never")),
  pays("never", "2026-01-06T12:00:00Z"),
];

test("each membership that stood on trial has a row: when it began and ended, and when it reached MRR after it", async () => {
  const rows = await database.sql`
    select substring(membership_id from 5) as member, customer_id, plan_id, started_at::date::text as started,
      ended_at::date::text as ended, converted_at::date::text as converted, is_open
    from metrics.trials order by started_at`;
  const row = (member: string, started: string, ended: string | null, converted: string | null) => ({
    member,
    customer_id: `user_${member}`,
    plan_id: member === "paid" ? "plan_tried" : "plan_month",
    started,
    ended,
    converted,
    is_open: ended === null,
  });
  expect(rows).toEqual([
    row("paid", "2026-01-01", "2026-01-08", "2026-01-08"),
    row("left", "2026-01-02", "2026-01-09", null),
    row("back", "2026-01-04", "2026-01-11", "2026-03-01"),
    row("running", "2026-02-01", null, null),
    row("before", "2026-03-05", null, null),
  ]);
});

test.each([
  // New York's January: paid, left, back and running.
  ["2026-01-01T05:00:00Z", "2026-02-01T05:00:00Z", 4, "0.5000"],
  ["2026-01-01T12:00:00Z", "2026-01-02T12:00:00Z", 1, "1.0000"],
  ["2026-03-01T05:00:00Z", "infinity", 1, "0.0000"],
  ["2026-04-01T05:00:00Z", "infinity", 0, null],
])("of the trials begun from %s to %s, %s, so many converted: %s", async (from, to, started, rate) => {
  const [row] = await database.as("tidemark_analyst")`
    select
      metrics.trials_started('biz_1', 'usd', ${from}::text::timestamptz, ${to}::text::timestamptz)::int as started,
      round(metrics.trial_conversion_rate('biz_1', 'usd', ${from}::text::timestamptz, ${to}::text::timestamptz), 4)::text as rate`;
  expect(row).toEqual({ started, rate });
});

test("the page gets them by month in the company's zone, a month with a running trial marked open", async () => {
  const months = await database.as("tidemark_app")`
    select month::text, started::int, converted::int, running::int, round(conversion_rate, 4)::text as rate, is_open
    from api.trials('biz_1')`;
  expect(months).toEqual([
    { month: "2026-03-01", started: 1, converted: 0, running: 1, rate: "0.0000", is_open: true },
    { month: "2026-01-01", started: 4, converted: 2, running: 1, rate: "0.5000", is_open: true },
  ]);
});
