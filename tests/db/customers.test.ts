import { afterAll, beforeAll, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/database";
import { deliver, membership, paid, refresh, type TestDelivery, v1 } from "./deliver";

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
  await database.sql`insert into ops.company_settings (company_id, time_zone) values ('biz_1', 'Asia/Tokyo')`;
  await deliver(database.sql, history);
  await refresh(database.sql, "customer_value");
});
afterAll(() => database.close());

const member = (customer: string) => ({
  id: `mem_${customer}`,
  user: { id: `user_${customer}`, name: `Name of ${customer}` },
});

const pays = (customer: string, at: string, over: Record<string, unknown> = {}) =>
  paid(`pay_${customer}_${at.slice(0, 10)}`, at, {
    user: { id: `user_${customer}` },
    membership: { id: `mem_${customer}` },
    ...over,
  });

const history: TestDelivery[] = [
  membership("membership.activated", "2026-01-31T16:00:00Z", member("stays")), // 1 February in Tokyo
  pays("stays", "2026-01-31T16:00:00Z"),
  pays("stays", "2026-03-02T16:00:00Z"),

  membership("membership.activated", "2026-01-10T12:00:00Z", member("left")),
  pays("left", "2026-01-10T12:00:00Z"),
  pays("left", "2026-02-09T12:00:00Z"),
  membership("membership.deactivated", "2026-03-11T12:00:00Z", { ...member("left"), status: "canceled" }),
  v1("refund.created", {
    id: "rf_1",
    status: "succeeded",
    amount: 19,
    currency: "usd",
    created_at: "2026-03-12T12:00:00Z",
    payment: { id: "pay_left_2026-02-09" },
  }),

  pays("once", "2026-02-01T12:00:00Z", {
    billing_reason: "one_time",
    membership: undefined,
    total: 200,
    subtotal: 200,
  }),

  // The payment names only the membership, and the membership whose it is.
  membership("membership.activated", "2026-02-05T12:00:00Z", member("named")),
  pays("named", "2026-02-05T12:00:00Z", { user: undefined, total: 30, subtotal: 30 }),

  // A disputed payment of which nothing else was told.
  v1("dispute.created", {
    id: "dspt_1",
    status: "lost",
    amount: 3,
    currency: "usd",
    created_at: "2026-02-05T12:00:00Z",
    payment: { id: "pay_nobody_knows" },
  }),
];

test("each customer has what they brought and bring, since when, and for how many whole months", async () => {
  const rows = await database.sql`
    select customer_id, payments::int, gross::float, refunds::float, net::float, mrr::float, first_paid_at::date::text as first,
      last_paid_at::date::text as last, customer_since::date::text as since, months, has_access as student
    from metrics.customer_value where company_id = 'biz_1' order by customer_id collate "C"`;
  const [{ months } = { months: 0 }] = await database.sql<{ months: number }[]>`
    select (extract(year from age) * 12 + extract(month from age))::int as months
    from (select age(now() at time zone 'Asia/Tokyo', timestamp '2026-02-01 01:00') as age) as been`;
  expect(rows).toEqual([
    {
      ...{ customer_id: "pay_nobody_knows", payments: 0, gross: 0, refunds: 0, net: -3, mrr: 0 },
      ...{ first: null, last: null, since: null, months: null, student: false },
    },
    {
      ...{ customer_id: "user_left", payments: 2, gross: 98, refunds: 19, net: 79, mrr: 0 },
      ...{ first: "2026-01-10", last: "2026-02-09", since: "2026-01-10", months: 2, student: false },
    },
    {
      ...{ customer_id: "user_named", payments: 1, gross: 30, refunds: 0, net: 30, mrr: 30 },
      ...{
        first: "2026-02-05",
        last: "2026-02-05",
        since: "2026-02-05",
        months: expect.any(Number),
        student: true,
      },
    },
    {
      ...{ customer_id: "user_once", payments: 1, gross: 200, refunds: 0, net: 200, mrr: 0 },
      ...{ first: "2026-02-01", last: "2026-02-01", since: "2026-02-01", months: 0, student: false },
    },
    {
      ...{ customer_id: "user_stays", payments: 2, gross: 98, refunds: 0, net: 98, mrr: 49 },
      ...{ first: "2026-01-31", last: "2026-03-02", since: "2026-01-31", months, student: true },
    },
  ]);
});

test("they add up to all net revenue and all MRR", async () => {
  const [sums] = await database.sql`
    select sum(net) = (select sum(net) from metrics.revenue_daily) as net, sum(mrr) = (select sum(mrr) from core.subscriptions) as mrr
    from metrics.customer_value`;
  expect(sums).toEqual({ net: true, mrr: true });
});

test("the page reads them from the best on, page by page, equals beside each other", async () => {
  const app = database.as("tidemark_app");
  const page = (net: number | null, id: string | null) =>
    app<{ customer_id: string; name: string | null; net: number }[]>`
      select customer_id, name, net::float from api.customer_value('biz_1', 'usd', 2, ${net}, ${id})`;
  // Two with the same net stand beside each other on two pages.
  await deliver(database.sql, [
    pays("tie", "2026-02-01T12:00:00Z", {
      billing_reason: "one_time",
      membership: undefined,
      total: 98,
      subtotal: 98,
    }),
  ]);
  await refresh(database.sql, "customer_value");
  const seen: string[] = [];
  let last: { customer_id: string; net: number } | undefined;
  for (let pages = 0; pages < 9; pages += 1) {
    const rows = await page(last?.net ?? null, last?.customer_id ?? null);
    expect(rows.length).toBeLessThanOrEqual(2);
    if (rows.length === 0) break;
    seen.push(...rows.map(({ customer_id }) => customer_id));
    last = rows.at(-1);
  }
  expect(seen).toEqual([
    "user_once",
    "user_stays",
    "user_tie",
    "user_left",
    "user_named",
    "pay_nobody_knows",
  ]);
  expect((await page(200, "user_once"))[0]?.name).toBe("Name of stays");
});

test("a name that is to be forgotten is gone from the page without any refresh", async () => {
  await database.sql`call core.forget_user('user_stays')`;
  const [row] = await database.as("tidemark_app")`
    select customer_id, name from api.customer_value('biz_1', 'usd', 1, 200, 'user_once')`;
  expect(row).toEqual({ customer_id: "user_stays", name: null });
});
