import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/database";
import { deliver, emptyEverything, paid, refresh, type TestDelivery, v1 } from "./deliver";

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await emptyEverything(database.sql);
  await database.sql`delete from ops.refreshes`;
});

const DAY = 24 * 3_600_000;
const ago = (milliseconds: number) => new Date(Date.now() - milliseconds).toISOString();

const bought = (id: string, at: string, over: Record<string, unknown> = {}) =>
  paid(id, at, { billing_reason: "one_time", membership: undefined, ...over });

const failed = (id: string, at: string): TestDelivery =>
  v1("payment.failed", {
    id,
    status: "open",
    currency: "usd",
    total: 49,
    subtotal: 49,
    last_payment_attempt: at,
  });

const refunded = (payment: string, at: string, status = "succeeded") =>
  v1("refund.created", {
    id: `rf_${payment}`,
    status,
    amount: 9,
    currency: "usd",
    created_at: at,
    payment: { id: payment },
  });

const disputed = (payment: string, at: string) =>
  v1("dispute.created", {
    id: `dspt_${payment}`,
    status: "needs_response",
    amount: 49,
    currency: "usd",
    created_at: at,
    payment: { id: payment },
  });

/** biz_1 is nine hours ahead of UTC. */
const history: TestDelivery[] = [
  bought("pay_refunded", "2026-01-10T20:00:00Z"), // the 11th there
  refunded("pay_refunded", "2026-03-20T00:00:00Z"),
  bought("pay_disputed", "2026-01-10T10:00:00Z"),
  disputed("pay_disputed", "2026-02-07T10:00:00Z"), // 28 days later
  bought("pay_disputed_late", "2026-01-10T10:00:00Z"),
  disputed("pay_disputed_late", "2026-02-07T10:00:01Z"),
  refunded("pay_disputed_late", "2026-01-12T00:00:00Z", "pending"),
  failed("pay_recovered", "2026-01-10T12:00:00Z"),
  bought("pay_recovered", "2026-02-09T12:00:00Z"), // 30 days later
  failed("pay_recovered_late", "2026-01-10T12:00:00Z"),
  bought("pay_recovered_late", "2026-02-09T12:00:01Z"),
  failed("pay_lost", "2026-01-10T12:00:00Z"),
  failed("pay_lost", "2026-01-13T12:00:00Z"),
  bought("pay_then_failed", "2026-01-10T14:00:00Z"),
  failed("pay_then_failed", "2026-01-12T12:00:00Z"),
  bought("pay_free", "2026-01-10T12:00:00Z", { total: 0, subtotal: 0 }),
];

async function tell(...deliveries: TestDelivery[]) {
  await database.sql`
    insert into ops.company_settings (company_id, time_zone) values ('biz_1', 'Asia/Tokyo') on conflict do nothing`;
  await deliver(database.sql, deliveries);
}

async function rates(from: string, to: string) {
  const [row] = await database.as("tidemark_analyst")`
    select
      round(metrics.refund_rate('biz_1', 'usd', ${from}::text::timestamptz, ${to}::text::timestamptz), 4)::text as refund,
      round(metrics.dispute_rate_by_purchase('biz_1', 'usd', ${from}::text::timestamptz, ${to}::text::timestamptz), 4)::text as dispute,
      round(metrics.payment_failure_rate('biz_1', 'usd', ${from}::text::timestamptz, ${to}::text::timestamptz), 4)::text as failure,
      round(metrics.recovery_rate('biz_1', 'usd', ${from}::text::timestamptz, ${to}::text::timestamptz), 4)::text as recovery`;
  return row;
}

test("each payment counts once on the day it was paid and once on the day of its first outcome", async () => {
  await tell(...history);
  await refresh(database.sql, "payment_outcomes_daily");
  const days = await database.sql`
    select day::text, payments::int, refunded::int, disputed_within_28_days::int as disputed, succeeded_first::int as succeeded,
      failed_first::int as failed, failed_first_paid_within_30_days::int as recovered
    from metrics.payment_outcomes_daily order by day`;
  expect(days).toEqual([
    { day: "2026-01-10", payments: 3, refunded: 0, disputed: 1, succeeded: 3, failed: 3, recovered: 1 },
    { day: "2026-01-11", payments: 1, refunded: 1, disputed: 0, succeeded: 1, failed: 0, recovered: 0 },
    { day: "2026-02-09", payments: 2, refunded: 0, disputed: 0, succeeded: 0, failed: 0, recovered: 0 },
  ]);
});

test("they are the payments and failures that the day's summary counts", async () => {
  await tell(...history);
  await refresh(database.sql, "payment_outcomes_daily");
  const different = await database.sql`
    select day
    from metrics.payment_outcomes_daily as outcome
    full join metrics.revenue_daily as daily using (company_id, currency, day)
    where coalesce(outcome.payments, 0) <> coalesce(daily.payments, 0)
      or coalesce(outcome.failed_first, 0) <> coalesce(daily.failed_payments, 0)`;
  expect(different).toEqual([]);
});

// Tokyo's 10th begins at 15:00 UTC of the 9th.
describe.each([
  ["of whole days", "2026-01-09T15:00:00Z", "2026-01-11T15:00:00Z"],
  ["of parts of days", "2026-01-10T10:00:00Z", "2026-01-10T20:00:01Z"],
  ["that begins in a day and ends with one", "2026-01-10T09:00:00Z", "2026-01-11T15:00:00Z"],
  ["that begins with a day and ends in one", "2026-01-09T15:00:00Z", "2026-01-11T06:00:00Z"],
])("the rates of a period %s", (_, from, to) => {
  test("are what became of its payments", async () => {
    await tell(...history);
    await refresh(database.sql, "payment_outcomes_daily");
    expect(await rates(from, to)).toEqual({
      refund: "0.2500", // 1 of 4
      dispute: "0.2500", // 1 of 4
      failure: "0.4286", // 3 of 7
      recovery: "0.3333", // 1 of 3
    });
  });
});

test("a period without payments has no rates, and of failures alone only theirs", async () => {
  await tell(...history);
  await refresh(database.sql, "payment_outcomes_daily");
  expect(await rates("2026-01-20T00:00:00Z", "2026-01-25T00:00:00Z")).toEqual({
    refund: null,
    dispute: null,
    failure: null,
    recovery: null,
  });
  expect(await rates("2026-01-10T11:00:00Z", "2026-01-10T13:00:00Z")).toEqual({
    refund: null,
    dispute: null,
    failure: "1.0000",
    recovery: "0.3333",
  });
});

test("of all time up to now: what is paid today counts before any refresh", async () => {
  await tell(...history);
  await refresh(database.sql, "payment_outcomes_daily");
  expect(await rates("-infinity", "infinity")).toMatchObject({ refund: "0.1667", failure: "0.4286" }); // 1 of 6, 3 of 7
  await tell(bought("pay_now", ago(0)), refunded("pay_now", ago(0)), failed("pay_failed_now", ago(0)));
  expect(await rates("-infinity", "infinity")).toMatchObject({ refund: "0.2857", failure: "0.4444" }); // 2 of 7, 4 of 9
});

test("disputes by purchase are told once the period is 28 days old", async () => {
  await tell(
    bought("pay_1", ago(29 * DAY)),
    bought("pay_2", ago(27 * DAY)),
    disputed("pay_1", ago(20 * DAY)),
  );
  await refresh(database.sql, "payment_outcomes_daily");
  expect((await rates(ago(40 * DAY), ago(28 * DAY)))?.dispute).toBe("1.0000");
  expect((await rates(ago(40 * DAY), ago(27.9 * DAY)))?.dispute).toBeNull();
  expect((await rates(ago(40 * DAY), "infinity"))?.dispute).toBeNull();
});

test("what became of an older day since the last refresh shows with the next; days since then show at once", async () => {
  await tell(...history);
  await database.sql`call metrics.refresh('payment_outcomes_daily')`;
  const whole: [string, string] = ["2026-01-09T15:00:00Z", "2026-01-10T15:00:00Z"];
  expect((await rates(...whole))?.refund).toBe("0.0000");
  await tell(refunded("pay_disputed", "2026-04-01T00:00:00Z"));
  expect((await rates(...whole))?.refund).toBe("0.0000");
  // Had it been refreshed last on that day, the day would be read from the ledger.
  await database.sql`update ops.refreshes set started_at = '2026-01-10T12:00:00Z'`;
  expect((await rates(...whole))?.refund).toBe("0.3333");
  await database.sql`call metrics.refresh('payment_outcomes_daily')`;
  expect((await rates(...whole))?.refund).toBe("0.3333");
});

test("a dispute that turns out to be of another day is of that day alone", async () => {
  const disputedWithin28Days = async () => {
    await refresh(database.sql, "payment_outcomes_daily");
    const [row] = await database.sql`
      select sum(disputed_within_28_days)::int as disputed from metrics.payment_outcomes_daily`;
    return row?.disputed;
  };
  const vague = { id: "pay_1", currency: "usd", total: 49, updated_at: "2026-01-12T10:00:00Z" };
  await tell(bought("pay_1", "2026-01-10T10:00:00Z"), v1("payment.disputed", vague));
  expect(await disputedWithin28Days()).toBe(1);
  await tell(disputed("pay_1", "2026-03-12T10:00:00Z"));
  expect(await disputedWithin28Days()).toBe(0);
});
