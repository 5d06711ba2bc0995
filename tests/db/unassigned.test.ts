import type { Sql } from "postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/database";
import { shuffled } from "../support/shuffled";
import { standing } from "../support/standing";
import { deliver, emptyEverything, membership, nameless, paid, type TestDelivery, v1, v2 } from "./deliver";

let database: TestDatabase;
let sql: Sql;
beforeAll(async () => {
  database = await createDatabase();
  sql = database.sql;
});
afterAll(() => database.close());
beforeEach(() => emptyEverything(sql));

const JANUARY = "2026-01-10T12:00:00Z";
const MARCH = "2026-03-05T12:00:00Z";
const UNIX_MARCH = Date.parse(MARCH) / 1000;

const refund = nameless("refund.created", {
  id: "rf_1",
  status: "succeeded",
  amount: 20,
  currency: "usd",
  created_at: MARCH,
  payment: { id: "pay_1" },
});
const entry = nameless("entry.created", { id: "entry_1", created_at: MARCH, plan: { id: "plan_month" } });
const entryOfProduct = nameless("entry.created", {
  id: "entry_2",
  created_at: MARCH,
  product: { id: "prod_1", title: "Harbour" },
});
const invoice = nameless("invoice.created", {
  id: "inv_1",
  created_at: MARCH,
  current_plan: { id: "plan_month", currency: "usd" },
});
const alert = nameless("dispute_alert.created", {
  id: "da_1",
  amount: 49,
  currency: "usd",
  created_at: MARCH,
  payment: { id: "pay_1" },
});
const v2Payment = v2("payment.succeeded", {
  id: "pay_2",
  membership: "mem_1",
  product: { id: "prod_2", name: "Quay" },
  plan: { id: "plan_2", plan_type: "renewal", renewal_price: "30", billing_period: 30, base_currency: "usd" },
  user: { id: "user_2", username: "grace", email: "grace@example.com" },
  final_amount: 30,
  subtotal: 30,
  currency: "usd",
  status: "paid",
  paid_at: UNIX_MARCH,
});
const v2Membership = v2("membership.went_valid", {
  id: "mem_1",
  product: { id: "prod_2", name: "Quay" },
  plan: { id: "plan_2" },
  user: { id: "user_2", username: "grace" },
  status: "active",
  renewal_period_start: UNIX_MARCH,
  renewal_period_end: UNIX_MARCH + 30 * 86_400,
  created_at: UNIX_MARCH,
});
const lesson = nameless("course_lesson_interaction.completed", {
  id: "cli_1",
  created_at: MARCH,
  completed: true,
  course: { id: "crs_1", experience: { id: "exp_1" } },
  user: { id: "user_1", name: "Ada" },
});

async function waiting(): Promise<number> {
  const [row] = await sql<
    { count: number }[]
  >`select count(*)::int from core.events where company_id = 'unassigned'`;
  return row?.count ?? 0;
}

async function allIsWell(): Promise<void> {
  expect(await sql`select * from core.audit()`).toEqual([]);
  expect(await sql`select * from ops.failures`).toEqual([]);
}

describe("a delivery that names no company", () => {
  test.each([
    ["a refund", refund],
    ["a lesson", lesson],
    ["a waiting-list entry", entry],
    ["an invoice", invoice],
    ["a dispute alert", alert],
    ["a v2 payment", v2Payment],
    ["a v2 membership", v2Membership],
  ])("waits as unassigned and counts for nothing: %s", async (_, delivery) => {
    await deliver(sql, [delivery]);
    expect(await waiting()).toBe(1);
    const { "core.events": _events, ...counted } = await standing(sql);
    for (const [table, rows] of Object.entries(counted)) expect(rows, table).toEqual([]);
    await allIsWell();
  });

  const priced = v1("plan.created", {
    id: "plan_month",
    renewal_price: 49,
    currency: "usd",
    updated_at: JANUARY,
  });
  const refundOfTheCompany = v1("refund.created", {
    id: "rf_9",
    status: "pending",
    amount: 1,
    currency: "usd",
    created_at: JANUARY,
    payment: { id: "pay_1" },
  });
  test.each<[string, TestDelivery, TestDelivery]>([
    ["a refund, by its payment", refund, paid("pay_1", JANUARY)],
    ["a refund, by a failure of its payment", refund, v1("payment.failed", { id: "pay_1", status: "open" })],
    ["a refund, by another refund of its payment", refund, refundOfTheCompany],
    [
      "a refund, by a dispute of its payment",
      refund,
      v1("dispute.created", { id: "dspt_1", status: "needs_response", payment: { id: "pay_1" } }),
    ],
    ["an alert, by its payment", alert, paid("pay_1", JANUARY)],
    ["an entry, by its plan", entry, priced],
    ["an entry, by a payment for its plan", entry, paid("pay_7", JANUARY)],
    ["an entry, by its product", entryOfProduct, v1("product.created", { id: "prod_1", title: "Harbour" })],
    ["an entry, by a membership of its product", entryOfProduct, membership("membership.activated", JANUARY)],
    ["an invoice, by its plan", invoice, priced],
    [
      "a v2 payment, by its membership",
      v2Payment,
      membership("membership.activated", JANUARY, { plan: null }),
    ],
    [
      "a v2 payment, by itself in another dialect",
      v2Payment,
      paid("pay_2", JANUARY, { membership: null, plan: null }),
    ],
    ["a v2 membership, by its product", v2Membership, v1("product.updated", { id: "prod_2", title: "Quay" })],
    [
      "a v2 membership, by an entry of its plan",
      v2Membership,
      v1("entry.created", { plan: { id: "plan_2" } }),
    ],
  ])("belongs to its company once that is known, whichever arrives first: %s", async (_, told, known) => {
    const [first, second] = [
      { ...told, key: "msg_told" },
      { ...known, key: "msg_known" },
    ];
    await deliver(sql, [first]);
    expect(await waiting()).toBe(1);
    await deliver(sql, [second]);
    expect(await waiting()).toBe(0);
    await allIsWell();
    const one = await standing(sql);

    await emptyEverything(sql);
    await deliver(sql, [second]);
    await deliver(sql, [first]);
    await allIsWell();
    expect(await standing(sql)).toEqual(one);

    await emptyEverything(sql);
    await deliver(sql, [first, second]);
    await allIsWell();
    expect(await standing(sql)).toEqual(one);
  });

  test("then counts on its own day", async () => {
    await deliver(sql, [refund, v2Payment]);
    await deliver(sql, [paid("pay_1", JANUARY), v1("product.updated", { id: "prod_2", title: "Quay" })]);
    expect(
      await sql`select day::text, gross::float, refunds::float from metrics.revenue_daily order by day`,
    ).toEqual([
      { day: "2026-01-10", gross: 49, refunds: 0 },
      { day: "2026-03-05", gross: 30, refunds: 20 },
    ]);
    expect(await sql`select deliveries::int from core.companies`).toEqual([{ deliveries: 4 }]);
  });

  test("of a lesson that names nothing but its course waits on, and does no harm", async () => {
    await deliver(sql, [lesson, paid("pay_1", JANUARY), membership("membership.activated", JANUARY)]);
    expect(await waiting()).toBe(1);
    await allIsWell();
  });

  test("nudges the company's watchers when it is assigned", async () => {
    const heard: string[] = [];
    const { unlisten } = await sql.listen("tidemark", (company) => heard.push(company));
    await deliver(sql, [entry]);
    await deliver(sql, [paid("pay_1", JANUARY, {})]);
    await expect.poll(() => [...new Set(heard)].sort()).toEqual(["biz_1", "unassigned"]);
    await unlisten();
  });
});

describe("one that waits may make known what another waits for", () => {
  // The payment makes the refund's payload known, whose plan another waits for, whose product a third waits for.
  const chain: TestDelivery[] = [
    paid("pay_1", JANUARY, { membership: null, plan: null, product: null }),
    nameless("dispute.created", {
      id: "dspt_1",
      status: "needs_response",
      amount: 49,
      currency: "usd",
      created_at: MARCH,
      payment: { id: "pay_1", plan: { id: "plan_a" } },
    }),
    nameless("entry.created", {
      id: "entry_a",
      created_at: MARCH,
      plan: { id: "plan_a" },
      product: { id: "prod_a", title: "Pier" },
    }),
    v2("membership.went_valid", {
      id: "mem_a",
      status: "active",
      product: { id: "prod_a" },
      user: { id: "user_a" },
      created_at: UNIX_MARCH,
    }),
    v2("payment.succeeded", {
      id: "pay_a",
      membership: "mem_a",
      final_amount: 30,
      currency: "usd",
      status: "paid",
      paid_at: UNIX_MARCH,
    }),
    nameless("refund.created", {
      id: "rf_a",
      status: "succeeded",
      amount: 5,
      currency: "usd",
      created_at: MARCH,
      payment: { id: "pay_a" },
    }),
  ].map((delivery, index) => ({ ...delivery, key: `msg_${index}` }));

  test("so that all of a chain is assigned by its one end, in any order of arrival", async () => {
    await deliver(sql, chain);
    expect(await waiting()).toBe(0);
    const expected = await standing(sql);
    expect(expected["core.refunds"]).toHaveLength(1);
    for (let seed = 1; seed <= 10; seed++) {
      await emptyEverything(sql);
      for (const delivery of shuffled(chain, seed)) {
        await deliver(sql, [delivery]);
        await allIsWell();
      }
      expect(await standing(sql), `seed ${seed}`).toEqual(expected);
    }
  });

  test("also when they arrive on many connections at once", async () => {
    await deliver(sql, chain);
    const expected = await standing(sql);
    for (let seed = 1; seed <= 8; seed++) {
      await emptyEverything(sql);
      await Promise.all(shuffled(chain, seed).map((delivery) => deliver(sql, [delivery])));
      expect(await waiting(), `seed ${seed}`).toBe(0);
      expect(await standing(sql), `seed ${seed}`).toEqual(expected);
      await allIsWell();
    }
  });

  test.each([
    ["what waits", 0],
    ["what makes it known", 1],
  ])("also when two transactions overlap and %s began first", async (_, order) => {
    const both = [[{ ...refund, key: "msg_a" }], [{ ...paid("pay_1", JANUARY), key: "msg_b" }]];
    const [mine, theirs] = order === 0 ? both : both.toReversed();
    const first = await sql.reserve();
    let second: Promise<number> | undefined;
    try {
      await first`begin`;
      await deliver(first, mine ?? []);
      second = deliver(sql, theirs ?? []);
      await expect
        .poll(
          () =>
            sql`select count(*)::int as waiting from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
        )
        .toEqual([{ waiting: 1 }]);
    } finally {
      await first`commit`;
      first.release();
      await second;
    }
    expect(await waiting()).toBe(0);
    expect(await sql`select sum(refunds)::float as refunds from metrics.revenue_daily`).toEqual([
      { refunds: 20 },
    ]);
    await allIsWell();
  });
});

describe("whose a delivery is", () => {
  // Each takes away the most trusted place that is left; the next one speaks then.
  const places: [string, (id: unknown) => Record<string, unknown>, inData?: boolean][] = [
    ["company_id", (id) => ({ company_id: id })],
    ["account_id", (id) => ({ account_id: id })],
    ["company", (id) => ({ company: id })],
    ["data.company.id", (id) => ({ company: { id } }), true],
    ["data.company_id", (id) => ({ company_id: id }), true],
    ["data.account_id", (id) => ({ account_id: id }), true],
    ["data.account.id", (id) => ({ account: { id } }), true],
    ["data.page_id", (id) => ({ page_id: id }), true],
    ["data.payment.company_id", (id) => ({ payment: { company_id: id } }), true],
    ["data.payment.company.id", (id) => ({ payment: { company: { id } } }), true],
    ["data.ledger_account.company_id", (id) => ({ ledger_account: { company_id: id } }), true],
  ];

  /** A payload that names a company of its own at each of these places. */
  function naming(from: number, ofFirst: (own: string) => unknown): TestDelivery {
    const data: Record<string, unknown> = {};
    const envelope: Record<string, unknown> = {};
    for (const [index, [, at, inData]] of [...places.entries()]
      .reverse()
      .filter(([index]) => index >= from)) {
      const found = at(index === from ? ofFirst(`biz_${index}`) : `biz_${index}`);
      const into = inData ? data : envelope;
      for (const [key, value] of Object.entries(found)) {
        const before = into[key];
        into[key] = isObject(before) && isObject(value) ? { ...before, ...value } : value;
      }
    }
    return { payload: { id: "msg_x", type: "spaceship.landed", api_version: "v1", ...envelope, data } };
  }

  test.each(places.map(([name], index) => [name, index] as const))(
    "is said by %s where nothing that is trusted more says it",
    async (_, index) => {
      await deliver(sql, [naming(index, (own) => own)]);
      expect(await sql`select company_id from core.events`).toEqual([{ company_id: `biz_${index}` }]);
    },
  );

  test.each<[string, unknown]>([
    ["null", null],
    ["an empty text", ""],
    ["words", "my company"],
    ["an object", { id: "biz_0" }],
    ["a list", ["biz_0"]],
  ])("is not said by %s: the next place is asked", async (_, value) => {
    for (const index of places.keys()) {
      if (index === places.length - 1) continue;
      await emptyEverything(sql);
      await deliver(sql, [naming(index, () => value)]);
      expect(await sql`select company_id from core.events`, places[index]?.[0]).toEqual([
        { company_id: `biz_${index + 1}` },
      ]);
    }
  });

  test("is the endpoint's default company where the payload names none", async () => {
    await sql`
      insert into raw.webhook_events (delivery_key, payload, default_company_id)
      values
        ('msg_1', ${sql.json(lesson.payload as never)}, 'biz_default'),
        ('msg_2', ${sql.json(paid("pay_1", JANUARY).payload as never)}, 'biz_default')`;
    expect(
      await sql`select company_id, delivery_key from core.events where part = 1 order by raw_seq`,
    ).toEqual([
      { company_id: "biz_default", delivery_key: "msg_1" },
      { company_id: "biz_1", delivery_key: "msg_2" },
    ]);
    await allIsWell();
  });
});

test("a test delivery of Whop's is assigned to nobody, whatever it names", async () => {
  const testOf = (delivery: TestDelivery): TestDelivery => {
    const { id: _, ...payload } = delivery.payload;
    return { payload };
  };
  await deliver(sql, [
    paid("pay_1", JANUARY),
    testOf(refund),
    testOf(entry),
    { payload: { action: "payment.succeeded", api_version: "v1", data: null } },
  ]);
  await deliver(sql, [membership("membership.activated", JANUARY)]);
  expect(
    await sql`select company_id, is_test, count(*)::int from core.events where part = 1 group by 1, 2 order by 1`,
  ).toEqual([
    { company_id: "biz_1", is_test: false, count: 2 },
    { company_id: "unassigned", is_test: true, count: 3 },
  ]);
  expect(await sql`select refunds::float from metrics.revenue_daily`).toEqual([{ refunds: 0 }]);
  await allIsWell();
});

test("a test delivery makes known nothing that another waits for", async () => {
  const { id: _, ...sample } = paid("pay_1", JANUARY).payload;
  await deliver(sql, [refund, { payload: sample }]);
  expect(await waiting()).toBe(1);
  await allIsWell();
});

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
