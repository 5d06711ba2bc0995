import { afterAll, beforeAll, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/database";
import { deliver, membership, paid, refresh, type TestDelivery } from "./deliver";

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
  await database.sql`insert into ops.company_settings (company_id, time_zone) values ('biz_1', 'America/New_York')`;
  await deliver(database.sql, history);
  await refresh(database.sql, "cohort_retention");
});
afterAll(() => database.close());

const begins = (customer: string, at: string, dollars: number, mem = `mem_${customer}`): TestDelivery[] => [
  membership("membership.activated", at, { id: mem, user: { id: `user_${customer}` } }),
  paid(`pay_${mem}_${at.slice(0, 10)}`, at, {
    total: dollars,
    subtotal: dollars,
    user: { id: `user_${customer}` },
    membership: { id: mem },
  }),
];

const ends = (customer: string, at: string) =>
  membership("membership.deactivated", at, {
    id: `mem_${customer}`,
    user: { id: `user_${customer}` },
    status: "canceled",
  });

const history: TestDelivery[] = [
  // January in New York, though it is February in UTC; gone in March.
  ...begins("stayed_two_months", "2026-02-01T03:00:00Z", 49),
  ends("stayed_two_months", "2026-03-10T12:00:00Z"),
  // Grows by a second membership in February, and stays.
  ...begins("grew", "2026-01-15T12:00:00Z", 20),
  ...begins("grew", "2026-02-10T12:00:00Z", 10, "mem_second"),
  // Gone within the month, and back in March.
  ...begins("came_back", "2026-01-05T12:00:00Z", 10),
  ends("came_back", "2026-01-20T12:00:00Z"),
  ...begins("came_back", "2026-03-05T12:00:00Z", 10),
  // February's only one.
  ...begins("late", "2026-02-10T12:00:00Z", 100),
];

const cohort = (month: string) => database.as("tidemark_app")`
  select months_after, month::text, customers::int, first_mrr::float, retained_customers::int as stayed, retained_mrr::float as mrr,
    round(customer_retention, 4)::text as share, round(mrr_retention, 4)::text as mrr_share, is_final
  from api.cohorts('biz_1', 'usd') where cohort_month = ${month} order by months_after`;

test("a cohort is the customers whose first MRR began in the month, in the company's zone, and what of them is left at each month's end", async () => {
  const january = await cohort("2026-01-01");
  const begun = { customers: 3, first_mrr: 49 + 20 + 10 };
  expect(january.slice(0, 4)).toEqual([
    {
      months_after: 0,
      month: "2026-01-01",
      ...begun,
      stayed: 2,
      mrr: 69,
      share: "0.6667",
      mrr_share: "0.8734",
      is_final: true,
    },
    {
      months_after: 1,
      month: "2026-02-01",
      ...begun,
      stayed: 2,
      mrr: 79,
      share: "0.6667",
      mrr_share: "1.0000",
      is_final: true,
    },
    {
      months_after: 2,
      month: "2026-03-01",
      ...begun,
      stayed: 2,
      mrr: 40,
      share: "0.6667",
      mrr_share: "0.5063",
      is_final: true,
    },
    {
      months_after: 3,
      month: "2026-04-01",
      ...begun,
      stayed: 2,
      mrr: 40,
      share: "0.6667",
      mrr_share: "0.5063",
      is_final: true,
    },
  ]);
  expect((await cohort("2026-02-01"))[0]).toMatchObject({
    customers: 1,
    first_mrr: 100,
    stayed: 1,
    share: "1.0000",
  });
});

test("it has every month up to the running one, which alone is not final", async () => {
  const months = await cohort("2026-01-01");
  const [now] = await database.sql`
    select to_char(now() at time zone 'America/New_York', 'YYYY-MM-01') as month`;
  expect(months.map(({ months_after }) => months_after)).toEqual(months.map((_, index) => index));
  expect(months.at(-1)).toMatchObject({ month: now?.month, is_final: false });
  expect(months.filter(({ is_final }) => !is_final)).toHaveLength(1);
});

test("in the running month the cohorts together are all who pay, and all MRR", async () => {
  const [sums] = await database.sql`
    select sum(retained_customers)::int as customers, sum(retained_mrr)::float as mrr
    from metrics.cohort_retention where not is_final`;
  expect(sums).toEqual({ customers: 3, mrr: 140 });
});

test("a currency has cohorts of its own", async () => {
  await deliver(database.sql, [
    membership("membership.activated", "2026-03-10T12:00:00Z", {
      id: "mem_euro",
      user: { id: "user_grew" },
      plan: { id: "plan_euro" },
    }),
    paid("pay_euro", "2026-03-10T12:00:00Z", {
      currency: "eur",
      total: 7,
      subtotal: 7,
      user: { id: "user_grew" },
      membership: { id: "mem_euro" },
      plan: { id: "plan_euro" },
    }),
  ]);
  await refresh(database.sql, "cohort_retention");
  const [first] = await database.sql`
    select cohort_month::text, customers::int, retained_mrr::float from metrics.cohort_retention
    where currency = 'eur' order by months_after`;
  expect(first).toEqual({ cohort_month: "2026-03-01", customers: 1, retained_mrr: 7 });
  expect(await cohort("2026-03-01")).toEqual([]);
});
