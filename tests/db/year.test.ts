import { afterAll, beforeAll, expect, test } from "vitest";
import { reckon } from "../demo/reckoning";
import { aYear } from "../demo/year";
import { createDatabase, type TestDatabase } from "../support/database";
import { store } from "../support/year-of-history";

const { deliveries } = aYear();
const reckoned = reckon(deliveries);
let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase();
  for (let at = 0; at < deliveries.length; at += 100)
    await store(database.sql, deliveries.slice(at, at + 100));
}, 120_000);
afterAll(() => database.close());

test("a year of a business is projected without a failure, and the books balance", async () => {
  expect(await database.sql`select * from ops.failures`).toEqual([]);
  expect(await database.sql`select * from core.audit()`).toEqual([]);
});

test("money by kind is to the cent what a plain reckoning of the deliveries comes to", async () => {
  const [sums] = await database.sql`
    select sum(gross)::numeric(20, 2) as gross, sum(tax)::numeric(20, 2) as tax, sum(fees)::numeric(20, 2) as fees,
      sum(refunds)::numeric(20, 2) as refunds, sum(disputes)::numeric(20, 2) as disputes,
      sum(dispute_reversals)::numeric(20, 2) as reversals, sum(net)::numeric(20, 2) as net
    from metrics.revenue_daily where currency = 'usd'
  `;
  expect(sums).toEqual({
    gross: reckoned.grossByCurrency.usd,
    tax: reckoned.taxByCurrency.usd,
    fees: reckoned.feesByCurrency.usd,
    refunds: reckoned.refundsByCurrency.usd,
    disputes: reckoned.disputesByCurrency.usd,
    reversals: reckoned.reversalsByCurrency.usd,
    net: reckoned.netByCurrency.usd,
  });
});

test("MRR, paying customers and students are what a plain reckoning comes to", async () => {
  const [standing] = await database.sql`
    select
      round(metrics.mrr('biz_demo', 'usd', '-infinity', 'infinity'), 2)::text as mrr,
      metrics.paying_customers('biz_demo', 'usd', '-infinity', 'infinity')::integer as customers,
      metrics.students('biz_demo', 'usd', '-infinity', 'infinity')::integer as students
  `;
  expect(standing).toEqual({
    mrr: reckoned.mrrByCurrency.usd,
    customers: reckoned.payingCustomers,
    students: reckoned.students,
  });
});

test("customer value adds up to the ledger", async () => {
  await database.sql`call metrics.refresh('customer_value')`;
  const [sums] = await database.sql`
    select
      (select sum(net) from metrics.customer_value) = (select sum(net) from metrics.revenue_daily) as net,
      (select sum(mrr) from metrics.customer_value) = (select sum(mrr) from core.subscriptions) as mrr
  `;
  expect(sums).toEqual({ net: true, mrr: true });
});

test("a day's series adds up to the card it stands under", async () => {
  const app = database.as("tidemark_app");
  const figures = ["mrr", "paying_customers", "students", "net_revenue"];
  for (const bucket of ["day", "week", "month"]) {
    const cards = await app`
      select figure, value from api.figures('biz_demo', 'usd', '2026-10-25', '2026-11-24', 'none', ${figures})`;
    const [series] = await app`
      select
        (select mrr from api.mrr_series('biz_demo', 'usd', '2026-10-25', '2026-11-24', ${bucket}) order by from_day desc limit 1),
        (select customers from api.mrr_series('biz_demo', 'usd', '2026-10-25', '2026-11-24', ${bucket}) order by from_day desc limit 1),
        (select students from api.students_series('biz_demo', '2026-10-25', '2026-11-24', ${bucket}) order by from_day desc limit 1),
        (select sum(net) as net from api.revenue_series('biz_demo', 'usd', '2026-10-25', '2026-11-24', ${bucket}))`;
    expect(cards.map(({ value }) => value)).toEqual(Object.values(series ?? {}));
  }
});
