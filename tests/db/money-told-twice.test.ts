import type { Sql } from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/database";
import { shuffled } from "../support/shuffled";
import { deliver, emptyEverything, membership, paid, type TestDelivery, v1 } from "./deliver";

let database: TestDatabase;
let sql: Sql;
beforeAll(async () => {
  database = await createDatabase();
  sql = database.sql;
});
afterAll(() => database.close());

const JANUARY = "2026-01-10T12:00:00Z";
const FEBRUARY = "2026-02-01T10:00:00Z";
const MARCH = "2026-03-05T12:00:00Z";

const refund = (id: string, amount: number, over: Record<string, unknown> = {}, type = "refund.created") =>
  v1(type, {
    id,
    status: "succeeded",
    amount,
    currency: "usd",
    created_at: MARCH,
    payment: { id: "pay_1" },
    ...over,
  });
const refunded = (amount: number | undefined) =>
  v1("payment.refunded", {
    id: "pay_1",
    currency: "usd",
    total: 49,
    refunded_amount: amount,
    refunded_at: MARCH,
  });
const dispute = (type: string, status: string, over: Record<string, unknown> = {}) =>
  v1(type, {
    id: "dspt_1",
    status,
    amount: 49,
    currency: "usd",
    created_at: FEBRUARY,
    updated_at: MARCH,
    payment: { id: "pay_1" },
    ...over,
  });
const disputed = v1("payment.disputed", { id: "pay_1", currency: "usd", total: 49, updated_at: FEBRUARY });
const resolved = (outcome: string) =>
  v1("payment.dispute_resolved", { id: "pay_1", currency: "usd", total: 49, outcome, updated_at: MARCH });

/** In whatever order and batches they arrive, these deliveries come to these movements. */
async function comesTo(deliveries: TestDelivery[], expected: string[]): Promise<void> {
  const keyed = deliveries.map((delivery, index) => ({ ...delivery, key: `msg_${index}` }));
  for (let seed = 0; seed < 6; seed++) {
    await emptyEverything(sql);
    const order = seed === 0 ? keyed : shuffled(keyed, seed);
    if (seed === 1) await deliver(sql, order);
    else for (const delivery of order) await deliver(sql, [delivery]);
    const rows = await sql<{ line: string }[]>`
      select (occurred_at at time zone 'UTC')::date || ' ' || kind || ' ' || sum(amount) || ' ' || currency as line
      from core.revenue_entries group by occurred_at, kind, currency having sum(amount) <> 0 order by occurred_at, kind`;
    expect(
      rows.map(({ line }) => line),
      `order ${order.map(({ key }) => key)}`,
    ).toEqual(expected);
    expect(await sql`select * from core.audit()`).toEqual([]);
    expect(await sql`select * from ops.failures`).toEqual([]);
  }
}

const CHARGE = "2026-01-10 charge 49.00 usd";

describe("a refund", () => {
  test("told by its object twice, by refunded_amount and by payment.refunded is one", () =>
    comesTo(
      [
        paid("pay_1", JANUARY, { refunded_amount: 20, refunded_at: MARCH, updated_at: MARCH }),
        refund("rf_1", 20),
        refund("rf_1", 20, {}, "refund.updated"),
        refunded(20),
      ],
      [CHARGE, "2026-03-05 refund -20.00 usd"],
    ));

  test("of everything, told by payment.refunded without an amount, is the whole charge", () =>
    comesTo(
      [paid("pay_1", JANUARY), refunded(undefined), refund("rf_1", 49)],
      [CHARGE, "2026-03-05 refund -49.00 usd"],
    ));

  test("in parts is each part once, and refunded_amount their sum", () =>
    comesTo(
      [
        paid("pay_1", JANUARY),
        refund("rf_1", 20),
        refund("rf_2", 9, { created_at: "2026-03-06T12:00:00Z" }),
        refunded(29),
      ],
      [CHARGE, "2026-03-05 refund -20.00 usd", "2026-03-06 refund -9.00 usd"],
    ));

  test.each(["pending", "failed", "canceled", "requires_action"])("that is %s takes nothing", (status) =>
    comesTo([paid("pay_1", JANUARY), refund("rf_1", 20, { status })], [CHARGE]),
  );

  test("told in the currency that the buyer was charged in counts at the payment's own rate", () =>
    comesTo(
      [
        paid("pay_1", JANUARY, { settlement_amount: 98, settlement_currency: "eur" }),
        refund("rf_1", 40, { currency: "eur" }),
      ],
      [CHARGE, "2026-03-05 refund -20.00 usd"],
    ));

  test("so does one that refunded_amount tells as well, in the payment's currency", () =>
    comesTo(
      [
        paid("pay_1", JANUARY, { settlement_amount: 98, settlement_currency: "eur" }),
        refund("rf_1", 40, { currency: "eur" }),
        refunded(20),
      ],
      [CHARGE, "2026-03-05 refund -20.00 usd"],
    ));

  test("in a currency that the payment knows nothing of counts as it was told", () =>
    comesTo(
      [paid("pay_1", JANUARY), refund("rf_1", 40, { currency: "eur" })],
      [CHARGE, "2026-03-05 refund -40.00 eur"],
    ));

  test("unless the payment itself tells what it took", () =>
    comesTo(
      [paid("pay_1", JANUARY), refund("rf_1", 40, { currency: "eur" }), refunded(20)],
      [CHARGE, "2026-03-05 refund -20.00 usd"],
    ));
});

describe("a dispute", () => {
  const opened = "2026-02-01 dispute -49.00 usd";
  const back = "2026-03-05 dispute_reversal 49.00 usd";

  test("told by both kinds of event is one", () =>
    comesTo(
      [paid("pay_1", JANUARY), disputed, dispute("dispute.created", "needs_response")],
      [CHARGE, opened],
    ));

  test("told and won by both kinds is one, and comes back once", () =>
    comesTo(
      [
        paid("pay_1", JANUARY),
        disputed,
        dispute("dispute.created", "needs_response"),
        resolved("won"),
        dispute("dispute.updated", "won"),
      ],
      [CHARGE, opened, back],
    ));

  test.each([
    ["won", [back]],
    ["warning_closed", [back]],
    ["lost", []],
    ["closed", []],
    ["under_review", []],
  ])("that is %s gives back what it should", (status, more) =>
    comesTo(
      [
        paid("pay_1", JANUARY),
        dispute("dispute.created", "needs_response"),
        dispute("dispute.updated", status),
      ],
      [CHARGE, opened, ...more],
    ),
  );

  test("known only by its end was opened when it says it was", () =>
    comesTo([paid("pay_1", JANUARY), dispute("dispute.updated", "lost")], [CHARGE, opened]));

  test("that is an inquiry moves nothing, nor does its end", () =>
    comesTo(
      [
        paid("pay_1", JANUARY),
        dispute("dispute.created", "warning_needs_response", { inquiry: true }),
        dispute("dispute.updated", "warning_closed", { inquiry: true }),
      ],
      [CHARGE],
    ));

  test("only alerted moves nothing", () =>
    comesTo(
      [
        paid("pay_1", JANUARY),
        v1("dispute_alert.created", {
          id: "da_1",
          amount: 49,
          currency: "usd",
          created_at: FEBRUARY,
          payment: { id: "pay_1" },
        }),
      ],
      [CHARGE],
    ));
});

describe("a payment", () => {
  const app = (delivery: TestDelivery): TestDelivery => ({
    payload: { ...delivery.payload, type: `app_${String(delivery.payload.type)}` },
  });

  test("told by the company's hook and by the app's is one", () =>
    comesTo([paid("pay_1", JANUARY), app(paid("pay_1", JANUARY))], [CHARGE]));

  test("told in three dialects is one", () =>
    comesTo(
      [
        paid("pay_1", JANUARY),
        {
          payload: {
            action: "payment.succeeded",
            api_version: "v5",
            data: {
              id: "pay_1",
              company_id: "biz_1",
              final_amount: 49,
              subtotal: 49,
              currency: "usd",
              status: "paid",
              paid_at: Date.parse(JANUARY) / 1000,
            },
          },
        },
        {
          payload: {
            action: "payment.succeeded",
            data: {
              id: "pay_1",
              final_amount: 49,
              subtotal: 49,
              currency: "usd",
              status: "paid",
              paid_at: Date.parse(JANUARY) / 1000,
            },
          },
        },
      ],
      [CHARGE],
    ));

  test("that failed three times and then went through is one charge and one failure", async () => {
    const failed = (at: string) =>
      v1("payment.failed", {
        id: "pay_1",
        status: "open",
        currency: "usd",
        total: 49,
        last_payment_attempt: at,
      });
    await comesTo(
      [
        failed("2026-01-07T12:00:00Z"),
        failed("2026-01-08T12:00:00Z"),
        failed("2026-01-09T12:00:00Z"),
        paid("pay_1", JANUARY),
      ],
      [CHARGE],
    );
    expect(
      await sql`select day::text, failed_payments from metrics.revenue_daily where failed_payments <> 0`,
    ).toEqual([{ day: "2026-01-07", failed_payments: 1 }]);
  });
});

describe("a membership", () => {
  const movements = async () =>
    (
      await sql<{ line: string }[]>`
        select (occurred_at at time zone 'UTC')::date || ' ' || kind || ' ' || sum(amount) as line
        from core.mrr_entries group by occurred_at, kind having sum(amount) <> 0 order by 1`
    ).map(({ line }) => line);

  test("that is activated, and updated with the same news, is one new customer and one created", async () => {
    await comesTo(
      [
        membership("membership.activated", JANUARY),
        membership("membership.updated", JANUARY),
        paid("pay_1", JANUARY),
      ],
      [CHARGE],
    );
    expect(await movements()).toEqual(["2026-01-10 new 49.00"]);
    expect(await sql`select joins, leaves from metrics.students_daily`).toEqual([{ joins: 1, leaves: 0 }]);
    expect(
      await sql`select count(*)::int as created from core.events where type = 'membership.created'`,
    ).toEqual([{ created: 1 }]);
  });

  test("told by the company's hook and by the app's is one new customer", async () => {
    const joined = membership("membership.activated", JANUARY);
    await comesTo(
      [joined, { payload: { ...joined.payload, type: "app_membership.went_valid" } }, paid("pay_1", JANUARY)],
      [CHARGE],
    );
    expect(await movements()).toEqual(["2026-01-10 new 49.00"]);
    expect(
      await sql`select count(*)::int as created from core.events where type = 'membership.created'`,
    ).toEqual([{ created: 1 }]);
  });

  test("that has ended is not revived by a renewal told late, whose money counts", async () => {
    await comesTo(
      [
        membership("membership.activated", JANUARY),
        paid("pay_1", JANUARY),
        membership("membership.deactivated", FEBRUARY, { status: "canceled" }),
        paid("pay_2", MARCH),
      ],
      [CHARGE, "2026-03-05 charge 49.00 usd"],
    );
    expect(await movements()).toEqual(["2026-01-10 new 49.00", "2026-02-01 churn -49.00"]);
    expect(await sql`select status, has_access from core.subscriptions`).toEqual([
      { status: "canceled", has_access: false },
    ]);
  });
});
