import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/database";
import { aFebruary } from "./a-february";
import { deliver, membership, paid, type TestDelivery, v1 } from "./deliver";
import { allOf, besideItself, pageOf, parts, type Row, round } from "./figure-entries";

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
  await deliver(database.sql, aFebruary);
  // The same people and ids elsewhere: whatever of it were seen here, sums would be others.
  await deliver(database.sql, aFebruary.map(atAnotherSchool));
});
afterAll(() => database.close());

function atAnotherSchool({ payload }: TestDelivery): TestDelivery {
  return { payload: { ...payload, company_id: "biz_2" } };
}

const FEBRUARY = ["2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"] as const;

interface Page {
  howMany?: number;
  after?: Row | undefined;
  company?: string;
  of?: readonly [from: string, to: string];
}

function page(figure: string, o: Page = {}): Promise<Row[]> {
  const { howMany = 500, after, company = "biz_1", of = FEBRUARY } = o;
  return pageOf(database.as("tidemark_app"), { company, figure, of }, { howMany, after });
}

/*
 * Paid in February: 49 (pay_6) + 99 (pay_7) + 49 (pay_8) + 49 (pay_9) + 53.90 (pay_10) + 15 (pay_11) = 314.90.
 * MRR when it began: Ada 49, Grace 99. In it: Alan +49, Ada +50, Grace −50, Edsger +49, Joan +49 and −49.
 * When it ended: Ada 99, Grace 49, Alan 49, Edsger 49 = 246.
 */
const FIGURES: [figure: string, parts: Record<string, number>][] = [
  ["gross_revenue", { value: 314.9 }],
  ["tax", { value: 4.9 }],
  ["fees", { value: 2.57 }],
  ["refunds", { value: 20 }],
  ["disputes", { value: 99 + 49 }],
  ["dispute_reversals", { value: 99 }],
  ["net_revenue", { value: 314.9 - 4.9 - 2.57 - 20 - 148 + 99 }],
  ["payments", { value: 6 }],
  ["failed_payments", { value: 2 }],
  ["refunded_payments", { value: 1 }],
  ["refund_amount_rate", { numerator: 20, denominator: 314.9 }],
  ["refund_rate", { numerator: 1, denominator: 6 }],
  ["dispute_rate_filed", { numerator: 2, denominator: 6 }],
  ["dispute_rate_by_purchase", { numerator: 2, denominator: 6 }],
  // pay_11 and pay_12 failed at first; pay_6, 7, 8, 9 and 10 did not.
  ["payment_failure_rate", { numerator: 2, denominator: 2 + 5 }],
  ["recovery_rate", { numerator: 1, denominator: 2 }],
  ["mrr", { value: 246 }],
  ["arr", { value: 12 * 246 }],
  ["net_new_mrr", { value: 246 - 148 }],
  ["new_mrr", { value: 49 + 49 }],
  ["reactivation_mrr", { value: 49 }],
  ["expansion_mrr", { value: 50 }],
  ["contraction_mrr", { value: 50 }],
  ["churned_mrr", { value: 49 }],
  ["paying_customers", { value: 4 }],
  ["new_customers", { value: 2 }],
  ["reactivated_customers", { value: 1 }],
  ["churned_customers", { value: 1 }],
  ["arpu", { numerator: 246, denominator: 4 }],
  ["customer_churn_rate", { numerator: 1, denominator: 2 }],
  ["gross_mrr_churn_rate", { numerator: 49 + 50, denominator: 148 }],
  ["gross_revenue_retention", { numerator: 148 - 49 - 50, denominator: 148 }],
  ["net_revenue_retention", { numerator: 148 + 50 + 49 - 50 - 49, denominator: 148 }],
  ["lifetime_value", { mrr: 246, customers: 4, churned: 1, "customers before": 2 }],
  ["quick_ratio", { numerator: 98 + 50 + 49, denominator: 50 + 49 }],
  ["trials_started", { value: 2 }],
  ["trial_conversion_rate", { numerator: 1, denominator: 2 }],
  // Ada, Grace, Alan and Edsger; Barbara and Joan came and went.
  ["students", { value: 4 }],
  ["students_joined", { value: 4 }],
  ["students_left", { value: 2 }],
  ["total_users", { value: 8 }],
  ["active_users", { value: 2 }],
  ["weekly_active_users", { value: 3 }],
  ["monthly_active_users", { value: 4 }],
  ["stickiness", { numerator: 2, denominator: 4 }],
  ["activity_events", { value: 5 }],
];

describe("what a figure is made of adds up to it", () => {
  beforeAll(async () => {
    // Some figures may be read from materialized views.
    const views = await database.sql<
      { name: string }[]
    >`select matviewname as name from pg_matviews where schemaname = 'metrics'`;
    for (const { name } of views) await database.sql`call metrics.refresh(${name})`;
  });

  test.each(FIGURES)("%s", async (figure, expected) => {
    const rows = await page(figure);
    const rounded = Object.entries(expected).map(([part, sum]) => [part, round(sum)]);
    expect(parts(rows)).toEqual(Object.fromEntries(rounded));
    const beside = await besideItself(database.sql, { company: "biz_1", figure, of: FEBRUARY }, rows);
    if (beside) expect(beside.itself).toBe(beside.parts);
  });

  test("mrr_at_risk, which is only known as of now", async () => {
    const rows = await page("mrr_at_risk", { of: ["2026-02-01T00:00:00Z", "infinity"] });
    expect(rows).toMatchObject([
      { amount: "49.00", customer_id: "user_4", membership_id: "mem_4", who: "Edsger" },
    ]);
    expect(await page("mrr_at_risk")).toEqual([]);
  });

  test("and there is no figure whose parts are not known", async () => {
    const known =
      await database.sql`select figure from metrics.figure_parts group by figure order by figure collate "C"`;
    expect(known.map(({ figure }) => figure)).toEqual(
      [...FIGURES.map(([figure]) => figure), "mrr_at_risk"].sort(),
    );
    const others = await database.sql`
      select routine.proname from pg_proc as routine
      join pg_type as unit on unit.oid = routine.prorettype and unit.typnamespace = 'metrics'::regnamespace
      where routine.pronamespace = 'metrics'::regnamespace
        and routine.proargtypes = '25 25 1184 1184'::oidvector
        and routine.proname <> all (${known.map(({ figure }) => figure)})`;
    expect(others).toEqual([]);
  });

  test("a figure that there is not is refused, with where to see those that there are", async () => {
    await expect(page("nonsense")).rejects.toMatchObject({
      code: "22023",
      hint: expect.stringContaining("metrics.figure_parts"),
    });
  });
});

describe("each row says", () => {
  test("of a refund, who got it, for what, when, and which delivery told of it", async () => {
    const [row] = await page("refunds");
    const [delivery] = await database.sql`
      select seq::text from raw.webhook_events where company_id = 'biz_1' and payload #>> '{data,id}' = 'rf_1'`;
    expect(row).toMatchObject({
      ledger: "revenue",
      kind: "refund",
      amount: "20.00",
      payment_id: "pay_6",
      source_id: "rf_1",
      customer_id: "user_3",
      membership_id: "mem_3",
      plan_id: "plan_month",
      who: "Alan",
      what: "Harbour",
      occurred_at: new Date("2026-02-21T10:00:00Z"),
      raw_seq: delivery?.seq,
    });
    expect(row?.posted_at).toBeInstanceOf(Date);
  });

  test("of MRR, whose it is, on which plan, and since when without a break", async () => {
    const rows = await page("mrr");
    expect(
      rows.map(({ who, plan_id, amount, occurred_at }) => [
        who,
        plan_id,
        amount,
        occurred_at.toISOString().slice(0, 10),
      ]),
    ).toEqual([
      ["Edsger", "plan_month", "49.00", "2026-02-17"],
      ["Grace", "plan_month", "49.00", "2026-02-08"],
      ["Ada", "plan_pro", "99.00", "2026-02-05"],
      // He was here in January, and left.
      ["Alan", "plan_month", "49.00", "2026-02-03"],
    ]);
  });

  test("of a paying customer, since when they pay, whatever the plan", async () => {
    const rows = await page("paying_customers");
    expect(
      rows.map(({ who, amount, occurred_at }) => [who, amount, occurred_at.toISOString().slice(0, 10)]),
    ).toEqual([
      ["Edsger", "1", "2026-02-17"],
      ["Alan", "1", "2026-02-03"],
      ["Grace", "1", "2026-01-05"],
      ["Ada", "1", "2026-01-01"],
    ]);
  });

  test("of a student, since when they have access", async () => {
    const rows = await page("students");
    expect(rows.map(({ who, occurred_at }) => [who, occurred_at.toISOString().slice(0, 10)])).toEqual([
      ["Edsger", "2026-02-10"],
      ["Alan", "2026-02-03"],
      ["Grace", "2026-01-05"],
      ["Ada", "2026-01-01"],
    ]);
  });
});

describe("a standing is as of an instant", () => {
  const at = (instant: string) => ({ of: [FEBRUARY[0], instant] as const });

  test("before what happens at that very instant", async () => {
    expect(parts(await page("mrr", at("2026-02-03T10:00:00Z")))).toEqual({ value: 148 });
    expect(parts(await page("mrr", at("2026-02-03T10:00:00.000001Z")))).toEqual({ value: 148 + 49 });
    expect(parts(await page("students", at("2026-02-03T10:00:00Z")))).toEqual({ value: 2 });
  });

  test("and does not know what came later", async () => {
    expect((await page("mrr", at("2026-01-15T00:00:00Z"))).map(({ who }) => who)).toEqual([
      "Alan",
      "Grace",
      "Ada",
    ]);
  });
});

describe("pages", () => {
  test.each([
    "net_revenue",
    "net_revenue_retention",
    "students",
    "mrr",
    "activity_events",
    "monthly_active_users",
  ])("of %s follow one another without a gap or a repetition", async (figure) => {
    const whole = await page(figure);
    const asked = { company: "biz_1", figure, of: FEBRUARY };
    const paged = await allOf(database.as("tidemark_app"), asked, 2);
    expect(whole.length).toBeGreaterThan(2);
    expect(paged).toEqual(whole);
  });

  test("are in order within each list: the newest first", async () => {
    const rows = await page("net_revenue");
    const times = rows.map(({ occurred_at }) => occurred_at.getTime());
    expect(times).toEqual([...times].sort((a, b) => b - a));
  });

  test("tell instants of the same millisecond apart", async () => {
    const at = (micros: number) => `2026-05-01T10:00:00.000${micros}00Z`;
    const once = { billing_reason: "one_time", membership: undefined };
    const three = [1, 2, 3].map((nth) => paid(`pay_${nth}`, at(nth), once));
    await deliver(
      database.sql,
      three.map(({ payload }) => ({ payload: { ...payload, company_id: "biz_5" } })),
    );
    const of = ["2026-05-01T00:00:00Z", "infinity"] as const;
    const paged: Row[] = [];
    for (let nth = 0; nth < 4; nth++) {
      paged.push(...(await page("payments", { company: "biz_5", of, howMany: 1, after: paged.at(-1) })));
    }
    expect(paged.map(({ payment_id }) => payment_id)).toEqual(["pay_3", "pay_2", "pay_1"]);
  });

  test("hold 500 rows at most", async () => {
    const many = Array.from({ length: 501 }, (_, nth) =>
      paid(`pay_many_${nth}`, "2026-05-01T10:00:00Z", { billing_reason: "one_time", membership: undefined }),
    );
    await deliver(
      database.sql,
      many.map((delivery) => ({ payload: { ...delivery.payload, company_id: "biz_3" } })),
    );
    const may = { company: "biz_3", of: ["2026-05-01T00:00:00Z", "infinity"] as const };
    expect(await page("payments", { ...may, howMany: 100_000 })).toHaveLength(500);
    const after = (await page("payments", may)).at(-1);
    expect(await page("payments", { ...may, after })).toHaveLength(1);
  });
});

describe("the lists of a ledger", () => {
  test("give the entries of the kinds that are asked for", async () => {
    const app = database.as("tidemark_app");
    const kinds = async (asked: string[] | null) => {
      const rows = await app`
        select kind, count(*)::int from api.revenue_entries('biz_1', 'usd', ${FEBRUARY[0]}, ${FEBRUARY[1]}, ${asked}, how_many => 500)
        group by 1 order by 1`;
      return Object.fromEntries(rows.map(({ kind, count }) => [kind, count]));
    };
    expect(await kinds(["tax", "fee"])).toEqual({ fee: 1, tax: 1 });
    expect(await kinds(null)).toEqual({
      charge: 6,
      dispute: 2,
      dispute_reversal: 1,
      failure: 2,
      fee: 1,
      refund: 1,
      tax: 1,
    });
    const moved = await app`
      select kind, amount::float, customers, who from api.mrr_entries('biz_1', 'usd', ${FEBRUARY[0]}, ${FEBRUARY[1]}, '{churn,expansion}')`;
    // Ada's expansion is two entries: 99 come on one plan, 49 go on the other.
    expect(moved).toEqual([
      { kind: "churn", amount: -49, customers: 1, who: "Joan" },
      { kind: "expansion", amount: 99, customers: 0, who: "Ada" },
      { kind: "expansion", amount: -49, customers: 1, who: "Ada" },
    ]);
    const left = await app`
      select kind, students, who, membership_id from api.access_entries('biz_1', ${FEBRUARY[0]}, ${FEBRUARY[1]}, '{left}')`;
    expect(left).toEqual([
      { kind: "left", students: -1, who: "Joan", membership_id: "mem_6" },
      { kind: "left", students: -1, who: "Barbara", membership_id: "mem_5" },
    ]);
  });

  test("give only charges that something became of, where that is asked", async () => {
    const which = async (what: string) => {
      const rows = await database.as("tidemark_app")`
        select payment_id from api.revenue_entries(
          'biz_1', 'usd', '-infinity', 'infinity', '{charge}', which => ${what}) order by payment_id collate "C"`;
      return rows.map(({ payment_id }) => payment_id);
    };
    expect(await which("were refunded")).toEqual(["pay_6"]);
    expect(await which("were disputed within 28 days")).toEqual(["pay_7", "pay_8"]);
    expect(await which("paid at first")).toEqual([
      "pay_1",
      "pay_10",
      "pay_2",
      "pay_3",
      "pay_6",
      "pay_7",
      "pay_8",
      "pay_9",
    ]);
    await expect(which("were lucky")).rejects.toMatchObject({ code: "22023" });
  });
});

describe("behind an entry", () => {
  /** The entry's number. */
  async function entry(ledger: string, where: string): Promise<string> {
    const [row] = await database.sql.unsafe<{ entry_id: string }[]>(
      `select entry_id::text from core.${ledger}_entries where ${where} order by entry_id limit 1`,
    );
    return row?.entry_id ?? "";
  }

  const behind = async (ledger: string, id: string, company = "biz_1") => {
    const rows = await database.as("tidemark_app")`
      select type, status, amount::float, raw_seq from api.events_behind(${company}, ${ledger}, ${id}::bigint)`;
    return rows.map(({ type, status }) => [type, status].join(" "));
  };

  test("of a dispute are its payment, and all that was told of the dispute", async () => {
    const id = await entry("revenue", "company_id = 'biz_1' and kind = 'dispute_reversal'");
    expect(await behind("revenue", id)).toEqual([
      "payment.dispute_resolved won",
      "payment.disputed needs_response",
      "payment.succeeded paid",
    ]);
  });

  test("of a refund are its payment and its own", async () => {
    const id = await entry("revenue", "company_id = 'biz_1' and kind = 'refund'");
    expect(await behind("revenue", id)).toEqual([
      "payment.refunded succeeded",
      "membership.renewed paid",
      "payment.succeeded paid",
    ]);
  });

  test("of MRR are the membership and its payments", async () => {
    const id = await entry("mrr", "company_id = 'biz_1' and customer_id = 'user_4'");
    expect(await behind("mrr", id)).toEqual([
      "membership.cancelled active",
      "membership.renewed paid",
      "payment.succeeded paid",
      "membership.created trialing",
    ]);
  });

  test("of MRR is also what told the price of its plan", async () => {
    const of = (delivery: TestDelivery) => ({ payload: { ...delivery.payload, company_id: "biz_4" } });
    const terms = { plan_type: "renewal", billing_period: 30, renewal_price: 30, currency: "usd" };
    await deliver(database.sql, [
      of(v1("plan.created", { id: "plan_4", ...terms, created_at: "2026-01-01T00:00:00Z" })),
      of(membership("membership.activated", "2026-01-12T12:00:00Z", { plan: { id: "plan_4" } })),
    ]);
    const id = await entry("mrr", "company_id = 'biz_4'");
    expect(await behind("mrr", id, "biz_4")).toEqual(["membership.created active", "plan.created "]);
  });

  test("of access are the customer's memberships", async () => {
    const id = await entry("access", "company_id = 'biz_1' and customer_id = 'user_5'");
    expect(await behind("access", id)).toEqual(["membership.expired expired", "membership.created trialing"]);
  });

  test("are the deliveries that told it, the last received first", async () => {
    const id = await entry("revenue", "company_id = 'biz_1' and kind = 'dispute_reversal'");
    const rows = await database.as("tidemark_app")`
      select seq, delivery_key, source, name, received_at from api.deliveries_behind('biz_1', 'revenue', ${id}::bigint)`;
    expect(rows.map(({ name }) => name)).toEqual(["dispute.updated", "dispute.created", "payment.succeeded"]);
    const [last] = rows;
    const [delivery] = await database.sql`select * from raw.webhook_events where seq = ${last?.seq}`;
    expect(last).toMatchObject({
      delivery_key: delivery?.delivery_key,
      source: "webhook",
      received_at: delivery?.received_at,
    });
    const [posted] =
      await database.sql`select raw_seq from core.revenue_entries where company_id = 'biz_1' and entry_id = ${id}`;
    expect(posted?.raw_seq).toBe(last?.seq);
  });

  test("come in pages too", async () => {
    const app = database.as("tidemark_app");
    const id = await entry("mrr", "company_id = 'biz_1' and customer_id = 'user_4'");
    const first = await app`select * from api.events_behind('biz_1', 'mrr', ${id}::bigint, how_many => 2)`;
    const last = first.at(-1);
    const second = await app`
      select * from api.events_behind('biz_1', 'mrr', ${id}::bigint, after_seq => ${last?.raw_seq}, after_part => ${last?.part})`;
    expect([...first, ...second]).toEqual([
      ...(await app`select * from api.events_behind('biz_1', 'mrr', ${id}::bigint)`),
    ]);
    const deliveries = await app`select seq from api.deliveries_behind('biz_1', 'mrr', ${id}::bigint)`;
    const rest = await app`
      select seq from api.deliveries_behind('biz_1', 'mrr', ${id}::bigint, after_seq => ${deliveries[0]?.seq})`;
    expect(rest).toEqual(deliveries.slice(1));
  });

  test("is nothing where there is no such entry, and no such ledger is refused", async () => {
    expect(await behind("revenue", "999999999")).toEqual([]);
    await expect(behind("nonsense", "1")).rejects.toMatchObject({ code: "22023" });
  });
});

describe("a company sees nothing of another's", () => {
  test("in any figure: the same people and ids elsewhere change nothing, and have entries of their own", async () => {
    for (const [figure] of FIGURES) {
      const [here, there] = [await page(figure), await page(figure, { company: "biz_2" })];
      expect(parts(there), figure).toEqual(parts(here));
      const entries = (rows: Row[]) =>
        rows.map(({ ledger, entry_id }) => entry_id && `${ledger} ${entry_id}`).filter(Boolean);
      expect(
        entries(here).filter((entry) => entries(there).includes(entry)),
        figure,
      ).toEqual([]);
    }
    expect(await page("net_revenue", { company: "biz_nobody" })).toEqual([]);
  });

  test("behind another's entry", async () => {
    for (const ledger of ["revenue", "mrr", "access"]) {
      const rows = await database.sql<{ entry_id: string }[]>`
        select entry_id::text from ${database.sql(`core.${ledger}_entries`)} where company_id = 'biz_2'`;
      expect(rows.length).toBeGreaterThan(0);
      for (const { entry_id } of rows) {
        const app = database.as("tidemark_app");
        expect(await app`select * from api.events_behind('biz_1', ${ledger}, ${entry_id}::bigint)`).toEqual(
          [],
        );
        expect(
          await app`select * from api.deliveries_behind('biz_1', ${ledger}, ${entry_id}::bigint)`,
        ).toEqual([]);
      }
    }
  });

  test("behind its own entries, of which each event is a delivery's of its own", async () => {
    const rows = await database.sql`
      select distinct delivery.company_id
      from core.revenue_entries as entry
      cross join lateral api.deliveries_behind(entry.company_id, 'revenue', entry.entry_id) as behind
      join raw.webhook_events as delivery on delivery.seq = behind.seq
      where entry.company_id = 'biz_1'`;
    expect(rows).toEqual([{ company_id: "biz_1" }]);
  });
});
