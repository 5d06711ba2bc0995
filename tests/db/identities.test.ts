import type { TransactionSql } from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/database";
import { deliver, membership, paid, type TestDelivery, v1 } from "./deliver";

/** Two members with a payment each, one of them refunded in part, and one who failed and then paid. */
function school(company: string): TestDelivery[] {
  const of = (id: string) => ({ id: `${id}_${company}` });
  const member = (nth: number, plan: string) => ({
    user: of(`user_${nth}`),
    membership: of(`mem_${nth}`),
    plan: of(plan),
  });
  const told = ({ payload }: TestDelivery) => ({ payload: { ...payload, company_id: company } });
  return [
    membership("membership.activated", "2026-01-10T10:00:00Z", {
      ...of("mem_1"),
      ...member(1, "plan_month"),
    }),
    paid(`pay_1_${company}`, "2026-01-10T10:00:00Z", {
      ...member(1, "plan_month"),
      total: 53.9,
      tax_amount: 4.9,
    }),
    membership("membership.activated", "2026-01-12T10:00:00Z", { ...of("mem_2"), ...member(2, "plan_pro") }),
    paid(`pay_2_${company}`, "2026-01-12T10:00:00Z", { ...member(2, "plan_pro"), total: 99, subtotal: 99 }),
    v1("refund.created", {
      ...of("rf_1"),
      status: "succeeded",
      amount: 20,
      currency: "usd",
      created_at: "2026-02-01T10:00:00Z",
      payment: of("pay_1"),
    }),
    v1("payment.failed", {
      ...of("pay_3"),
      ...member(1, "plan_month"),
      status: "open",
      currency: "usd",
      total: 49,
      last_payment_attempt: "2026-02-10T10:00:00Z",
    }),
    paid(`pay_3_${company}`, "2026-02-11T10:00:00Z", member(1, "plan_month")),
  ].map(told);
}

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
  await deliver(database.sql, [...school("biz_1"), ...school("biz_2")]);
});
afterAll(() => database.close());

const IDENTITIES = [
  ...["MRR", "MRR as known", "MRR by day", "MRR by month", "MRR by plan"],
  ...["customers with MRR", "first outcomes", "gross revenue", "net revenue", "paying customers"],
  ...["refunds within charges", "revenue as known", "revenue by day", "students", "students by day"],
];

test("all identities hold of a company whose books balance, and both sides say the same", async () => {
  const rows = await database.as("tidemark_analyst")`
    select identity, currency, left_side::float, right_side::float, difference::float, holds, first_wrong
    from metrics.identity_checks where company_id = 'biz_1' order by identity collate "C"`;
  expect(rows.map(({ identity }) => identity)).toEqual(IDENTITIES);
  for (const row of rows) expect(row).toMatchObject({ difference: 0, holds: true, first_wrong: null });
  const sides = Object.fromEntries(rows.map((row) => [row.identity, [row.left_side, row.right_side]]));
  // 53.90 + 99.00 + 49.00 were paid, 4.90 of it tax, and 20.00 went back; 49.00 and 99.00 come back every month.
  expect(sides).toMatchObject({
    "gross revenue": [201.9, 201.9],
    "net revenue": [177, 177],
    "revenue by day": [177, 177],
    "revenue as known": [177, 177],
    "first outcomes": [3, 3],
    "refunds within charges": [0, 0],
    MRR: [148, 148],
    "MRR by month": [148, 148],
    "MRR by plan": [148, 148],
    "paying customers": [2, 2],
    "customers with MRR": [2, 2],
    students: [2, 2],
    "students by day": [2, 2],
  });
});

/** Entries as a hand in the ledger would write them; what is not given is mem_1's of biz_1. */
const mrr = (entries: Record<string, unknown>[]) => (sql: TransactionSql) =>
  sql`insert into core.mrr_entries ${sql(
    entries.map((entry) => ({
      company_id: "biz_1",
      customer_id: "user_1_biz_1",
      membership_id: "mem_1_biz_1",
      plan_id: "plan_month_biz_1",
      kind: "transfer",
      currency: "usd",
      occurred_at: "2026-01-20T10:00:00Z",
      amount: 0,
      customers: 0,
      raw_seq: 1,
      ...entry,
    })),
  )}`;

const revenue = (entry: Record<string, unknown>) => (sql: TransactionSql) =>
  sql`insert into core.revenue_entries ${sql({
    company_id: "biz_1",
    payment_id: "pay_1_biz_1",
    source_id: "by hand",
    currency: "usd",
    occurred_at: "2026-01-20T10:00:00Z",
    amount: 0,
    payments: 0,
    raw_seq: 1,
    ...entry,
  })}`;

const statement = (text: string) => (sql: TransactionSql) => sql.unsafe(text);

/** One damage per identity: it makes that identity false and no other. */
const DAMAGES: [identity: string, damage: string, by: number, (sql: TransactionSql) => Promise<unknown>][] = [
  [
    "revenue by day",
    "a day says that money was paid and went back",
    10,
    statement(
      "update metrics.revenue_daily set gross = gross + 5, refunds = refunds + 5 where company_id = 'biz_1' and day = '2026-01-12'",
    ),
  ],
  ["net revenue", "a failure took money", 5, revenue({ kind: "failure", amount: -5 })],
  [
    "revenue as known",
    "an entry is not posted yet",
    49 + 1,
    statement(
      "update core.revenue_entries set posted_at = 'infinity' where payment_id = 'pay_3_biz_1' and kind = 'charge'",
    ),
  ],
  ["refunds within charges", "a payment is refunded twice", 1, revenue({ kind: "refund", amount: -53.9 })],
  [
    "gross revenue",
    "a payment says another total than was posted",
    1,
    statement("update core.payments set total = total + 1 where payment_id = 'pay_2_biz_1'"),
  ],
  [
    "first outcomes",
    "a failure is posted of a payment that nobody told of",
    1,
    revenue({ kind: "failure", payment_id: "pay_x", payments: 1 }),
  ],
  [
    "MRR by day",
    "a day says that MRR was new and not expansion",
    7 + 7,
    statement(
      "update metrics.mrr_daily set new = new + 7, expansion = expansion - 7 where company_id = 'biz_1' and day = '2026-01-12'",
    ),
  ],
  [
    "MRR by month",
    "MRR comes from nowhere in January and goes in February",
    5 + 5,
    mrr([{ amount: 5 }, { amount: -5, occurred_at: "2026-02-20T10:00:00Z" }]),
  ],
  [
    "MRR as known",
    "an entry is not posted yet",
    49 + 1,
    statement("update core.mrr_entries set posted_at = 'infinity' where customer_id = 'user_1_biz_1'"),
  ],
  [
    "MRR",
    "a subscription has MRR that was never posted",
    10,
    statement(`
      insert into core.subscriptions (company_id, membership_id, customer_id, plan_id, status, has_access, started_at, currency, mrr, last_event_at, raw_seq)
      values ('biz_1', 'mem_x', 'user_1_biz_1', 'plan_x', 'active', false, now(), 'usd', 10, now(), 1)`),
  ],
  [
    "MRR by plan",
    "MRR has moved to another plan in the ledger alone",
    10 + 10,
    mrr([{ amount: -10 }, { amount: 10, plan_id: "plan_pro_biz_1" }]),
  ],
  [
    "paying customers",
    "somebody counts as a customer without any MRR",
    1,
    mrr([{ kind: "new", customer_id: "user_x", membership_id: "mem_x", customers: 1 }]),
  ],
  [
    "customers with MRR",
    "a part of somebody's MRR is posted as somebody else's",
    1,
    mrr([{ amount: -10 }, { amount: 10, customer_id: "user_x" }]),
  ],
  [
    "students by day",
    "a day says that somebody came and left",
    1 + 1,
    statement(
      "update metrics.students_daily set joins = joins + 1, leaves = leaves + 1 where company_id = 'biz_1' and day = '2026-01-12'",
    ),
  ],
  [
    "students",
    "somebody has joined who has no access",
    1,
    statement(`
      insert into core.access_entries (company_id, customer_id, kind, occurred_at, students, raw_seq)
      values ('biz_1', 'user_x', 'joined', '2026-01-20T10:00:00Z', 1, 1)`),
  ],
];

/** What is false while the damage is done; it is undone again. */
async function whileDamaged<T>(
  damage: (sql: TransactionSql) => Promise<unknown>,
  look: (sql: TransactionSql) => Promise<T>,
): Promise<T> {
  let seen: T | undefined;
  await database.sql
    .begin(async (sql) => {
      await damage(sql);
      seen = await look(sql);
      throw new Error("undo");
    })
    .catch((error: Error) => {
      if (error.message !== "undo") throw error;
    });
  return seen as T;
}

describe("each identity is made false by a damage of its own, and by it alone", () => {
  test.each(DAMAGES)("%s: %s", async (identity, _, by, damage) => {
    const broken = await whileDamaged(
      damage,
      (sql) => sql`
        select identity, company_id, difference::float from metrics.identity_checks where not holds`,
    );
    expect(broken).toEqual([{ identity, company_id: "biz_1", difference: by }]);
  });

  test("and there is one for each", () => {
    expect(DAMAGES.map(([identity]) => identity).sort()).toEqual(IDENTITIES);
  });
});

describe("api.books_balance", () => {
  const ask = (sql: Pick<TransactionSql, "unsafe">, company: string) =>
    sql.unsafe(`select balance, identities::int, broken from api.books_balance('${company}')`);

  test("says that they do, and by how many identities", async () => {
    const [row] = await ask(database.as("tidemark_app"), "biz_1");
    expect(row).toEqual({ balance: true, identities: IDENTITIES.length, broken: [] });
  });

  test("names what is broken, of the company that it is asked of", async () => {
    const [, , , damage] = DAMAGES.find(([identity]) => identity === "MRR") ?? [];
    if (!damage) throw new Error("There is no damage to MRR.");
    const answers = await whileDamaged(damage, async (sql) => [
      ...(await ask(sql, "biz_1")),
      ...(await ask(sql, "biz_2")),
    ]);
    expect(answers).toEqual([
      { balance: false, identities: IDENTITIES.length, broken: ["MRR usd"] },
      { balance: true, identities: IDENTITIES.length, broken: [] },
    ]);
  });

  test("has nothing against a company that nobody has heard of", async () => {
    const [row] = await ask(database.as("tidemark_app"), "biz_nobody");
    expect(row).toEqual({ balance: true, identities: 0, broken: [] });
  });
});

test("what is broken first is named: a day, a plan, a customer", async () => {
  const found: Record<string, unknown> = {};
  for (const identity of ["revenue by day", "MRR by plan", "customers with MRR", "refunds within charges"]) {
    const [, , , damage] = DAMAGES.find(([name]) => name === identity) ?? [];
    if (!damage) continue;
    const [row] = await whileDamaged(
      damage,
      (sql) => sql`select first_wrong from metrics.identity_checks where not holds`,
    );
    found[identity] = row?.first_wrong;
  }
  expect(found).toEqual({
    "revenue by day": "2026-01-12",
    "MRR by plan": "plan_month_biz_1",
    "customers with MRR": "user_x",
    "refunds within charges": "pay_1_biz_1",
  });
});

test("a company in another currency has its own rows, and a day that begins elsewhere changes none", async () => {
  await database.sql`insert into ops.company_settings (company_id, time_zone) values ('biz_2', 'Pacific/Auckland')`;
  await deliver(database.sql, [
    v1(
      "payment.succeeded",
      {
        id: "pay_eur",
        status: "paid",
        currency: "eur",
        total: 30,
        billing_reason: "one_time",
        paid_at: "2026-01-31T12:30:00Z",
      },
      "biz_2",
    ),
  ]);
  const rows = await database.sql`
    select currency, count(*)::int, bool_and(holds) as hold from metrics.identity_checks
    where company_id = 'biz_2' group by 1 order by 1`;
  expect(rows).toEqual([
    { currency: "eur", count: 6, hold: true },
    { currency: "usd", count: 13, hold: true },
    { currency: null, count: 2, hold: true },
  ]);
});

interface PlanNode {
  "Relation Name"?: string;
  Plans?: PlanNode[];
  [condition: string]: unknown;
}

test("asked of one company, only its rows are read", async () => {
  const [row] = await database.sql<{ "QUERY PLAN": { Plan: PlanNode }[] }[]>`
    explain (format json) select * from metrics.identity_checks where company_id = 'biz_1'`;
  const scans: PlanNode[] = [];
  const walk = (node: PlanNode) => {
    if (node["Relation Name"]) scans.push(node);
    for (const child of node.Plans ?? []) walk(child);
  };
  walk(row?.["QUERY PLAN"][0]?.Plan ?? {});
  expect(scans.length).toBeGreaterThan(15);
  const ofAll = scans.filter(
    (scan) =>
      !/company_id[^)]*= 'biz_1'/.test(`${scan.Filter} ${scan["Index Cond"]} ${scan["Recheck Cond"]}`),
  );
  expect(ofAll.map((scan) => scan["Relation Name"])).toEqual([]);
});
