import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/database";
import { deliver, emptyEverything, membership, paid, refresh, type TestDelivery, v1 } from "./deliver";

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.close());
beforeEach(() => emptyEverything(database.sql));

const DAY = 24 * 3_600_000;
const ago = (days: number) => new Date(Date.now() - days * DAY).toISOString();

const of = (member: string) => ({ id: `mem_${member}`, user: { id: `user_${member}`, username: member } });

const joins = (member: string, over: Record<string, unknown> = {}) =>
  membership("membership.activated", ago(20), { ...of(member), ...over });

const pays = (member: string, over: Record<string, unknown> = {}) =>
  paid(`pay_${member}`, ago(20), {
    user: { id: `user_${member}` },
    membership: { id: `mem_${member}` },
    ...over,
  });

const cancels = (member: string, cancels = true) =>
  membership("membership.cancel_at_period_end_changed", ago(cancels ? 10 : 5), {
    ...of(member),
    cancel_at_period_end: cancels,
    renewal_period_start: "2030-01-01T00:00:00Z",
    renewal_period_end: "2030-01-31T00:00:00Z",
  });

const tell = (...deliveries: TestDelivery[]) => deliver(database.sql, deliveries);

test("members at risk are those who still pay and will leave with their period", async () => {
  await tell(
    ...[joins("leaving"), pays("leaving"), cancels("leaving")],
    ...[
      joins("thought_again"),
      pays("thought_again"),
      cancels("thought_again"),
      cancels("thought_again", false),
    ],
    ...[joins("stays"), pays("stays")],
    ...[joins("pays_nothing"), cancels("pays_nothing")],
    ...[joins("gone"), pays("gone"), cancels("gone")],
    membership("membership.deactivated", ago(1), {
      ...of("gone"),
      status: "canceled",
      cancel_at_period_end: true,
    }),
  );
  const found = await database.as("tidemark_app")`
    select membership_id, user_id, username, plan_id, currency, mrr::float, ends_at from api.members_at_risk('biz_1')`;
  expect(found).toEqual([
    {
      membership_id: "mem_leaving",
      user_id: "user_leaving",
      username: "leaving",
      plan_id: "plan_month",
      currency: "usd",
      mrr: 49,
      ends_at: new Date("2030-01-31T00:00:00Z"),
    },
  ]);
});

test("members at risk are the MRR at risk, currency by currency", async () => {
  const euro = { currency: "eur", plan: { id: "plan_euro" } };
  await tell(
    ...[joins("leaving"), pays("leaving"), cancels("leaving")],
    ...[joins("euro", { plan: euro.plan }), pays("euro", { ...euro, subtotal: 7, total: 7 })],
    membership("membership.updated", ago(3), { ...of("euro"), plan: euro.plan, cancel_at_period_end: true }),
  );
  const sums = await database.sql`
    select currency, sum(mrr)::float as mrr, metrics.mrr_at_risk('biz_1', currency, '-infinity', 'infinity')::float as figure
    from metrics.members_at_risk group by currency order by currency`;
  expect(sums).toEqual([
    { currency: "eur", mrr: 7, figure: 7 },
    { currency: "usd", mrr: 49, figure: 49 },
  ]);
});

test("payments to recover failed first, in the last 30 days, and are not paid", async () => {
  const fails = (id: string, days: number, over: Record<string, unknown> = {}) =>
    v1("payment.failed", {
      id,
      status: "open",
      currency: "usd",
      total: 49,
      last_payment_attempt: ago(days),
      plan: { id: "plan_month" },
      ...over,
    });
  await tell(
    joins("who"),
    fails("pay_failed", 3, { membership: { id: "mem_who" } }),
    fails("pay_failed", 1),
    fails("pay_old", 30.01),
    fails("pay_just_in_time", 29.99),
    fails("pay_recovered", 5),
    paid("pay_recovered", ago(2)),
    paid("pay_paid_before", ago(9)),
    fails("pay_paid_before", 8),
  );
  const found = await database.as("tidemark_app")`
    select payment_id, username, membership_id, amount::float, currency from api.payments_to_recover('biz_1')`;
  expect(found).toEqual([
    { payment_id: "pay_failed", username: "who", membership_id: "mem_who", amount: 49, currency: "usd" },
    { payment_id: "pay_just_in_time", username: null, membership_id: null, amount: 49, currency: "usd" },
  ]);
});

test("a price is unknown where neither a recurring payment nor the plan told it", async () => {
  const plan = (id: string, over: Record<string, unknown>) =>
    v1("plan.created", {
      id,
      created_at: ago(50),
      plan_type: "renewal",
      billing_period: 30,
      currency: "usd",
      ...over,
    });
  await tell(
    plan("plan_priced", { renewal_price: 29 }),
    plan("plan_free", { renewal_price: 0 }),
    plan("plan_once", { plan_type: "one_time", initial_price: 99 }),
    joins("unknown"),
    joins("past_due", { status: "past_due" }),
    ...[joins("paid"), pays("paid")],
    ...[joins("paid_nothing"), pays("paid_nothing", { total: 0, subtotal: 0 })],
    joins("priced", { plan: { id: "plan_priced" } }),
    joins("free", { plan: { id: "plan_free" } }),
    joins("once", { plan: { id: "plan_once" } }),
    joins("on_trial", { status: "trialing" }),
    joins("for_ever", { status: "completed" }),
    joins("gone"),
    membership("membership.deactivated", ago(1), { ...of("gone"), status: "canceled" }),
  );
  const unknown = () =>
    database.as(
      "tidemark_app",
    )`select username, status, plan_id from api.price_unknown('biz_1') order by username`;
  expect(await unknown()).toEqual([
    { username: "past_due", status: "past_due", plan_id: "plan_month" },
    { username: "unknown", status: "active", plan_id: "plan_month" },
  ]);
  await tell(plan("plan_month", { renewal_price: 49 }));
  expect(await unknown()).toEqual([]);
});

test("unmapped plans are those in no tier that are offered or have members", async () => {
  await tell(
    v1("plan.created", {
      id: "plan_new",
      title: "New",
      renewal_price: 9,
      currency: "usd",
      created_at: ago(9),
    }),
    v1("plan.created", { id: "plan_gone", title: "Gone", created_at: ago(9) }),
    v1("plan.deleted", { id: "plan_gone", updated_at: ago(8) }),
    v1("plan.deleted", { id: "plan_kept", updated_at: ago(8) }),
    joins("4", { plan: { id: "plan_kept" } }),
    ...[joins("1"), pays("1")],
    joins("2"),
    joins("3", { plan: { id: "plan_mapped" } }),
  );
  const app = database.as("tidemark_app");
  await app`select api.set_tier('biz_1', 'plan_mapped', 'Gold')`;
  await refresh(database.sql, "plan_performance");
  const unmapped = () => app`
    select plan_id, title, product_title, renewal_price::float as price, members::int, paying_customers::int as paying
    from api.unmapped_plans('biz_1')`;
  const month = {
    plan_id: "plan_month",
    title: null,
    product_title: "Harbour",
    price: null,
    members: 2,
    paying: 1,
  };
  const fresh = { plan_id: "plan_new", title: "New", product_title: null, price: 9, members: 0, paying: 0 };
  const kept = { ...month, plan_id: "plan_kept", members: 1, paying: 0 };
  expect(await unmapped()).toEqual([month, kept, fresh]);
  await app`select api.set_tier('biz_1', 'plan_mapped', null)`;
  expect(await unmapped()).toEqual([month, kept, { ...kept, plan_id: "plan_mapped" }, fresh]);
});

test("nobody sees another company's", async () => {
  await tell(...[joins("leaving"), pays("leaving"), cancels("leaving")], joins("unknown"));
  const app = database.as("tidemark_app");
  for (const list of [
    "members_at_risk",
    "payments_to_recover",
    "price_unknown",
    "unmapped_plans",
    "tiers",
    "trials",
  ]) {
    expect(await app.unsafe(`select * from api.${list}('biz_2')`), list).toEqual([]);
  }
});
