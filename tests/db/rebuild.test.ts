import type { Sql } from "postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/database";
import { noticesOf } from "../support/notices";
import { standing } from "../support/standing";
import { storeYear } from "../support/year-of-history";
import { aLittleOfEverything } from "./a-little-of-everything";
import { deliver, emptyEverything, paid } from "./deliver";

let database: TestDatabase;
let sql: Sql;
beforeAll(async () => {
  database = await createDatabase();
  sql = database.sql;
});
afterAll(() => database.close());

const audit = () => sql<{ check_name: string }[]>`select * from core.audit()`;

/** As its owner, who is not a superuser. */
const asOwner = (statement: string) => noticesOf(database.url, "set role tidemark_owner", statement);

async function posted() {
  const [row] = await sql`
    select (select max(entry_id) from core.revenue_entries) as revenue, (select max(entry_id) from core.mrr_entries) as mrr,
      (select max(entry_id) from core.access_entries) as access`;
  return row;
}

describe("when all is well", () => {
  beforeAll(async () => {
    await emptyEverything(sql);
    await storeYear(sql);
    await deliver(sql, aLittleOfEverything);
  }, 120_000);

  test.each([
    ["core.rebuild('biz_demo')"],
    ["core.rebuild('biz_1')"],
    ["core.rebuild('biz_1', batch_size => 3)"],
    ["core.rebuild_all()"],
    ["core.rebuild_all(batch_size => 37)"],
  ])(
    "call %s posts nothing and changes nothing, on a year of history",
    async (procedure) => {
      const before = { posted: await posted(), standing: await standing(sql) };
      expect(before.standing["core.events"]?.length).toBeGreaterThan(1000);
      const said = await asOwner(`call ${procedure}`);
      expect(said.at(-1)).toMatch(/done, \d+ deliveries read again, 0 ledger entries posted$/);
      expect({ posted: await posted(), standing: await standing(sql) }).toEqual(before);
      expect(await audit()).toEqual([]);
    },
    120_000,
  );
});

/** What a hand in the tables can do, and the check that sees it. */
const damage: [what: string, seenAs: string, statement: string][] = [
  ["events deleted", "reading of events", "delete from core.events where payment_id = 'pay_1'"],
  [
    "an event of a delivery without a company deleted",
    "reading of events",
    "delete from core.events where refund_id = 'rf_2'",
  ],
  ["all events deleted", "reading of events", "delete from core.events"],
  [
    "an event at another time",
    "reading of events",
    "update core.events set occurred_at = occurred_at + interval '40 days' where payment_id = 'pay_2' and part = 1",
  ],
  [
    "an event with other facts",
    "reading of events",
    "update core.events set facts = '{}' where refund_id = 'rf_1'",
  ],
  [
    "an event of somebody else",
    "reading of events",
    "update core.events set user_id = 'user_x' where payment_id = 'pay_5_0'",
  ],
  [
    "an event under another name",
    "reading of events",
    "update core.events set type = 'payment.pending' where payment_id = 'pay_1'",
  ],
  [
    "an event of another company",
    "reading of events",
    "update core.events set company_id = 'biz_2' where payment_id = 'pay_1' and part = 1",
  ],
  [
    "an assigned event that waits again",
    "reading of events",
    "update core.events set company_id = 'unassigned' where refund_id = 'rf_2'",
  ],
  [
    "an event that no delivery tells",
    "reading of events",
    "insert into core.events (company_id, raw_seq, delivery_key, category, type, source_type, occurred_at, payment_id, facts) values ('biz_1', 999999, 'x', 'payment', 'payment.succeeded', 'x', '2026-01-01Z', 'pay_x', '{\"payment\": {\"total\": 5, \"currency\": \"usd\", \"paid_at\": \"2026-01-01T00:00:00Z\"}}')",
  ],
  [
    "a third part of an event",
    "reading of events",
    "insert into core.events (company_id, raw_seq, part, delivery_key, category, type, source_type, occurred_at) select company_id, raw_seq, 3, delivery_key, category, type, source_type, occurred_at from core.events where refund_id = 'rf_1'",
  ],
  [
    "an activation under another name",
    "event names",
    "update core.events set type = 'membership.updated' where type = 'membership.reactivated'",
  ],
  ["a renewal deleted", "renewals", "delete from core.events where part = 2 and payment_id = 'pay_2'"],
  [
    "a renewal by order deleted",
    "renewals",
    "delete from core.events where part = 2 and payment_id = 'pay_2_60'",
  ],
  [
    "a renewal too many",
    "renewals",
    "insert into core.events (company_id, raw_seq, part, delivery_key, category, type, source_type, occurred_at, membership_id, facts) select company_id, raw_seq, 2, delivery_key, 'membership', 'membership.renewed', source_type, occurred_at, membership_id, '{\"told_by\": \"order\"}' from core.events where payment_id = 'pay_5_0'",
  ],
  ["a payment changed", "payments", "update core.payments set total = 1 where payment_id = 'pay_1'"],
  ["a payment deleted", "payments", "delete from core.payments where payment_id = 'pay_1'"],
  [
    "a payment too many",
    "payments",
    "insert into core.payments (company_id, payment_id, currency, total, paid_at, raw_seq) values ('biz_1', 'pay_x', 'usd', 5, '2026-01-01Z', 1)",
  ],
  ["a refund changed", "refunds", "update core.refunds set amount = 1 where refund_id = 'rf_1'"],
  ["a refund deleted", "refunds", "delete from core.refunds where refund_id = 'rf_1'"],
  [
    "a refund too many",
    "refunds",
    "insert into core.refunds (company_id, refund_id, payment_id, status, amount, currency, refunded_at, raw_seq) values ('biz_1', 'rf_x', 'pay_1', 'succeeded', 5, 'usd', '2026-01-11Z', 1)",
  ],
  ["a dispute changed", "disputes", "update core.disputes set status = 'lost'"],
  ["a dispute deleted", "disputes", "delete from core.disputes"],
  [
    "a dispute too many",
    "disputes",
    "insert into core.disputes (company_id, dispute_id, payment_id, status, amount, currency, opened_at, raw_seq) values ('biz_1', 'dspt_x', 'pay_1', 'lost', 5, 'usd', '2026-01-11Z', 1)",
  ],
  [
    "a subscription changed",
    "subscriptions",
    "update core.subscriptions set mrr = 1 where membership_id = 'mem_1'",
  ],
  [
    "a subscription's period changed",
    "subscriptions",
    "update core.subscriptions set renewal_period_end = now() where membership_id = 'mem_1'",
  ],
  [
    "a subscription's facts changed",
    "subscriptions",
    "update core.subscriptions set facts = facts || '{\"status\": \"expired\"}' where membership_id = 'mem_1'",
  ],
  [
    "a subscription given to another customer",
    "subscriptions",
    "update core.subscriptions set customer_id = 'user_x' where membership_id = 'mem_1'",
  ],
  ["a subscription deleted", "subscriptions", "delete from core.subscriptions where membership_id = 'mem_1'"],
  [
    "a subscription too many",
    "subscriptions",
    "insert into core.subscriptions (company_id, membership_id, customer_id, status, has_access, started_at, mrr, last_event_at, raw_seq) values ('biz_1', 'mem_x', 'user_x', 'active', true, '2026-01-01Z', 5, '2026-01-01Z', 1)",
  ],
  [
    "revenue entries deleted",
    "revenue ledger",
    "delete from core.revenue_entries where payment_id = 'pay_1'",
  ],
  [
    "a revenue entry too many",
    "revenue ledger",
    "insert into core.revenue_entries (company_id, payment_id, kind, source_id, currency, occurred_at, amount, payments, raw_seq) values ('biz_1', 'pay_1', 'charge', 'pay_1', 'usd', '2026-01-12Z', 1000, 1, 1)",
  ],
  [
    "a revenue entry of a payment that is none",
    "revenue ledger",
    "insert into core.revenue_entries (company_id, payment_id, kind, source_id, currency, occurred_at, amount, payments, raw_seq) values ('biz_1', 'pay_x', 'charge', 'pay_x', 'usd', '2026-01-12Z', 1000, 1, 1)",
  ],
  ["MRR entries deleted", "MRR ledger", "delete from core.mrr_entries where membership_id = 'mem_2'"],
  [
    "an MRR entry too many",
    "MRR ledger",
    "insert into core.mrr_entries (company_id, customer_id, membership_id, kind, currency, occurred_at, amount, customers, raw_seq) values ('biz_1', 'user_1', 'mem_1', 'new', 'usd', '2026-01-12Z', 1000, 1, 1)",
  ],
  [
    "an MRR entry of a customer who is none",
    "MRR ledger",
    "insert into core.mrr_entries (company_id, customer_id, membership_id, kind, currency, occurred_at, amount, customers, raw_seq) values ('biz_1', 'user_x', 'mem_x', 'new', 'usd', '2026-01-12Z', 1000, 1, 1)",
  ],
  ["access entries deleted", "access ledger", "delete from core.access_entries where customer_id = 'user_5'"],
  [
    "an access entry too many",
    "access ledger",
    "insert into core.access_entries (company_id, customer_id, kind, occurred_at, students, raw_seq) values ('biz_1', 'user_1', 'joined', '2026-01-12Z', 1, 1)",
  ],
  [
    "an access entry of a customer who is none",
    "access ledger",
    "insert into core.access_entries (company_id, customer_id, kind, occurred_at, students, raw_seq) values ('biz_1', 'user_x', 'joined', '2026-01-12Z', 1, 1)",
  ],
  ["a company changed", "reading of companies", "update core.companies set deliveries = 1"],
  ["a company deleted", "reading of companies", "delete from core.companies"],
  [
    "a user changed",
    "reading of users",
    "update core.users set name_told = array['2099', 'x', 'Mallory'] where user_id = 'user_1'",
  ],
  ["a user deleted", "reading of users", "delete from core.users where user_id = 'user_1'"],
  [
    "a user too many",
    "reading of users",
    "insert into core.users (company_id, user_id, first_seen_at, last_seen_at) values ('biz_1', 'user_x', now(), now())",
  ],
  ["a product deleted", "reading of products", "delete from core.products"],
  [
    "a product too many",
    "reading of products",
    "insert into core.products (company_id, product_id, first_seen_at) values ('biz_1', 'prod_x', now())",
  ],
  [
    "a product told as deleted",
    "reading of products",
    "update core.products set deleted_told = array['2099', 'x', 'true']",
  ],
  ["an experience deleted", "reading of experiences", "delete from core.experiences"],
  [
    "an experience too many",
    "reading of experiences",
    "insert into core.experiences (company_id, experience_id, first_seen_at) values ('biz_1', 'exp_x', now())",
  ],
  [
    "a plan's price changed",
    "reading of plans",
    "update core.plans set renewal_price_told = array['2099', 'x', '1'] where plan_id = 'plan_2'",
  ],
  ["a plan deleted", "reading of plans", "delete from core.plans where plan_id = 'plan_month'"],
  [
    "a plan too many",
    "reading of plans",
    "insert into core.plans (company_id, plan_id, first_seen_at) values ('biz_1', 'plan_x', now())",
  ],
  [
    "a day of revenue changed",
    "revenue_daily",
    "update metrics.revenue_daily set gross = gross + 1 where day = '2026-01-10'",
  ],
  ["days of revenue deleted", "revenue_daily", "delete from metrics.revenue_daily"],
  [
    "a day of revenue too many",
    "revenue_daily",
    "insert into metrics.revenue_daily (company_id, day, currency, gross) values ('biz_1', '2020-01-01', 'usd', 5)",
  ],
  ["a day of MRR changed", "mrr_daily", "update metrics.mrr_daily set customers_new = 7"],
  ["days of MRR deleted", "mrr_daily", "delete from metrics.mrr_daily"],
  ["a day of students changed", "students_daily", "update metrics.students_daily set joins = 7"],
  ["days of students deleted", "students_daily", "delete from metrics.students_daily"],
  [
    "what a user did on a day changed",
    "activity_user_days",
    "update metrics.activity_user_days set events = 7",
  ],
  ["what a user did deleted", "activity_user_days", "delete from metrics.activity_user_days"],
  [
    "what a user did on another day",
    "activity_user_days",
    "update metrics.activity_user_days set day = day + 1 where user_id = 'user_1' and type = 'activity.message_sent'",
  ],
  [
    "a user who did nothing",
    "activity_user_days",
    "insert into metrics.activity_user_days (company_id, day, type, user_id, events) values ('biz_1', '2026-03-05', 'activity.message_sent', 'user_x', 1)",
  ],
  ["a day of activity changed", "activity_daily", "update metrics.activity_daily set events = events + 1"],
  ["users of a day of activity changed", "activity_daily", "update metrics.activity_daily set users = 0"],
  ["days of activity deleted", "activity_daily", "delete from metrics.activity_daily"],
  [
    "a day of activity too many",
    "activity_daily",
    "insert into metrics.activity_daily (company_id, day, type, events) values ('biz_1', '2020-01-01', 'activity.message_sent', 5)",
  ],
  [
    "active users of a day changed",
    "active_users_by_previous_day",
    "update metrics.active_users_by_previous_day set users = users - 1",
  ],
  [
    "active users deleted",
    "active_users_by_previous_day",
    "delete from metrics.active_users_by_previous_day",
  ],
  [
    "active users on a day too many",
    "active_users_by_previous_day",
    "insert into metrics.active_users_by_previous_day (company_id, day, previous_day, users) values ('biz_1', '2020-01-02', '2020-01-01', 5)",
  ],
];

describe.each([["core.rebuild('biz_1')"], ["core.rebuild_all()"]])(
  "after damage, call %s makes all as it was:",
  (procedure) => {
    let asItWas: Awaited<ReturnType<typeof standing>>;
    beforeAll(async () => {
      await emptyEverything(sql);
      await deliver(sql, aLittleOfEverything);
      asItWas = await standing(sql);
      expect(await audit()).toEqual([]);
    });

    test.each(damage)("%s, which the audit calls '%s'", async (_, seenAs, statement) => {
      const { count } = await sql.unsafe(statement);
      expect(count).toBeGreaterThan(0);
      expect((await audit()).map((row) => row.check_name)).toContain(seenAs);
      await asOwner(`call ${procedure}`);
      expect(await audit()).toEqual([]);
      expect(await standing(sql)).toEqual(asItWas);
    });
  },
);

describe("a rebuild", () => {
  beforeEach(() => emptyEverything(sql));

  test("reverses a hand-made entry by a correction: the ledger is only ever added to", async () => {
    await deliver(sql, aLittleOfEverything);
    await sql.unsafe(damage.find(([what]) => what === "a revenue entry too many")?.[2] ?? "");
    const before = await sql`select * from core.revenue_entries order by entry_id`;
    await asOwner("call core.rebuild('biz_1')");
    const after = await sql`select * from core.revenue_entries order by entry_id`;
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.slice(before.length)).toMatchObject([
      { payment_id: "pay_1", kind: "charge", amount: "-1000", payments: -1 },
    ]);
  });

  test("mends while deliveries go on arriving", async () => {
    const payment = (n: number) => ({
      ...paid(`pay_late_${n}`, `2026-06-${String((n % 28) + 1).padStart(2, "0")}T00:00:00Z`, {
        total: n,
        subtotal: n,
        user: { id: `user_${n % 7}` },
        membership: { id: `mem_${n % 7}` },
      }),
      key: `msg_late_${String(n).padStart(2, "0")}`,
    });
    const late = Array.from({ length: 60 }, (_, index) => payment(index));
    await deliver(sql, [...aLittleOfEverything, ...late]);
    const expected = await standing(sql);

    for (const procedure of ["core.rebuild('biz_1', 2)", "core.rebuild_all(2)"]) {
      await emptyEverything(sql);
      await deliver(sql, aLittleOfEverything);
      await sql`delete from core.events where payment_id in ('pay_1', 'pay_2', 'pay_2_0')`;
      await sql`delete from core.subscriptions where membership_id = 'mem_2'`;
      await sql`update core.users set name_told = null`;
      const arriving = (async () => {
        for (const delivery of late) await deliver(sql, [delivery]);
      })();
      await Promise.all([asOwner(`call ${procedure}`), arriving]);
      expect(await audit(), procedure).toEqual([]);
      expect(await standing(sql), procedure).toEqual(expected);
    }
  });

  test("tells how far it is", async () => {
    await deliver(sql, aLittleOfEverything.slice(0, 9));
    // Reading takes its time here, as it does with millions.
    await sql.unsafe(`
      create function public.dawdle() returns trigger language plpgsql as $$ begin perform pg_sleep(0.7); return null; end $$;
      create trigger dawdle after delete on core.events for each statement execute function public.dawdle();`);
    try {
      const said = await asOwner("call core.rebuild('biz_1', 2)");
      expect(said[0]).toBe("biz_1: 9 deliveries to read again");
      expect(said).toContainEqual(
        expect.stringMatching(/^biz_1: \d of 9 deliveries \(\d\d %\), 0 ledger entries posted$/),
      );
      expect(said.at(-1)).toBe("biz_1: done, 9 deliveries read again, 0 ledger entries posted");
      const saidOfAll = await asOwner("call core.rebuild_all(2)");
      expect(saidOfAll[0]).toBe("9 deliveries to read again");
      expect(saidOfAll).toContainEqual(expect.stringMatching(/^\d of 9 deliveries \(\d\d %\)/));
    } finally {
      await sql.unsafe("drop trigger dawdle on core.events; drop function public.dawdle()");
    }
  });

  test("of a company that nobody has heard of says where the companies are, whatever waits", async () => {
    await deliver(sql, aLittleOfEverything);
    await expect(sql`call core.rebuild('biz_nobody')`).rejects.toMatchObject({
      code: "P0002",
      message: "There is no delivery of a company biz_nobody.",
      hint: expect.stringContaining("core.companies"),
    });
  });

  test("of all of nothing is no error", async () => {
    expect(await asOwner("call core.rebuild_all()")).toEqual([
      "0 deliveries to read again",
      "done, 0 deliveries read again, 0 ledger entries posted",
    ]);
  });

  test("files what cannot be read any more, and keeps what was read of it", async () => {
    await deliver(sql, aLittleOfEverything);
    const before = await standing(sql);
    await sql`alter table core.refunds add constraint poison check (refund_id <> 'rf_1') not valid`;
    try {
      await asOwner("call core.rebuild('biz_1')");
      expect(await sql`select sqlstate from ops.failures`).toEqual([{ sqlstate: "23514" }]);
    } finally {
      await sql`alter table core.refunds drop constraint poison`;
    }
    expect(await standing(sql)).toEqual(before);
    await asOwner("call core.rebuild('biz_1')");
    expect(await sql`select * from ops.failures`).toEqual([]);
    expect(await audit()).toEqual([]);
  });
});

describe("metrics.add_up_days", () => {
  test("moves all days into a company's new time zone, and no other company's", async () => {
    await emptyEverything(sql);
    await deliver(sql, [
      ...aLittleOfEverything,
      paid("pay_night", "2026-06-10T02:00:00Z"),
      { payload: { ...paid("pay_other", "2026-06-10T02:00:00Z").payload, company_id: "biz_2" } },
    ]);
    await sql`insert into ops.company_settings (company_id, time_zone) values ('biz_1', 'America/New_York')`;
    // The change itself has them added up; here it is as if it had not.
    await sql`update metrics.revenue_daily set day = day + 1 where company_id = 'biz_1' and day = '2026-06-09'`;
    expect((await audit()).map((row) => row.check_name)).toContain("revenue_daily");
    await asOwner("select metrics.add_up_days('biz_1')");
    expect(await audit()).toEqual([]);
    expect(
      await sql`select company_id, day::text from metrics.revenue_daily where day between '2026-06-09' and '2026-06-10' order by 1`,
    ).toEqual([
      { company_id: "biz_1", day: "2026-06-09" },
      { company_id: "biz_2", day: "2026-06-10" },
    ]);

    const inNewYork = await standing(sql);
    await sql`update ops.company_settings set time_zone = 'Asia/Tokyo'`;
    expect(await standing(sql)).not.toEqual(inNewYork);
    await deliver(sql, [paid("pay_late", "2026-06-20T20:00:00Z")]);
    expect(await audit()).toEqual([]);
  });
});
