import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/database";
import { deliver, emptyEverything, membership, paid, type TestDelivery, v1 } from "./deliver";

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.close());
beforeEach(() => emptyEverything(database.sql));

async function told(...deliveries: TestDelivery[]): Promise<void> {
  await deliver(database.sql, deliveries);
  expect(await database.sql`select * from ops.failures`).toEqual([]);
}

async function settle(settings: { zone?: string; weekStart?: number }): Promise<void> {
  await database.sql`
    insert into ops.company_settings (company_id, time_zone, week_start)
    values ('biz_1', ${settings.zone ?? "UTC"}, ${settings.weekStart ?? 1})`;
}

/** The buckets of a range as "from..to". */
async function buckets(from: string, to: string, bucket: string): Promise<string[]> {
  const rows = await database.as("tidemark_app")<{ days: string }[]>`
    select from_day || '..' || to_day as days from api.students_series('biz_1', ${from}, ${to}, ${bucket})`;
  return rows.map(({ days }) => days);
}

describe("buckets", () => {
  test("are whole weeks from Monday on, but that the first and the last are cut to the range", async () => {
    // 1 January 2026 is a Thursday.
    expect(await buckets("2026-01-01", "2026-01-19", "week")).toEqual([
      "2026-01-01..2026-01-04",
      "2026-01-05..2026-01-11",
      "2026-01-12..2026-01-18",
      "2026-01-19..2026-01-19",
    ]);
  });

  test.each([
    [7, ["2026-01-01..2026-01-03", "2026-01-04..2026-01-10", "2026-01-11..2026-01-12"]],
    [4, ["2026-01-01..2026-01-07", "2026-01-08..2026-01-12"]],
    [5, ["2026-01-01..2026-01-01", "2026-01-02..2026-01-08", "2026-01-09..2026-01-12"]],
  ])("are weeks from the company's first day of the week on: %i", async (weekStart, expected) => {
    await settle({ weekStart });
    expect(await buckets("2026-01-01", "2026-01-12", "week")).toEqual(expected);
  });

  test("are months of any length, cut to the range", async () => {
    expect(await buckets("2028-01-31", "2028-03-01", "month")).toEqual([
      "2028-01-31..2028-01-31",
      "2028-02-01..2028-02-29",
      "2028-03-01..2028-03-01",
    ]);
  });

  test("are unfinished where they hold today or later, in the company's zone", async () => {
    await settle({ zone: "Pacific/Kiritimati" });
    const rows = await database.as("tidemark_app")`
      select from_day - company.today as day, unfinished
      from api.company('biz_1') as company
      cross join lateral api.students_series('biz_1', company.today - 1, company.today + 1)`;
    expect(rows).toEqual([
      { day: -1, unfinished: false },
      { day: 0, unfinished: true },
      { day: 1, unfinished: true },
    ]);
    const [month] = await database.as("tidemark_app")`
      select count(*)::int as months, bool_and(unfinished = (to_day >= company.today)) as is_right, bool_or(unfinished) as is_cut
      from api.company('biz_1') as company
      cross join lateral api.revenue_series('biz_1', 'usd', company.today - 400, company.today - 1, 'month')`;
    expect(month).toMatchObject({ is_right: true, is_cut: false });
    expect(month?.months).toBeGreaterThanOrEqual(14);
  });

  test("of another kind, or of a range that nobody can mean, are refused, and why", async () => {
    const app = database.as("tidemark_app");
    for (const series of [
      "revenue_series('biz_1', 'usd',",
      "mrr_series('biz_1', 'usd',",
      "students_series('biz_1',",
    ]) {
      await expect(
        app.unsafe(`select * from api.${series} '2026-01-01', '2026-01-02', 'hour')`),
      ).rejects.toMatchObject({
        code: "22023",
        message: 'There is no bucket "hour": say day, week or month.',
      });
      await expect(
        app.unsafe(`select * from api.${series} '2026-01-02', '2026-01-01')`),
      ).rejects.toMatchObject({
        code: "22023",
        message: "to_day (2026-01-01) is before from_day (2026-01-02): exchange them.",
      });
    }
  });
});

describe("the revenue series", () => {
  test("has every day, with zeros where nothing moved", async () => {
    await told(paid("pay_1", "2026-03-02T10:00:00Z"));
    const days = await database.as("tidemark_app")`
      select from_day::text, to_day::text, net::float, payments::int
      from api.revenue_series('biz_1', 'usd', '2026-03-01', '2026-03-03')`;
    expect(days).toEqual([
      { from_day: "2026-03-01", to_day: "2026-03-01", net: 0, payments: 0 },
      { from_day: "2026-03-02", to_day: "2026-03-02", net: 49, payments: 1 },
      { from_day: "2026-03-03", to_day: "2026-03-03", net: 0, payments: 0 },
    ]);
  });

  test("has revenue by kind and payments by outcome, in one currency, on days of the company's zone", async () => {
    await settle({ zone: "America/New_York" });
    await told(
      // 31 January in New York.
      paid("pay_1", "2026-02-01T04:00:00Z", { total: 53.9, tax_amount: 4.9, amount_after_fees: 46.43 }),
      paid("pay_2", "2026-02-10T04:00:00Z", { total: 20 }),
      paid("pay_3", "2026-02-10T04:00:00Z", { total: 500, currency: "eur" }),
      v1("payment.failed", {
        id: "pay_4",
        status: "open",
        currency: "usd",
        total: 49,
        last_payment_attempt: "2026-02-11T00:00:00Z",
      }),
      v1("refund.created", {
        id: "rf_1",
        status: "succeeded",
        amount: 13.9,
        currency: "usd",
        created_at: "2026-02-12T00:00:00Z",
        payment: { id: "pay_1" },
      }),
      v1("dispute.updated", {
        id: "dspt_1",
        status: "won",
        amount: 20,
        currency: "usd",
        created_at: "2026-02-15T00:00:00Z",
        updated_at: "2026-03-15T00:00:00Z",
        payment: { id: "pay_2" },
      }),
    );
    const months = await database.as("tidemark_app")`
      select from_day::text, gross::float, tax::float, fees::float, refunds::float, disputes::float, dispute_reversals::float,
        net::float, payments::int, refunded_payments::int, disputed_payments::int, failed_payments::int
      from api.revenue_series('biz_1', 'usd', '2026-01-15', '2026-03-31', 'month')`;
    const nothing = {
      gross: 0,
      tax: 0,
      fees: 0,
      refunds: 0,
      disputes: 0,
      dispute_reversals: 0,
      payments: 0,
      refunded_payments: 0,
      disputed_payments: 0,
      failed_payments: 0,
    };
    expect(months).toEqual([
      { ...nothing, from_day: "2026-01-15", gross: 53.9, tax: 4.9, fees: 2.57, net: 46.43, payments: 1 },
      {
        ...nothing,
        from_day: "2026-02-01",
        gross: 20,
        refunds: 13.9,
        disputes: 20,
        net: -13.9,
        payments: 1,
        refunded_payments: 1,
        disputed_payments: 1,
        failed_payments: 1,
      },
      { ...nothing, from_day: "2026-03-01", dispute_reversals: 20, net: 20 },
    ]);
  });
});

describe("the MRR series", () => {
  const story = [
    membership("membership.activated", "2026-01-01T00:00:00Z"),
    paid("pay_1", "2026-01-01T00:00:00Z"),
    membership("membership.activated", "2026-03-02T00:00:00Z", { id: "mem_2", user: { id: "user_2" } }),
    paid("pay_2", "2026-03-02T00:00:00Z", {
      total: 30,
      subtotal: 30,
      user: { id: "user_2" },
      membership: { id: "mem_2" },
    }),
    membership("membership.deactivated", "2026-03-03T12:00:00Z", { status: "canceled" }),
    // Comes back for less on the 10th, and for more from the 20th on.
    membership("membership.activated", "2026-03-10T12:00:00Z"),
    paid("pay_3", "2026-03-10T12:00:00Z", { total: 40, subtotal: 40 }),
    paid("pay_4", "2026-03-20T12:00:00Z", { total: 45, subtotal: 45 }),
    paid("pay_5", "2026-03-25T12:00:00Z", {
      total: 10,
      subtotal: 10,
      user: { id: "user_2" },
      membership: { id: "mem_2" },
    }),
  ];

  test("begins with all that moved before it, and has every day", async () => {
    await told(...story);
    const days = await database.as("tidemark_app")`
      select from_day::text, mrr::float, customers::int, net_new::float
      from api.mrr_series('biz_1', 'usd', '2026-03-01', '2026-03-04')`;
    expect(days).toEqual([
      { from_day: "2026-03-01", mrr: 49, customers: 1, net_new: 0 },
      { from_day: "2026-03-02", mrr: 79, customers: 2, net_new: 30 },
      { from_day: "2026-03-03", mrr: 30, customers: 1, net_new: -49 },
      { from_day: "2026-03-04", mrr: 30, customers: 1, net_new: 0 },
    ]);
  });

  test("has each movement of a week in its own column, and where MRR stands at its end", async () => {
    await told(...story);
    const weeks = await database.as("tidemark_app")`
      select from_day::text, new::float, reactivation::float, expansion::float, contraction::float, churn::float, net_new::float,
        customers_new::int, customers_reactivated::int, customers_churned::int, mrr::float, customers::int
      from api.mrr_series('biz_1', 'usd', '2026-03-02', '2026-03-29', 'week')`;
    const still = {
      new: 0,
      reactivation: 0,
      expansion: 0,
      contraction: 0,
      churn: 0,
      customers_new: 0,
      customers_reactivated: 0,
      customers_churned: 0,
    };
    expect(weeks).toEqual([
      {
        ...still,
        from_day: "2026-03-02",
        new: 30,
        churn: 49,
        net_new: -19,
        customers_new: 1,
        customers_churned: 1,
        mrr: 30,
        customers: 1,
      },
      {
        ...still,
        from_day: "2026-03-09",
        // The last known price until the payment says 40 at the same instant: one change.
        reactivation: 40,
        net_new: 40,
        customers_reactivated: 1,
        mrr: 70,
        customers: 2,
      },
      { ...still, from_day: "2026-03-16", expansion: 5, net_new: 5, mrr: 75, customers: 2 },
      { ...still, from_day: "2026-03-23", contraction: 20, net_new: -20, mrr: 55, customers: 2 },
    ]);
  });

  test("in a currency without any is all zeros", async () => {
    await told(...story);
    const months = await database.as("tidemark_app")`
      select mrr::float, customers::int, new::float from api.mrr_series('biz_1', 'eur', '2026-02-01', '2026-03-31', 'month')`;
    expect(months).toEqual([
      { mrr: 0, customers: 0, new: 0 },
      { mrr: 0, customers: 0, new: 0 },
    ]);
  });
});

test("the students series has who joined and who left, and how many there were at the end, whatever they pay", async () => {
  const trial = { id: "mem_2", user: { id: "user_2" }, status: "trialing" };
  await told(
    membership("membership.activated", "2026-01-01T00:00:00Z"),
    membership("membership.activated", "2026-02-10T00:00:00Z", trial),
    membership("membership.deactivated", "2026-02-20T00:00:00Z", { ...trial, status: "expired" }),
    membership("membership.deactivated", "2026-03-03T12:00:00Z", { status: "canceled" }),
  );
  const months = await database.as("tidemark_app")`
    select from_day::text, joins::int, leaves::int, students::int
    from api.students_series('biz_1', '2026-02-01', '2026-04-30', 'month')`;
  expect(months).toEqual([
    { from_day: "2026-02-01", joins: 1, leaves: 1, students: 1 },
    { from_day: "2026-03-01", joins: 0, leaves: 1, students: 0 },
    { from_day: "2026-04-01", joins: 0, leaves: 0, students: 0 },
  ]);
});
