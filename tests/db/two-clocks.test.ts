import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/database";
import { arrive as arriveIn, wasMadeLongAgo } from "./arrival";
import { emptyEverything, membership, paid, type TestDelivery, v1 } from "./deliver";

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
  await wasMadeLongAgo(database.sql);
});
afterAll(() => database.close());
beforeEach(async () => {
  await emptyEverything(database.sql);
  // Five hours behind UTC in winter: days end at 05:00Z.
  await database.sql`insert into ops.company_settings (company_id, time_zone) values ('biz_1', 'America/New_York')`;
  // From here on the company is known: what is posted from the 6th on may restate days.
  await arrive("2026-01-05T15:00:00Z", sale("pay_0", "2026-01-05T14:00:00Z", 10));
});

/** Deliveries that arrive together; the number of the first. */
async function arrive(at: string, ...deliveries: TestDelivery[]): Promise<number> {
  const [seq = -1] = await arriveIn(database.sql, at, deliveries);
  return seq;
}

/** A sale of `dollars` that belongs to no membership. */
function sale(id: string, at: string, dollars: number, over: Record<string, unknown> = {}): TestDelivery {
  const none = { billing_reason: "one_time", membership: undefined };
  return paid(id, at, { total: dollars, subtotal: dollars, ...none, ...over });
}

function refund(at: string, over: Record<string, unknown> = {}): TestDelivery {
  return v1("refund.created", {
    id: "rf_1",
    status: "succeeded",
    amount: 49,
    currency: "usd",
    created_at: at,
    payment: { id: "pay_1", currency: "usd" },
    ...over,
  });
}

/** Restatements, the last first, with the measures that changed. */
async function restatements(o: { since?: string; howMany?: number; company?: string } = {}) {
  const { since = "-infinity", howMany = 500, company = "biz_1" } = o;
  const rows = await database.as("tidemark_app")`
    select * from api.restatements(${company}, 'usd', ${since}::text::timestamptz, ${howMany})`;
  return rows.map((row) => ({
    day: (row.day as Date).toISOString().slice(0, 10),
    because: Number(row.raw_seq),
    ...changes(row),
  }));
}

const MEASURES = [
  ...["gross", "tax", "fees", "refunds", "disputes", "dispute_reversals", "net"],
  ...["payments", "refunded_payments", "disputed_payments", "failed_payments"],
  ...["new", "reactivation", "expansion", "contraction", "churn", "net_new"],
  ...["customers_new", "customers_reactivated", "customers_churned"],
];

function changes(row: Record<string, unknown>): Record<string, number> {
  const entries = MEASURES.map((measure) => [measure, Number(row[measure] ?? 0)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== 0));
}

/** What the page would have shown of one day at that instant; empty: nothing. */
async function known(day: string, at: string) {
  const app = database.as("tidemark_app");
  const [revenue] = await app`
    select * from api.revenue_as_known('biz_1', ${at}::text::timestamptz) where day = ${day} and currency = 'usd'`;
  const [mrr] = await app`
    select * from api.mrr_as_known('biz_1', ${at}::text::timestamptz) where day = ${day} and currency = 'usd'`;
  return { ...changes(revenue ?? {}), ...changes(mrr ?? {}) };
}

describe("a payment that arrives 40 days late", () => {
  const LATE = "2026-02-19T18:07:00Z";
  let seq: number;
  beforeEach(async () => {
    await arrive("2026-01-10T15:00:00Z", sale("pay_1", "2026-01-10T14:00:00Z", 49));
    // 25.00 with 4.00 of tax, of which 20.00 are left after a fee of 1.00.
    const late = sale("pay_late", "2026-01-10T20:00:00Z", 25, { tax_amount: 4, amount_after_fees: 20 });
    seq = await arrive(LATE, late);
  });

  test("restates its day by its amounts, because of its own delivery", async () => {
    expect(await restatements()).toEqual([
      { day: "2026-01-10", because: seq, gross: 25, tax: 4, fees: 1, net: 20, payments: 1 },
    ]);
  });

  test("is told with who and what it is about, and when", async () => {
    const [row] = await database.as("tidemark_app")`
      select posted_at, received_at, event_name, entries::int, kinds, payment_id, source_id, membership_id, customer_id, who, what
      from api.restatements('biz_1', 'usd', '-infinity', 10)`;
    expect(row).toEqual({
      posted_at: new Date(LATE),
      received_at: new Date(LATE),
      event_name: "payment.succeeded",
      entries: 3,
      kinds: ["charge", "fee", "tax"],
      payment_id: "pay_late",
      source_id: "pay_late",
      membership_id: null,
      customer_id: "user_1",
      who: "Ada Lovelace",
      what: "Harbour",
    });
  });

  test("was not known before, nor in between, and is from then on", async () => {
    expect(await known("2026-01-10", "2026-01-10T14:59:59Z")).toEqual({});
    const told = { gross: 49, net: 49, payments: 1 };
    expect(await known("2026-01-10", "2026-01-10T15:00:00Z")).toEqual(told);
    expect(await known("2026-01-10", "2026-02-19T18:06:59Z")).toEqual(told);
    const since = { gross: 74, tax: 4, fees: 1, net: 69, payments: 2 };
    expect(await known("2026-01-10", LATE)).toEqual(since);
    expect(await known("2026-01-10", "infinity")).toEqual(since);
  });

  test("is found by a DBA with the same amounts", async () => {
    const rows = await database.as("tidemark_analyst")`
      select company_id, day::text, raw_seq::int, posted_on::text, gross::float, net::float from metrics.restatements`;
    expect(rows).toEqual([
      { company_id: "biz_1", day: "2026-01-10", raw_seq: seq, posted_on: "2026-02-19", gross: 25, net: 20 },
    ]);
  });

  test("is asked for by when it was posted", async () => {
    expect(await restatements({ since: LATE })).toHaveLength(1);
    expect(await restatements({ since: "2026-02-19T18:07:01Z" })).toEqual([]);
  });

  test("is nobody else's", async () => {
    expect(await restatements({ company: "biz_2" })).toEqual([]);
    expect(
      await database.as("tidemark_app")`select * from api.revenue_as_known('biz_2', 'infinity')`,
    ).toEqual([]);
  });
});

describe("a refund in March of a January charge", () => {
  beforeEach(() => arrive("2026-01-10T15:00:00Z", sale("pay_1", "2026-01-10T14:00:00Z", 49)));

  test("is no restatement: it lowers March", async () => {
    await arrive("2026-03-05T12:00:00Z", refund("2026-03-05T11:59:00Z"));
    expect(await restatements()).toEqual([]);
    expect(await known("2026-01-10", "infinity")).toEqual({ gross: 49, net: 49, payments: 1 });
  });

  test("that is told two days later restates its own day in March, and not January", async () => {
    const seq = await arrive("2026-03-07T12:00:00Z", refund("2026-03-05T11:59:00Z"));
    expect(await restatements()).toEqual([
      { day: "2026-03-05", because: seq, refunds: 49, net: -49, refunded_payments: 1 },
    ]);
  });

  // The entry named the newest delivery about the payment, and this one is about the refund alone.
  test("that a delivery without the payment says went through is told by that delivery", async () => {
    await arrive("2026-03-05T12:00:00Z", refund("2026-03-05T11:59:00Z", { status: "pending" }));
    const { payload } = refund("2026-03-05T11:59:00Z", { payment: undefined });
    const seq = await arrive("2026-03-09T12:00:00Z", { payload: { ...payload, type: "refund.updated" } });
    expect(await restatements()).toMatchObject([{ day: "2026-03-05", because: seq, refunds: 49 }]);
  });
});

test("a payment whose amount is told differently later restates its day by the difference", async () => {
  await arrive("2026-01-10T15:00:00Z", sale("pay_1", "2026-01-10T14:00:00Z", 49));
  const correction = sale("pay_1", "2026-01-10T14:00:00Z", 39);
  const seq = await arrive("2026-02-01T10:00:00Z", correction);
  expect(await restatements()).toEqual([{ day: "2026-01-10", because: seq, gross: -10, net: -10 }]);
  expect(await known("2026-01-10", "2026-02-01T09:59:59Z")).toEqual({ gross: 49, net: 49, payments: 1 });
  expect(await known("2026-01-10", "2026-02-01T10:00:00Z")).toEqual({ gross: 39, net: 39, payments: 1 });
});

test("a payment that moves to another day restates both", async () => {
  await arrive("2026-01-10T15:00:00Z", sale("pay_1", "2026-01-10T14:00:00Z", 49));
  const seq = await arrive("2026-01-13T10:00:00Z", sale("pay_1", "2026-01-11T14:00:00Z", 49));
  expect(await restatements()).toEqual([
    { day: "2026-01-11", because: seq, gross: 49, net: 49, payments: 1 },
    { day: "2026-01-10", because: seq, gross: -49, net: -49, payments: -1 },
  ]);
});

describe("recurring revenue", () => {
  const second = { user: { id: "user_2", name: "Grace Hopper" }, membership: { id: "mem_2" } };

  test("of a membership told late is new MRR on the day it began", async () => {
    const [, seq = -1] = await arriveIn(database.sql, "2026-02-10T12:00:00Z", [
      membership("membership.activated", "2026-01-15T12:00:00Z", { id: "mem_2", user: second.user }),
      paid("pay_2", "2026-01-15T12:00:00Z", { ...second, total: 20, subtotal: 20 }),
    ]);
    expect(await restatements()).toEqual([
      {
        day: "2026-01-15",
        because: seq,
        ...{ gross: 20, net: 20, payments: 1 },
        ...{ new: 20, net_new: 20, customers_new: 1 },
      },
    ]);
    const [row] = await database.as("tidemark_app")`
      select membership_id, customer_id, who from api.restatements('biz_1', 'usd', '-infinity', 1)`;
    expect(row).toEqual({ membership_id: "mem_2", customer_id: "user_2", who: "Grace Hopper" });
    expect(await known("2026-01-15", "2026-02-10T11:59:59Z")).toEqual({});
    expect(await known("2026-01-15", "2026-02-10T12:00:00Z")).toMatchObject({ new: 20, customers_new: 1 });
  });

  // The entries of the second membership named its own deliveries, which had told nothing new.
  test("that is known to have begun earlier is no longer new, because of the delivery that told so", async () => {
    await arrive(
      "2026-01-20T13:00:00Z",
      membership("membership.activated", "2026-01-20T12:00:00Z"),
      paid("pay_1", "2026-01-20T12:00:00Z"),
    );
    // Ada had another membership since the 8th.
    const first = { membership: { id: "mem_0" } };
    const [, seq = -1] = await arriveIn(database.sql, "2026-03-01T12:00:00Z", [
      membership("membership.activated", "2026-01-08T12:00:00Z", { id: "mem_0" }),
      paid("pay_first", "2026-01-08T12:00:00Z", { ...first, total: 20, subtotal: 20 }),
    ]);
    const rows = await restatements();
    expect(rows.sort((a, b) => a.day.localeCompare(b.day))).toEqual([
      {
        day: "2026-01-08",
        because: seq,
        ...{ gross: 20, net: 20, payments: 1 },
        ...{ new: 20, net_new: 20, customers_new: 1 },
      },
      { day: "2026-01-20", because: seq, new: -49, expansion: 49, customers_new: -1 },
    ]);
  });

  // It named the newest delivery about the membership, which knew no price.
  test("that had no price is restated by the delivery that tells the plan's", async () => {
    await arrive(
      "2026-01-12T12:30:00Z",
      membership("membership.activated", "2026-01-12T12:00:00Z", { plan: { id: "plan_new" } }),
    );
    const terms = { plan_type: "renewal", billing_period: 30, renewal_price: 30, currency: "usd" };
    const told = v1("plan.created", { id: "plan_new", ...terms, created_at: "2026-01-01T00:00:00Z" });
    const seq = await arrive("2026-02-03T12:00:00Z", told);
    expect(await restatements()).toEqual([
      { day: "2026-01-12", because: seq, new: 30, net_new: 30, customers_new: 1 },
    ]);
  });
});

describe("what restates a day", () => {
  test("is what was posted on a later day of the company's time zone", async () => {
    // 23:30 in New York, told at 23:59 and at ten past midnight.
    await arrive("2026-01-11T04:59:00Z", sale("pay_1", "2026-01-11T04:30:00Z", 1));
    const seq = await arrive("2026-01-11T05:10:00Z", sale("pay_2", "2026-01-11T04:30:00Z", 2));
    expect(await restatements()).toEqual([
      { day: "2026-01-10", because: seq, gross: 2, net: 2, payments: 1 },
    ]);
    await database.sql`update ops.company_settings set time_zone = 'UTC'`;
    expect(await restatements()).toEqual([]);
  });

  test("is nothing that was posted on the first day that the company was known", async () => {
    await arrive("2026-01-06T04:59:00Z", sale("pay_old", "2025-12-01T12:00:00Z", 1));
    expect(await restatements()).toEqual([]);
    const seq = await arrive("2026-01-06T05:00:00Z", sale("pay_older", "2025-12-01T12:00:00Z", 2));
    expect(await restatements()).toEqual([
      { day: "2025-12-01", because: seq, gross: 2, net: 2, payments: 1 },
    ]);
  });

  test.each(["backfill", "import"])(
    "is nothing that a %s tells of days before the company was known",
    async (source) => {
      await arriveIn(
        database.sql,
        "2026-01-09T12:00:00Z",
        [
          sale("pay_old", "2025-12-01T12:00:00Z", 1),
          sale("pay_before", "2026-01-05T14:30:00Z", 2),
          sale("pay_missed", "2026-01-07T12:00:00Z", 4),
        ],
        { source },
      );
      // But what it tells of a day that was watched, and over, changes what was shown.
      expect(await restatements()).toMatchObject([{ day: "2026-01-07", gross: 4 }]);
    },
  );

  test("is nothing that was read from deliveries older than the database", async () => {
    await arrive("2026-01-12T12:00:00Z", sale("pay_1", "2026-01-11T12:00:00Z", 1));
    expect(await restatements()).toHaveLength(1);
    // Carried over from another on the 12th, which is the first day here.
    await database.sql`update ops.applied_files set applied_at = '2026-01-12T09:00:00Z'`;
    expect(await restatements()).toEqual([]);
    await wasMadeLongAgo(database.sql);
  });

  test("is a delivery and the day it is posted on: read again after a fix it restates once more", async () => {
    const seq = await arrive("2026-01-12T12:00:00Z", sale("pay_1", "2026-01-11T12:00:00Z", 1));
    await database.sql`
      insert into core.revenue_entries (company_id, payment_id, kind, source_id, currency, occurred_at, amount, posted_at, raw_seq)
      values ('biz_1', 'pay_1', 'fee', 'pay_1', 'usd', '2026-01-11T12:00:00Z', -0.10, '2026-01-20T12:00:00Z', ${seq})`;
    expect(await restatements()).toEqual([
      { day: "2026-01-11", because: seq, fees: 0.1, net: -0.1 },
      { day: "2026-01-11", because: seq, gross: 1, net: 1, payments: 1 },
    ]);
  });
});

test("the last posted come first, as many as are asked for", async () => {
  await arrive("2026-01-11T12:00:00Z", sale("pay_1", "2026-01-09T12:00:00Z", 1));
  await arrive("2026-01-13T12:00:00Z", sale("pay_2", "2026-01-08T12:00:00Z", 2));
  await arrive("2026-01-12T12:00:00Z", sale("pay_3", "2026-01-10T12:00:00Z", 4));
  expect(await restatements()).toMatchObject([{ gross: 2 }, { gross: 4 }, { gross: 1 }]);
  expect(await restatements({ howMany: 2 })).toMatchObject([{ gross: 2 }, { gross: 4 }]);
});

test("what stands of a day is what was known at its end and its restatements since", async () => {
  await arrive("2026-01-10T15:00:00Z", sale("pay_1", "2026-01-10T14:00:00Z", 49));
  await arrive("2026-01-12T15:00:00Z", sale("pay_2", "2026-01-10T13:00:00Z", 20));
  await arrive("2026-01-13T15:00:00Z", membership("membership.activated", "2026-01-13T14:00:00Z"));
  await arrive("2026-01-14T15:00:00Z", paid("pay_3", "2026-01-13T14:00:00Z"));
  await arrive("2026-03-05T12:00:00Z", refund("2026-03-03T11:59:00Z", { amount: 9 }));
  await arrive("2026-03-06T12:00:00Z", sale("pay_1", "2026-01-10T14:00:00Z", 39));
  const days = await database.sql`
    select day::text, stands.gross::float, stands.net::float, at_its_end.net::float as net_at_its_end, since.net::float as net_since
    from metrics.revenue_daily as stands
    left join lateral (
      select * from metrics.revenue_known_at((stands.day + 1)::timestamp at time zone 'America/New_York') as known
      where known.company_id = stands.company_id and known.day = stands.day
    ) as at_its_end using (day)
    left join (select day, sum(net) as net from metrics.restatements group by day) as since using (day)
    order by day`;
  expect(days).toEqual([
    { day: "2026-01-05", gross: 10, net: 10, net_at_its_end: 10, net_since: null },
    // 49 then; 20 more two days later, 10 less in March.
    { day: "2026-01-10", gross: 59, net: 59, net_at_its_end: 49, net_since: 10 },
    { day: "2026-01-13", gross: 49, net: 49, net_at_its_end: null, net_since: 49 },
    { day: "2026-03-03", gross: 0, net: -9, net_at_its_end: null, net_since: -9 },
  ]);
});

test("the entries posted since an instant are looked up by a block range index, which costs the ledger nothing to speak of", async () => {
  const indexes = await database.sql`
    select tablename, indexdef from pg_indexes where indexname like '%\\_by\\_posting' order by 1`;
  expect(indexes.map(({ tablename }) => tablename)).toEqual([
    "access_entries",
    "mrr_entries",
    "revenue_entries",
  ]);
  for (const { indexdef } of indexes) expect(indexdef).toContain("USING brin (posted_at, entry_id)");
});
