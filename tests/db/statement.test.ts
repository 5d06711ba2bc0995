import { afterAll, beforeAll, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/database";
import { deliver, membership, paid, refresh, type TestDelivery, v1 } from "./deliver";

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
  await database.sql`insert into ops.company_settings (company_id, time_zone) values ('biz_1', 'Asia/Tokyo')`;
  await deliver(database.sql, history);
  await refresh(database.sql, "monthly_statement");
});
afterAll(() => database.close());

const other = { id: "mem_2", user: { id: "user_2" } };

const history: TestDelivery[] = [
  membership("membership.activated", "2026-01-10T12:00:00Z"),
  paid("pay_1", "2026-01-10T12:00:00Z", {
    total: 53.9,
    subtotal: 49,
    tax_amount: 4.9,
    amount_after_fees: 46,
  }),
  // February in Tokyo.
  membership("membership.activated", "2026-01-31T15:00:00Z", other),
  paid("pay_2", "2026-01-31T15:00:00Z", {
    total: 20,
    subtotal: 20,
    user: other.user,
    membership: { id: other.id },
  }),
  v1("dispute.created", {
    id: "dspt_1",
    status: "needs_response",
    amount: 20,
    currency: "usd",
    created_at: "2026-02-10T12:00:00Z",
    payment: { id: "pay_2" },
  }),
  v1("dispute.updated", {
    id: "dspt_1",
    status: "won",
    amount: 20,
    currency: "usd",
    created_at: "2026-02-10T12:00:00Z",
    updated_at: "2026-04-10T12:00:00Z",
    payment: { id: "pay_2" },
  }),
  v1("refund.created", {
    id: "rf_1",
    status: "succeeded",
    amount: 10,
    currency: "usd",
    created_at: "2026-02-15T12:00:00Z",
    payment: { id: "pay_1" },
  }),
  membership("membership.deactivated", "2026-02-20T12:00:00Z", { status: "canceled" }),
  paid("pay_3", "2026-04-03T12:00:00Z", {
    total: 35,
    subtotal: 35,
    user: other.user,
    membership: { id: other.id },
  }),
  membership("membership.activated", "2026-04-05T12:00:00Z"),
];

test("the lines of each month add up, and each month starts where the last ended", async () => {
  const months = await database.as("tidemark_app")`
    select month::text, gross::float, tax::float, fees::float, refunds::float, disputes::float, dispute_reversals::float as won,
      net::float, payments::int, mrr_start::float as "mrrStart", new::float, reactivation::float as back, expansion::float as more,
      contraction::float as less, churn::float, mrr_end::float as "mrrEnd", customers_start::int as "start",
      customers_new::int as joined, customers_reactivated::int as returned, customers_churned::int as gone, customers_end::int as "end"
    from api.monthly_statement('biz_1', 'usd') where month <= '2026-04-01' order by month`;
  const nothing = {
    ...{ gross: 0, tax: 0, fees: 0, refunds: 0, disputes: 0, won: 0, net: 0, payments: 0 },
    ...{ new: 0, back: 0, more: 0, less: 0, churn: 0, joined: 0, returned: 0, gone: 0 },
  };
  expect(months).toEqual([
    {
      ...nothing,
      ...{ month: "2026-01-01", gross: 53.9, tax: 4.9, fees: 3, net: 46, payments: 1 },
      ...{ mrrStart: 0, new: 49, mrrEnd: 49, start: 0, joined: 1, end: 1 },
    },
    {
      ...nothing,
      ...{ month: "2026-02-01", gross: 20, refunds: 10, disputes: 20, net: -10, payments: 1 },
      ...{ mrrStart: 49, new: 20, churn: 49, mrrEnd: 20, start: 1, joined: 1, gone: 1, end: 1 },
    },
    { ...nothing, month: "2026-03-01", mrrStart: 20, mrrEnd: 20, start: 1, end: 1 },
    {
      ...nothing,
      ...{ month: "2026-04-01", gross: 35, won: 20, net: 55, payments: 1 },
      ...{ mrrStart: 20, back: 49, more: 15, mrrEnd: 84, start: 1, returned: 1, end: 2 },
    },
  ]);
});

test("the newest month comes first, is the running one, and alone is not final", async () => {
  const months = await database.as("tidemark_app")`
    select month::text, is_final from api.monthly_statement('biz_1', 'usd')`;
  const [now] = await database.sql`select to_char(now() at time zone 'Asia/Tokyo', 'YYYY-MM-01') as month`;
  expect(months[0]).toEqual({ month: now?.month, is_final: false });
  expect(months.slice(1).every(({ is_final }) => is_final)).toBe(true);
});

test("a month whose only movement was taken back again is no month", async () => {
  const { sql } = database;
  const told = (at: string) =>
    v1("payment.succeeded", { id: "pay_x", currency: "gbp", total: 5, paid_at: at });
  await deliver(sql, [told("2026-02-10T12:00:00Z")]);
  await deliver(sql, [told("2026-04-10T12:00:00Z")]);
  expect(
    await sql`select day::text from metrics.revenue_daily where currency = 'gbp' order by day`,
  ).toHaveLength(2);
  await refresh(sql, "monthly_statement");
  const [first] =
    await sql`select month::text from metrics.monthly_statement where currency = 'gbp' order by month`;
  expect(first).toEqual({ month: "2026-04-01" });
});
