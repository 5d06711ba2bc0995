import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { booksOf, reckon } from "../demo/reckoning";
import { aYear } from "../demo/year";
import { unlike } from "../reckoning/unlike";
import { createDatabase, type TestDatabase } from "../support/database";
import { store } from "../support/year-of-history";
import { refreshAll } from "./properties/tables";

/** What the tests look at in a delivery's body. */
interface Told {
  /** older payloads say action */
  type?: string;
  action?: string;
  data: { id: string; status?: string; membership?: string | { id: string } };
}

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

test("each day is what a plain reckoning comes to, and so are all figures of each month", async () => {
  const months = Array.from({ length: 12 }, (_, month) => ({
    from: Date.UTC(2025, 11 + month, 1),
    to: Date.UTC(2025, 12 + month, 1),
    currency: "usd",
    now: Date.now(),
  }));
  await refreshAll(database.sql);
  expect(await unlike(database.sql, booksOf(deliveries), "biz_demo", months)).toEqual([]);
}, 120_000);

describe("what is refreshed adds up to the ledgers", () => {
  beforeAll(() => database.sql`call metrics.refresh_due()`);

  test("customer by customer", async () => {
    const [sums] = await database.sql`
      select sum(net) = (select sum(net) from metrics.revenue_daily) as net, sum(mrr) = (select sum(mrr) from core.subscriptions) as mrr
      from metrics.customer_value`;
    expect(sums).toEqual({ net: true, mrr: true });
  });

  test.each(["plan_performance", "product_performance", "tier_performance"])(
    "in metrics.%s",
    async (view) => {
      const [sums] = await database.sql.unsafe(`
      select
        sum(net) = (select sum(net) from metrics.revenue_daily) as net,
        sum(gross) = (select sum(gross) from metrics.revenue_daily) as gross,
        sum(mrr) = (select sum(mrr) from core.subscriptions) as mrr
      from metrics.${view}`);
      expect(sums).toEqual({ net: true, gross: true, mrr: true });
    },
  );

  test("month by month", async () => {
    const [sums] = await database.sql`
      select
        sum(net) = (select sum(net) from metrics.revenue_daily) as net,
        sum(net_new) = (select sum(mrr) from core.subscriptions) as mrr,
        bool_and(mrr_end = mrr_start + net_new and net = gross - tax - fees - refunds - disputes + dispute_reversals) as lines,
        (array_agg(customers_end order by month desc))[1] = (
          select count(distinct customer_id) from core.subscriptions where mrr > 0) as customers
      from metrics.monthly_statement`;
    expect(sums).toEqual({ net: true, mrr: true, lines: true, customers: true });
  });

  test("cohort by cohort, and at the end of each month", async () => {
    const different = await database.sql`
      select month
      from metrics.monthly_statement as statement
      join (
        select company_id, currency, month, sum(retained_mrr) as mrr, sum(retained_customers) as customers,
          sum(first_mrr) filter (where months_after = 0) as begun_with, sum(customers) filter (where months_after = 0) as begun
        from metrics.cohort_retention group by 1, 2, 3
      ) as cohorts using (company_id, currency, month)
      where row (cohorts.mrr, cohorts.customers, coalesce(cohorts.begun_with, 0), coalesce(cohorts.begun, 0))
        <> row (statement.mrr_end, statement.customers_end, statement.new, statement.customers_new)`;
    expect(different).toEqual([]);
  });

  test("payment by payment", async () => {
    const different = await database.sql`
      select day
      from metrics.payment_outcomes_daily as outcome
      full join metrics.revenue_daily as daily using (company_id, currency, day)
      where coalesce(outcome.payments, 0) <> coalesce(daily.payments, 0)
        or coalesce(outcome.failed_first, 0) <> coalesce(daily.failed_payments, 0)`;
    expect(different).toEqual([]);
  });

  test("trial by trial", async () => {
    const [trials] = await database.sql`
      select count(*)::int as trials, count(converted_at)::int as converted, bool_and(converted_at >= ended_at) as in_order
      from metrics.trials`;
    const told = new Set<string>();
    const paying = new Set<string>();
    for (const { body } of deliveries) {
      const { type, action, data } = JSON.parse(body) as Told;
      const name = type ?? action ?? "";
      if (name.startsWith("membership.") && data.status === "trialing") told.add(data.id);
      if (name === "payment.succeeded" && data.membership)
        paying.add(typeof data.membership === "string" ? data.membership : data.membership.id);
    }
    expect(trials).toEqual({
      trials: told.size,
      converted: [...told].filter((id) => paying.has(id)).length,
      in_order: true,
    });
  });
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
