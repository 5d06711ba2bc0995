import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/database";
import { shuffled } from "../support/shuffled";
import { deliver, emptyEverything, membership, paid, type TestDelivery, v1 } from "./deliver";

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.close());
beforeEach(() => emptyEverything(database.sql));

/** A year of one member, as a company hook and an older v5 hook tell it. */
const story: TestDelivery[] = [
  v1("plan.created", {
    id: "plan_month",
    plan_type: "renewal",
    billing_period: 30,
    renewal_price: 49,
    currency: "usd",
    created_at: "2025-12-01T00:00:00Z",
  }),
  membership("membership.activated", "2026-01-01T00:00:00Z", {
    status: "trialing",
    renewal_period_end: "2026-01-08T00:00:00Z",
  }),
  membership("membership.updated", "2026-01-08T00:00:00Z"),
  paid("pay_1", "2026-01-08T00:00:00Z"),
  v1("payment.failed", {
    id: "pay_2",
    status: "open",
    currency: "usd",
    total: 49,
    last_payment_attempt: "2026-02-07T00:00:00Z",
    membership: { id: "mem_1" },
  }),
  membership("membership.updated", "2026-02-07T00:00:00Z", {
    status: "past_due",
  }),
  paid("pay_2", "2026-02-09T00:00:00Z"),
  v1("refund.created", {
    id: "rf_1",
    status: "pending",
    amount: 10,
    currency: "usd",
    created_at: "2026-02-20T00:00:00Z",
    payment: { id: "pay_2" },
  }),
  v1("refund.updated", {
    id: "rf_1",
    status: "succeeded",
    amount: 10,
    currency: "usd",
    created_at: "2026-02-20T00:00:00Z",
    payment: { id: "pay_2" },
  }),
  membership("membership.updated", "2026-03-01T00:00:00Z", {
    plan: { id: "plan_pro" },
  }),
  paid("pay_3", "2026-03-01T00:00:00Z", {
    subtotal: 99,
    total: 99,
    billing_reason: "subscription_update",
    plan: { id: "plan_pro" },
  }),
  v1("dispute.created", {
    id: "dspt_1",
    status: "needs_response",
    amount: 99,
    currency: "usd",
    created_at: "2026-03-10T00:00:00Z",
    payment: { id: "pay_3" },
  }),
  v1("dispute.updated", {
    id: "dspt_1",
    status: "won",
    amount: 99,
    currency: "usd",
    created_at: "2026-03-10T00:00:00Z",
    updated_at: "2026-04-10T00:00:00Z",
    payment: { id: "pay_3" },
  }),
  membership("membership.cancel_at_period_end_changed", "2026-04-12T00:00:00Z", {
    cancel_at_period_end: true,
    plan: { id: "plan_pro" },
  }),
  membership("membership.deactivated", "2026-04-30T00:00:00Z", {
    status: "canceled",
    plan: { id: "plan_pro" },
  }),
  membership("membership.activated", "2026-06-01T00:00:00Z", {
    plan: { id: "plan_pro" },
  }),
  paid("pay_4", "2026-06-01T00:00:00Z", {
    subtotal: 99,
    total: 99,
    plan: { id: "plan_pro" },
  }),
  {
    payload: {
      api_version: "v5",
      action: "membership.went_valid",
      data: {
        id: "mem_5",
        user_id: "user_5",
        plan_id: "plan_month",
        product_id: "prod_1",
        page_id: "biz_1",
        status: "active",
        created_at: 1767225600,
        renewal_period_start: 1767225600,
        renewal_period_end: 1769817600,
      },
    },
  },
  {
    payload: {
      api_version: "v5",
      action: "payment.succeeded",
      data: {
        id: "pay_5a",
        membership_id: "mem_5",
        user_id: "user_5",
        plan_id: "plan_month",
        company_id: "biz_1",
        status: "paid",
        subtotal: 49.0,
        final_amount: 49.0,
        currency: "usd",
        paid_at: 1767225600,
      },
    },
  },
  {
    payload: {
      api_version: "v5",
      action: "payment.succeeded",
      data: {
        id: "pay_5b",
        membership_id: "mem_5",
        user_id: "user_5",
        plan_id: "plan_month",
        company_id: "biz_1",
        status: "paid",
        subtotal: 49.0,
        final_amount: 49.0,
        currency: "usd",
        paid_at: 1769817600,
      },
    },
  },
  v1("course_lesson_interaction.completed", {
    id: "cli_1",
    completed: true,
    created_at: "2026-01-03T00:00:00Z",
    user: { id: "user_1", name: "Ada" },
    course: { id: "crs_1" },
  }),
].map((delivery, index) => ({ ...delivery, key: `msg_${index}` }));

/** Everything that must come out the same whatever the order of arrival: without arrival numbers and posting times. */
async function outcome() {
  const { sql } = database;
  return {
    events:
      await sql`select delivery_key, part, type, category, occurred_at, user_id, membership_id, payment_id, amount, facts from core.events order by 1, 2`,
    payments:
      await sql`select payment_id, user_id, status, total, subtotal, paid_at, first_failed_at, plan_id from core.payments order by 1`,
    refunds:
      await sql`select refund_id, payment_id, status, amount, refunded_at from core.refunds order by 1`,
    disputes:
      await sql`select dispute_id, payment_id, status, amount, opened_at, resolved_at from core.disputes order by 1`,
    subscriptions:
      await sql`select membership_id, customer_id, status, plan_id, mrr, started_at, ended_at, cancel_at_period_end from core.subscriptions order by 1`,
    revenue:
      await sql`select payment_id, kind, source_id, occurred_at, sum(amount)::float as amount, sum(payments) as payments from core.revenue_entries group by 1, 2, 3, 4 having sum(amount) <> 0 or sum(payments) <> 0 order by 1, 2, 3, 4`,
    mrr: await sql`select customer_id, membership_id, plan_id, kind, occurred_at, sum(amount)::float as amount from core.mrr_entries group by 1, 2, 3, 4, 5 having sum(amount) <> 0 order by 1, 2, 3, 4, 5`,
    revenueDaily:
      await sql`select day, gross::float, refunds::float, net::float, payments, failed_payments from metrics.revenue_daily where gross <> 0 or net <> 0 or failed_payments <> 0 or refunds <> 0 or disputes <> 0 or dispute_reversals <> 0 order by day`,
    mrrDaily:
      await sql`select day, new::float, reactivation::float, expansion::float, contraction::float, churn::float, customers_new, customers_churned from metrics.mrr_daily where net_new <> 0 or new <> 0 or churn <> 0 order by day`,
    students:
      await sql`select day, joins, leaves from metrics.students_daily where joins <> 0 or leaves <> 0 order by day`,
    users: await sql`select user_id, username, name, email from core.users order by 1`,
    companies:
      await sql`select company_id, title, deliveries, first_event_at, last_event_at from core.companies order by 1`,
    products: await sql`select product_id, title, first_seen_at from core.products order by 1`,
    plans: await sql`select plan_id, renewal_price, billing_period_days from core.plans order by 1`,
  };
}

test("any order, any duplication and any split into batches end in the same rows, and the books balance throughout", async () => {
  const { sql } = database;
  await deliver(sql, story);
  const expected = await outcome();
  expect(expected.mrrDaily.length).toBe(5);
  for (let seed = 1; seed <= 12; seed++) {
    await emptyEverything(sql);
    const arrivals = shuffled([...story, ...shuffled(story, seed).slice(0, 8)], seed * 7919);
    for (let at = 0; at < arrivals.length; ) {
      const size = 1 + ((seed * 31 + at) % 5);
      await deliver(sql, arrivals.slice(at, at + size));
      expect(await sql`select * from core.audit()`, `seed ${seed}, after ${at + size}`).toEqual([]);
      at += size;
    }
    expect(await outcome(), `seed ${seed}`).toEqual(expected);
  }
});

test("a redelivery changes nothing but its counter", async () => {
  const { sql } = database;
  expect(await deliver(sql, [{ ...paid("pay_1", "2026-01-01T00:00:00Z"), key: "msg_1" }])).toBe(1);
  expect(await deliver(sql, [{ ...paid("pay_1", "2026-01-01T00:00:00Z"), key: "msg_1" }])).toBe(0);
  await sql`select api.count_redeliveries(array['msg_1'], array[now()])`;
  const rows = await sql`select redeliveries, redelivered_at is not null as timed from raw.webhook_events`;
  expect(rows).toEqual([{ redeliveries: 1, timed: true }]);
  expect(await sql`select amount::float from core.revenue_entries`).toEqual([{ amount: 49 }]);
});

test("a delivery that SQL cannot digest is kept and filed, and its neighbours are projected", async () => {
  const { sql } = database;
  await sql`alter table core.payments add constraint poison_is_refused check (payment_id <> 'pay_poison')`;
  try {
    await deliver(sql, [
      paid("pay_1", "2026-01-01T00:00:00Z"),
      paid("pay_poison", "2026-01-01T00:00:00Z"),
      paid("pay_2", "2026-01-01T00:00:00Z"),
    ]);
  } finally {
    await sql`alter table core.payments drop constraint poison_is_refused`;
  }
  expect(await sql`select payment_id from core.payments order by 1`).toEqual([
    { payment_id: "pay_1" },
    { payment_id: "pay_2" },
  ]);
  expect(
    await sql`select sqlstate, failures, message ~ 'poison_is_refused' as says_why from ops.failures`,
  ).toEqual([{ sqlstate: "23514", failures: 1, says_why: true }]);
  expect(await sql`select count(*)::int as kept from raw.webhook_events`).toEqual([{ kept: 3 }]);
  expect(await sql`select * from core.audit()`).toEqual([]);
});

test("a test delivery of Whop's is kept, marked, and counts for nothing", async () => {
  const { sql } = database;
  await deliver(sql, [
    { payload: { action: "payment.succeeded", api_version: "v1", data: null } },
    {
      payload: {
        type: "payment.succeeded",
        api_version: "v1",
        company_id: "biz_1",
        data: { id: "pay_sample" },
      },
    },
    paid("pay_1", "2026-01-01T00:00:00Z", {}),
    v1("payment.succeeded", { id: "pay_x", total: 10, currency: "usd" }, "biz_xxxxxxxxxxxxxx"),
  ]);
  expect(
    await sql`select is_test, count(*)::int from core.events where part = 1 group by 1 order by 1`,
  ).toEqual([
    { is_test: false, count: 1 },
    { is_test: true, count: 3 },
  ]);
  expect(await sql`select company_id, deliveries::int from core.companies`).toEqual([
    { company_id: "biz_1", deliveries: 1 },
  ]);
});

test("an event that nobody has heard of is kept as custom, and one without a company as unassigned", async () => {
  const { sql } = database;
  await deliver(sql, [
    v1("spaceship.landed", { id: "sp_1" }),
    { payload: { type: "quiz.passed", data: { id: "q_1" } } },
    { payload: { nothing: true } },
  ]);
  expect(await sql`select company_id, category, type from core.events order by raw_seq`).toEqual([
    { company_id: "biz_1", category: "custom", type: "spaceship.landed" },
    { company_id: "unassigned", category: "custom", type: "quiz.passed" },
    { company_id: "unassigned", category: "custom", type: "unreadable" },
  ]);
});

test("a body that is no JSON is kept as bytes", async () => {
  const { sql } = database;
  await sql`insert into raw.webhook_events (delivery_key, body) values ('sha256:1', '\\x00ff'::bytea)`;
  expect(await sql`select type, category from core.events`).toEqual([
    { type: "unreadable", category: "custom" },
  ]);
});

test("names with underscores and the app_ names are the same events", async () => {
  const { sql } = database;
  await deliver(sql, [
    v1("membership_cancel_at_period_end_changed", {
      id: "mem_1",
      cancel_at_period_end: true,
      updated_at: "2026-01-02T00:00:00Z",
    }),
    v1("app_payment.succeeded", {
      id: "pay_1",
      total: 5,
      currency: "usd",
      paid_at: "2026-01-01T00:00:00Z",
    }),
  ]);
  expect(await sql`select type, is_app from core.events where part = 1 order by raw_seq`).toEqual([
    { type: "membership.cancelled", is_app: false },
    { type: "payment.succeeded", is_app: true },
  ]);
});

test("two connections that deliver to one company at once post nothing twice", async () => {
  const { sql } = database;
  const halves = [story.filter((_, index) => index % 2 === 0), story.filter((_, index) => index % 2 === 1)];
  await Promise.all(halves.flatMap((half) => half.map((delivery) => deliver(sql, [delivery]))));
  expect(await sql`select * from core.audit()`).toEqual([]);
  const together = await outcome();
  await emptyEverything(sql);
  await deliver(sql, story);
  expect(together).toEqual(await outcome());
});

test("each commit nudges the watchers of each company once", async () => {
  const { sql } = database;
  const heard: string[] = [];
  const { unlisten } = await sql.listen("tidemark", (company) => heard.push(company));
  await deliver(sql, [
    paid("pay_1", "2026-01-01T00:00:00Z"),
    paid("pay_2", "2026-01-02T00:00:00Z"),
    v1("payment.created", { id: "pay_3" }, "biz_2"),
  ]);
  await expect.poll(() => heard.sort()).toEqual(["biz_1", "biz_2"]);
  await unlisten();
});
