import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/database";
import { deliver, emptyEverything, paid, type TestDelivery, v1 } from "./deliver";

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.close());
beforeEach(() => emptyEverything(database.sql));

/** One line per entry: "2026-01-10 charge 49.00". */
async function ledger(): Promise<string[]> {
  const rows = await database.sql<{ line: string }[]>`
    select (occurred_at at time zone 'UTC')::date || ' ' || kind || ' ' || sum(amount) || ' ' || currency as line
    from core.revenue_entries
    group by occurred_at, kind, currency
    having sum(amount) <> 0 or sum(payments) <> 0
    order by occurred_at, kind
  `;
  return rows.map((row) => row.line);
}

async function day(of: string) {
  const [row] = await database.sql`
    select gross::float, refunds::float, disputes::float, dispute_reversals::float, net::float,
      payments, refunded_payments, disputed_payments, failed_payments
    from metrics.revenue_daily where day = ${of}
  `;
  return row;
}

async function told(...deliveries: TestDelivery[]) {
  await deliver(database.sql, deliveries);
  expect(await database.sql`select * from core.audit()`).toEqual([]);
  expect(await database.sql`select * from ops.failures`).toEqual([]);
}

function refund(id: string, at: string, amount: number, over: Record<string, unknown> = {}): TestDelivery {
  return v1("refund.created", {
    id,
    status: "succeeded",
    amount,
    currency: "usd",
    created_at: at,
    payment: { id: "pay_1", currency: "usd" },
    ...over,
  });
}

function dispute(type: string, status: string, at: string, over: Record<string, unknown> = {}): TestDelivery {
  return v1(type, {
    id: "dspt_1",
    status,
    amount: 49,
    currency: "usd",
    created_at: "2026-02-01T10:00:00Z",
    updated_at: at,
    payment: { id: "pay_1", currency: "usd", total: 49 },
    ...over,
  });
}

const JANUARY = "2026-01-10T12:00:00.000Z";
const MARCH = "2026-03-05T12:00:00.000Z";

describe("a charge", () => {
  test("a payment without tax or fees is one charge, and no refund", async () => {
    await told(paid("pay_1", JANUARY));
    expect(await ledger()).toEqual(["2026-01-10 charge 49.00 usd"]);
  });

  test("tax and the fee between total and amount_after_fees come off it", async () => {
    await told(
      paid("pay_1", JANUARY, {
        total: 53.9,
        subtotal: 49,
        tax_amount: 4.9,
        amount_after_fees: 46.43,
      }),
    );
    expect(await ledger()).toEqual([
      "2026-01-10 charge 53.90 usd",
      "2026-01-10 fee -2.57 usd",
      "2026-01-10 tax -4.90 usd",
    ]);
    expect(await day("2026-01-10")).toMatchObject({
      gross: 53.9,
      net: 46.43,
      payments: 1,
    });
  });

  test("money may be a number, a text or a money object", async () => {
    await told(
      paid("pay_1", JANUARY, { total: "19.99" }),
      paid("pay_2", JANUARY, { total: { amount: "10.00", currency: "usd" } }),
    );
    expect(await day("2026-01-10")).toMatchObject({
      gross: 29.99,
      payments: 2,
    });
  });

  test("the same payment told by two deliveries counts once", async () => {
    await told(paid("pay_1", JANUARY), paid("pay_1", JANUARY));
    expect(await day("2026-01-10")).toMatchObject({ gross: 49, payments: 1 });
  });

  test("a correction is a new entry, and the old one stays", async () => {
    await told(paid("pay_1", JANUARY, { total: 49 }));
    await told(paid("pay_1", JANUARY, { total: 39, updated_at: MARCH }));
    const entries =
      await database.sql`select amount::float, payments from core.revenue_entries order by entry_id`;
    expect(entries).toMatchObject([
      { amount: 49, payments: 1 },
      { amount: -10, payments: 0 },
    ]);
    expect(await day("2026-01-10")).toMatchObject({ gross: 39, payments: 1 });
  });

  test("a free payment moves nothing", async () => {
    await told(paid("pay_1", JANUARY, { total: 0, subtotal: 0 }));
    expect(await ledger()).toEqual([]);
  });
});

describe("a refund", () => {
  test("falls on its own day and lowers that month", async () => {
    await told(paid("pay_1", JANUARY), refund("rf_1", MARCH, 49));
    expect(await day("2026-01-10")).toMatchObject({ gross: 49, net: 49 });
    expect(await day("2026-03-05")).toMatchObject({
      gross: 0,
      refunds: 49,
      net: -49,
      refunded_payments: 1,
    });
  });

  test("pending moves no money until it has succeeded", async () => {
    await told(paid("pay_1", JANUARY), refund("rf_1", MARCH, 20, { status: "pending" }));
    expect(await ledger()).toEqual(["2026-01-10 charge 49.00 usd"]);
    const later = refund("rf_1", MARCH, 20, {
      updated_at: "2026-03-06T00:00:00Z",
    });
    await told({ payload: { ...later.payload, type: "refund.updated" } });
    expect(await ledger()).toEqual(["2026-01-10 charge 49.00 usd", "2026-03-05 refund -20.00 usd"]);
  });

  // A refund's deliveries all happened when it was made, so their keys decided: the pending one could come last.
  test("that has succeeded stays so, whichever of its deliveries has the greater key", async () => {
    const { payload } = refund("rf_1", MARCH, 20);
    await told(
      paid("pay_1", JANUARY),
      { ...refund("rf_1", MARCH, 20, { status: "pending" }), key: "msg_zzz" },
      { payload: { ...payload, type: "refund.updated" }, key: "msg_aaa" },
    );
    expect(await day("2026-03-05")).toMatchObject({ refunds: 20 });
  });

  test("told by its object and by the payment's refunded_amount counts once", async () => {
    await told(
      paid("pay_1", JANUARY),
      refund("rf_1", MARCH, 20),
      v1("payment.refunded", {
        id: "pay_1",
        status: "paid",
        currency: "usd",
        total: 49,
        refunded_amount: 20,
        refunded_at: MARCH,
      }),
    );
    expect(await day("2026-03-05")).toMatchObject({
      refunds: 20,
      refunded_payments: 1,
    });
  });

  test("what refunded_amount says beyond the refund objects is one more entry", async () => {
    await told(
      paid("pay_1", JANUARY),
      refund("rf_1", MARCH, 20),
      v1("payment.refunded", {
        id: "pay_1",
        currency: "usd",
        total: 49,
        refunded_amount: 35,
        refunded_at: "2026-03-07T12:00:00Z",
      }),
    );
    expect(await ledger()).toEqual([
      "2026-01-10 charge 49.00 usd",
      "2026-03-05 refund -20.00 usd",
      "2026-03-07 refund -15.00 usd",
    ]);
  });

  test("several together never exceed the charge", async () => {
    await told(paid("pay_1", JANUARY), refund("rf_1", MARCH, 40), refund("rf_2", "2026-03-06T00:00:00Z", 40));
    expect(await ledger()).toEqual([
      "2026-01-10 charge 49.00 usd",
      "2026-03-05 refund -40.00 usd",
      "2026-03-06 refund -9.00 usd",
    ]);
  });

  test("that arrives before its payment counts once the payment is known", async () => {
    await told(refund("rf_1", MARCH, 20));
    expect(await ledger()).toEqual([]);
    await told(paid("pay_1", JANUARY));
    expect(await ledger()).toEqual(["2026-01-10 charge 49.00 usd", "2026-03-05 refund -20.00 usd"]);
  });
});

describe("a dispute", () => {
  test("takes the money when it is opened, and gives it back when it is won", async () => {
    await told(
      paid("pay_1", JANUARY),
      dispute("dispute.created", "needs_response", "2026-02-01T10:00:00Z"),
      dispute("dispute.updated", "won", MARCH),
    );
    expect(await ledger()).toEqual([
      "2026-01-10 charge 49.00 usd",
      "2026-02-01 dispute -49.00 usd",
      "2026-03-05 dispute_reversal 49.00 usd",
    ]);
  });

  test("that is lost gives nothing back", async () => {
    await told(
      paid("pay_1", JANUARY),
      dispute("dispute.created", "needs_response", "2026-02-01T10:00:00Z"),
      dispute("dispute.updated", "lost", MARCH),
    );
    expect(await day("2026-02-01")).toMatchObject({
      disputes: 49,
      net: -49,
      disputed_payments: 1,
    });
    expect(await day("2026-03-05")).toBeUndefined();
  });

  test("told by the payment and by the dispute itself counts once", async () => {
    await told(
      paid("pay_1", JANUARY),
      v1("payment.disputed", { id: "pay_1", currency: "usd", total: 49, updated_at: "2026-02-01T09:00:00Z" }),
    );
    expect(await day("2026-02-01")).toMatchObject({ disputes: 49, disputed_payments: 1 });
    await told(dispute("dispute.created", "needs_response", "2026-02-01T10:00:00Z"));
    expect(await day("2026-02-01")).toMatchObject({ disputes: 49, disputed_payments: 1 });
  });

  test("that is only an inquiry moves nothing", async () => {
    await told(
      paid("pay_1", JANUARY),
      dispute("dispute.created", "needs_response", "2026-02-01T10:00:00Z", {
        inquiry: true,
      }),
    );
    expect(await ledger()).toEqual(["2026-01-10 charge 49.00 usd"]);
  });
});

describe("a failed payment", () => {
  test("counts once however often it fails, on the day of its first failure", async () => {
    const failed = (at: string) =>
      v1("payment.failed", {
        id: "pay_1",
        status: "open",
        currency: "usd",
        total: 49,
        last_payment_attempt: at,
      });
    await told(failed("2026-01-08T12:00:00Z"), failed("2026-01-09T12:00:00Z"), paid("pay_1", JANUARY));
    expect(await day("2026-01-08")).toMatchObject({
      failed_payments: 1,
      gross: 0,
    });
    expect(await day("2026-01-10")).toMatchObject({
      gross: 49,
      payments: 1,
      failed_payments: 0,
    });
  });

  test("told after the payment was paid leaves it paid", async () => {
    await told(
      paid("pay_1", JANUARY),
      v1("payment.failed", {
        id: "pay_1",
        status: "open",
        currency: "usd",
        total: 49,
        last_payment_attempt: MARCH,
      }),
    );
    const [payment] = await database.sql`select status from core.payments`;
    expect(payment).toMatchObject({ status: "paid" });
    expect(await ledger()).toEqual(["2026-01-10 charge 49.00 usd"]);
  });
});

test("days are the company's own: a payment at 02:00 UTC is yesterday's in New York", async () => {
  await database.sql`insert into ops.company_settings (company_id, time_zone) values ('biz_1', 'America/New_York')`;
  await told(paid("pay_1", "2026-01-10T02:00:00Z"));
  expect(await day("2026-01-09")).toMatchObject({ gross: 49 });
});
