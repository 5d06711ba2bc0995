import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/database";
import { deliver, membership, paid, refresh, type TestDelivery, v1 } from "./deliver";

const VIEWS = ["plan_performance", "product_performance", "tier_performance"];

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
  await deliver(database.sql, history);
  const app = database.as("tidemark_app");
  await app`select api.set_tier('biz_1', 'plan_a', 'Gold')`;
  await app`select api.set_tier('biz_1', 'plan_b', 'Gold')`;
  await refresh(database.sql, ...VIEWS);
});
afterAll(() => database.close());

const DAY = 24 * 3_600_000;
const ago = (days: number) => new Date(Date.now() - days * DAY).toISOString();

const subscribes = (customer: string, plan: string, days: number, dollars: number): TestDelivery[] => [
  membership("membership.activated", ago(days), {
    id: `mem_${customer}_${plan}`,
    user: { id: `user_${customer}` },
    plan: { id: `plan_${plan}` },
    product: { id: "prod_desk", title: "Desk" },
  }),
  paid(`pay_${customer}_${plan}`, ago(days), {
    total: dollars,
    subtotal: dollars,
    user: { id: `user_${customer}` },
    membership: { id: `mem_${customer}_${plan}` },
    plan: { id: `plan_${plan}` },
    product: { id: "prod_desk", title: "Desk" },
  }),
];

const history: TestDelivery[] = [
  v1("plan.created", { id: "plan_a", title: "Desk monthly", created_at: ago(100) }),
  v1("plan.created", { id: "plan_new", title: "Nobody's yet", currency: "usd", created_at: ago(1) }),
  v1("plan.created", { id: "plan_gone", title: "Gone", currency: "usd", created_at: ago(100) }),
  v1("plan.deleted", { id: "plan_gone", updated_at: ago(90) }),
  ...subscribes("1", "a", 40, 49),
  ...subscribes("1", "b", 20, 20),
  ...subscribes("2", "a", 10, 49),
  ...subscribes("3", "a", 50, 49),
  membership("membership.deactivated", ago(5), {
    id: "mem_3_a",
    user: { id: "user_3" },
    plan: { id: "plan_a" },
    product: { id: "prod_desk", title: "Desk" },
    status: "canceled",
  }),
  v1("refund.created", {
    id: "rf_1",
    status: "succeeded",
    amount: 9,
    currency: "usd",
    created_at: ago(2),
    payment: { id: "pay_1_a" },
  }),
  // For ever, and nobody told the plan's currency.
  membership("membership.activated", ago(15), {
    id: "mem_4",
    status: "completed",
    user: { id: "user_4" },
    plan: { id: "plan_c" },
    product: { id: "prod_book", title: "Book" },
  }),
  paid("pay_4", ago(15), {
    total: 200,
    subtotal: 200,
    billing_reason: "one_time",
    user: { id: "user_4" },
    membership: { id: "mem_4" },
    plan: { id: "plan_c" },
    product: { id: "prod_book", title: "Book" },
  }),
  // A tip: for no plan and no product.
  paid("pay_tip", ago(3), {
    total: 5,
    subtotal: 5,
    billing_reason: "one_time",
    membership: undefined,
    plan: undefined,
    product: undefined,
  }),
];

const rows = async (by: string) => {
  const found = await database.as("tidemark_app")`
    select key, title, members::int, paying_customers::int as paying, mrr::float, arpu::float, paying_customers_before::int as before,
      new_customers_30d::int as joined, churned_customers_30d::int as gone, churn_rate_30d::float as churn,
      gross_30d::float, refunds_30d::float, net_30d::float, gross::float, refunds::float, net::float
    from api.plan_performance('biz_1', 'usd', ${by})`;
  return Object.fromEntries(found.map(({ key, ...row }) => [key, row]));
};

const NOTHING = {
  ...{ members: 0, paying: 0, mrr: 0, arpu: null, before: 0, joined: 0, gone: 0, churn: null },
  ...{ gross_30d: 0, refunds_30d: 0, net_30d: 0, gross: 0, refunds: 0, net: 0 },
};
const PLAN_A = {
  ...{ members: 2, paying: 2, mrr: 98, arpu: 49, before: 2, joined: 1, gone: 1, churn: 0.5 },
  ...{ gross_30d: 49, refunds_30d: 9, net_30d: 40, gross: 147, refunds: 9, net: 138 },
};
// The first customer had MRR already: a second plan makes nobody a new customer.
const PLAN_B = { ...NOTHING, members: 1, paying: 1, mrr: 20, arpu: 20, ...sold(20) };
const BOOK = { ...NOTHING, members: 1, ...sold(200) };
const TIP = { ...NOTHING, ...sold(5) };
// One customer of two plans is one customer.
const DESK = {
  ...{ members: 2, paying: 2, mrr: 118, arpu: 59, before: 2, joined: 1, gone: 1, churn: 0.5 },
  ...{ gross_30d: 69, refunds_30d: 9, net_30d: 60, gross: 167, refunds: 9, net: 158 },
};

function sold(dollars: number) {
  return { gross_30d: dollars, net_30d: dollars, gross: dollars, net: dollars };
}

describe("what it brings, by", () => {
  test("plan: what no plan is known of is a row of its own, and so is a plan that nobody has bought", async () => {
    expect(await rows("plan")).toEqual({
      plan_a: { title: "Desk monthly", ...PLAN_A },
      plan_b: { title: null, ...PLAN_B },
      plan_c: { title: null, ...BOOK },
      plan_new: { title: "Nobody's yet", ...NOTHING },
      "": { title: "Without a plan", ...TIP },
    });
  });

  test("product: a customer of two of its plans is one", async () => {
    expect(await rows("product")).toEqual({
      prod_desk: { title: "Desk", ...DESK },
      prod_book: { title: "Book", ...BOOK },
      "": { title: "Without a product", ...TIP },
    });
  });

  test("tier: what is in none is a row of its own", async () => {
    expect(await rows("tier")).toEqual({
      Gold: { title: "Gold", ...DESK },
      "": { title: "Without a tier", ...NOTHING, members: 1, ...sold(205) },
    });
  });

  test("anything else is not known", async () => {
    await expect(rows("colour")).rejects.toThrow('Performance by "colour" is not known.');
  });
});

test.each(VIEWS)(
  "metrics.%s adds up to the company's MRR, new and churned customers, and revenue",
  async (view) => {
    const [sums] = await database.sql.unsafe(`
    select
      sum(mrr) = (select sum(net_new) from metrics.mrr_daily) as mrr,
      sum(net) = (select sum(net) from metrics.revenue_daily) as net,
      sum(gross_30d) = (select sum(gross) from metrics.revenue_daily where day > (now() at time zone 'UTC')::date - 30) as gross,
      sum(new_customers_30d) = (select sum(customers_new) from metrics.mrr_daily where day > (now() at time zone 'UTC')::date - 30) as new,
      sum(churned_customers_30d) = (select sum(customers_churned) from metrics.mrr_daily) as churned
    from metrics.${view}`);
    expect(sums).toEqual({ mrr: true, net: true, gross: true, new: true, churned: true });
  },
);

test("a plan that is moved to another tier takes its figures along with the next refresh", async () => {
  await database.as("tidemark_app")`select api.set_tier('biz_1', 'plan_b', 'Silver')`;
  await refresh(database.sql, "tier_performance");
  const tiers = await rows("tier");
  expect(Object.keys(tiers)).toEqual(["Gold", "Silver", ""]);
  expect(tiers.Gold).toMatchObject({ mrr: 98 });
  expect(tiers.Silver).toMatchObject({ mrr: 20, members: 1 });
});

test("money of another currency is a row of that currency; who is a member is told once", async () => {
  await deliver(database.sql, [
    paid("pay_euro", ago(1), {
      currency: "eur",
      total: 7,
      subtotal: 7,
      billing_reason: "one_time",
      membership: undefined,
      plan: { id: "plan_a" },
    }),
  ]);
  await refresh(database.sql, "plan_performance");
  const found = await database.sql`
    select currency, members::int, net::float from metrics.plan_performance where plan_id = 'plan_a' order by currency`;
  expect(found).toEqual([
    { currency: "eur", members: 0, net: 7 },
    { currency: "usd", members: 2, net: 138 },
  ]);
});

test("the last 30 days are today and the 29 before, in the company's zone", async () => {
  const { sql } = database;
  await database.as("tidemark_app")`select api.save_settings('biz_edge', 'Asia/Tokyo', null, 1)`;
  const [day] = await sql<{ first: string; before: string }[]>`
    select first::text, (first - interval '1 second')::text as before
    from (select ((now() at time zone 'Asia/Tokyo')::date - 29)::timestamp at time zone 'Asia/Tokyo' as first) as day`;
  const sale = (id: string, at: string, dollars: number) =>
    v1(
      "payment.succeeded",
      { id, currency: "usd", total: dollars, paid_at: at, plan: { id: "plan_x" } },
      "biz_edge",
    );
  await deliver(sql, [
    sale("pay_in", new Date(day?.first ?? "").toISOString(), 1),
    sale("pay_out", new Date(day?.before ?? "").toISOString(), 2),
  ]);
  await refresh(sql, "plan_performance");
  expect(
    await sql`select net_30d::float, net::float from metrics.plan_performance where company_id = 'biz_edge'`,
  ).toEqual([{ net_30d: 1, net: 3 }]);
});
