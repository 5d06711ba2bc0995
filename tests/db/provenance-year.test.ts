import { afterAll, beforeAll, expect, test } from "vitest";
import { aYear, YEAR_MS } from "../demo/year";
import { createDatabase, type TestDatabase } from "../support/database";
import { store } from "../support/year-of-history";
import { type Asked, allOf, besideItself, parts, round } from "./figure-entries";

const { deliveries } = aYear();
let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase();
  for (let at = 0; at < deliveries.length; at += 200)
    await store(database.sql, deliveries.slice(at, at + 200));
}, 120_000);
afterAll(() => database.close());

const DAY_MS = 86_400_000;
/** From one time of day to another two months later, so that days are cut at both ends. */
const ends = Date.parse("2026-11-23T15:00:00Z") - YEAR_MS / 6;
const PERIOD = [new Date(ends - 61.4 * DAY_MS).toISOString(), new Date(ends).toISOString()] as const;
const asked = (figure: string): Asked => ({ company: "biz_demo", figure, of: PERIOD });

const IN_IT = "company_id = 'biz_demo' and occurred_at >= $1 and occurred_at < $2";
const BEFORE = "company_id = 'biz_demo' and occurred_at < $2 and $1::timestamptz < $2";

/** What a figure is, straight from where it is kept. */
const BY_HAND: [figure: string, value: string, from: string][] = [
  ["gross_revenue", "sum(amount)", `core.revenue_entries where kind = 'charge' and ${IN_IT}`],
  ["net_revenue", "sum(amount)", `core.revenue_entries where ${IN_IT}`],
  ["fees", "-sum(amount)", `core.revenue_entries where kind = 'fee' and ${IN_IT}`],
  ["payments", "sum(payments)", `core.revenue_entries where kind = 'charge' and ${IN_IT}`],
  ["net_new_mrr", "sum(amount)", `core.mrr_entries where ${IN_IT}`],
  ["churned_customers", "sum(customers)", `core.mrr_entries where kind = 'churn' and ${IN_IT}`],
  ["mrr", "sum(amount)", `core.mrr_entries where ${BEFORE}`],
  [
    "paying_customers",
    "sum(case kind when 'churn' then -customers else customers end)",
    `core.mrr_entries where kind in ('new', 'reactivation', 'churn') and ${BEFORE}`,
  ],
  ["students", "sum(students)", `core.access_entries where ${BEFORE}`],
  ["activity_events", "count(*)", `core.events where category = 'activity' and not is_test and ${IN_IT}`],
];

test.each(BY_HAND)("all pages of %s of a period that cuts days add up to it", async (figure, value, from) => {
  const rows = await allOf(database.as("tidemark_app"), asked(figure), 100);
  const [whole] = await database.sql.unsafe<{ value: string }[]>(`select ${value} as value from ${from}`, [
    ...PERIOD,
  ]);
  expect(rows.length).toBeGreaterThan(5);
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  expect(parts(rows)).toEqual({ value: round(Number(whole?.value)) });
});

test("every figure that there is a function for is what its entries come to", async () => {
  const views = await database.sql<{ name: string }[]>`
    select matviewname as name from pg_matviews where schemaname = 'metrics'`;
  for (const { name } of views) await database.sql`call metrics.refresh(${name})`;
  const figures = await database.sql<{ figure: string }[]>`
    select figure from metrics.figure_parts where figure <> 'mrr_at_risk' group by figure`;
  let withEntries = 0;
  for (const { figure } of figures) {
    const rows = await allOf(database.as("tidemark_app"), asked(figure));
    const beside = await besideItself(database.sql, asked(figure), rows);
    if (beside) expect(beside.itself, figure).toBe(beside.parts);
    if (rows.length > 0) withEntries += 1;
  }
  // In two months nobody need have contracted, or been disputed.
  expect(withEntries).toBeGreaterThan(35);
});

test("every identity holds of it", async () => {
  const rows = await database.sql`
    select identity, holds from metrics.identity_checks where company_id = 'biz_demo'`;
  expect(rows.length).toBeGreaterThanOrEqual(15);
  expect(rows.filter(({ holds }) => !holds)).toEqual([]);
});

test("what is known now is what stands", async () => {
  const app = database.as("tidemark_app");
  const known = await app`
    select day, currency, gross, net, payments, failed_payments from api.revenue_as_known('biz_demo', now())`;
  const stands = await database.sql`
    select day, currency, gross, net, payments, failed_payments from metrics.revenue_daily order by 1, 2`;
  expect(known.length).toBeGreaterThan(300);
  expect([...known]).toEqual([...stands]);
  const moved = await app`
    select day, currency, net_new, customers_new, customers_churned from api.mrr_as_known('biz_demo', now())`;
  const moves = await database.sql`
    select day, currency, net_new, customers_new, customers_churned from metrics.mrr_daily order by 1, 2`;
  expect([...moved]).toEqual([...moves]);
});

test("it was imported in one go, and restates nothing", async () => {
  expect(await database.sql`select * from metrics.restatements`).toEqual([]);
});
