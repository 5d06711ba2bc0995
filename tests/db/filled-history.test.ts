import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { insertDeliveries } from "../../app/ingest/insert";
import { fill, LARGEST } from "../bench/reads/fill";
import { renewalsIn } from "../bench/reads/renewals";
import { createDatabase, type TestDatabase } from "../support/database";

/** What tests/bench/reads.ts fills its databases with is written without the trigger: it has to be what the trigger would write. */
const HISTORY = { paymentEvents: 5_000, endsAt: new Date("2026-11-01T18:00:00.000Z") };

describe("the history that reads are measured on", () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createDatabase();
    await fill(database.url, HISTORY);
  });
  afterAll(() => database.close());

  it("is what its events say: state, ledgers, days and names", async () => {
    // Its payloads are too small to be read again.
    const differences = await database.sql`
      select check_name, company_id, what, expected, found
      from core.audit()
      where check_name not like 'reading of %'`;
    expect(differences).toEqual([]);
  });

  it("has as much MRR in its subscriptions as in its ledger", async () => {
    const [row] = await database.sql`
      select count(*) filter (where standing > 0) > 100 as are_many, count(*) filter (where standing <> posted)::int as differ
      from (
        select company_id, currency, sum(standing) as standing, sum(posted) as posted
        from (
          select company_id, currency, mrr as standing, 0 as posted from core.subscriptions where mrr > 0
          union all
          select company_id, currency, 0, amount from core.mrr_entries
        ) as mrr
        group by company_id, currency
      ) as company`;
    expect(row).toEqual({ are_many: true, differ: 0 });
  });

  it("is as large as it was asked to be, and a fifth of it the largest company's", async () => {
    const [row] = await database.sql<{ events: number; largest: number; companies: number }[]>`
      select
        count(*)::int as events,
        avg((company_id = ${LARGEST})::int)::float as largest,
        count(distinct company_id)::int as companies
      from core.events
      where category = 'payment'`;
    expect(Math.abs((row?.events ?? 0) - HISTORY.paymentEvents)).toBeLessThan(500);
    expect(row?.largest).toBeGreaterThan(0.15);
    expect(row?.largest).toBeLessThan(0.25);
    expect(row?.companies).toBeGreaterThan(100);
  });

  it("has refunds, disputes, failures and recoveries in the shares that businesses have", async () => {
    const [row] = await database.sql<Record<string, number>[]>`
      select
        (select count(*) from core.refunds)::float / count(paid_at) as refunded,
        (select count(*) from core.disputes)::float / count(paid_at) as disputed,
        count(first_failed_at)::float / count(*) as failed,
        count(first_failed_at) filter (where paid_at is not null)::float / count(first_failed_at) as recovered
      from core.payments`;
    expectAbout(row?.refunded, 0.05);
    expectAbout(row?.disputed, 0.003);
    expectAbout(row?.failed, 0.06);
    expectAbout(row?.recovered, 0.8);
  });

  it("has every kind of movement, monthly and yearly plans, trials and two currencies", async () => {
    const [row] = await database.sql`
      select
        (select array_agg(distinct kind::text order by kind::text) from core.mrr_entries) as mrr,
        (select array_agg(distinct kind::text order by kind::text) from core.revenue_entries) as revenue,
        (select array_agg(distinct status order by status) from core.subscriptions) as statuses,
        (select array_agg(distinct interval_months::integer order by interval_months::integer) from core.subscriptions) as months,
        (select array_agg(distinct currency order by currency) from core.payments where company_id = ${LARGEST}) as currencies`;
    expect(row).toEqual({
      mrr: ["churn", "contraction", "expansion", "new", "reactivation"],
      revenue: ["charge", "dispute", "dispute_reversal", "failure", "fee", "refund", "tax"],
      statuses: ["active", "canceled", "canceling", "completed", "expired", "trialing"],
      months: [1, 12],
      currencies: ["eur", "usd"],
    });
  });

  it("is the same each time", async () => {
    const again = await createDatabase();
    await fill(again.url, HISTORY);
    const [first, second] = [await contentOf(database), await contentOf(again)];
    await again.close();
    expect(second).toEqual(first);
  });

  it("goes on by the trigger as if it had come that way", async () => {
    const { sql } = database;
    const renewal = await renewalsIn(sql);
    const before = await totals(database);
    await insertDeliveries(sql, [renewal()]);
    const after = await totals(database);
    const [posted] = await sql<{ gross: string }[]>`
      select amount as gross from core.revenue_entries where payment_id like 'pay\_Bench%' and kind = 'charge'`;
    expect(Number(after.gross) - Number(before.gross)).toBeCloseTo(Number(posted?.gross), 2);
    expect(after.mrr).toBe(before.mrr);
    expect(after.deliveries - before.deliveries).toBe(1);
    expect(await sql`select what from core.audit() where check_name not like 'reading of %'`).toEqual([]);
  });
});

/** Within a third of it: there are only ten disputes. */
function expectAbout(share: number | undefined, wanted: number): void {
  expect(share).toBeGreaterThan(wanted * 0.67);
  expect(share).toBeLessThan(wanted * 1.33);
}

/** Everything but when rows were applied, as one hash a table. */
async function contentOf({ sql }: TestDatabase): Promise<Record<string, string>> {
  const tables = await sql<{ name: string }[]>`
    select oid::regclass::text as name
    from pg_class
    where relkind in ('r', 'm') and relnamespace::regnamespace::text in ('raw', 'core', 'metrics')
    order by 1`;
  const content: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await sql.unsafe<{ hash: string }[]>(
      `select md5(string_agg(line::text, ';' order by line::text)) as hash from ${name} as line`,
    );
    content[name] = row?.hash ?? "empty";
  }
  return content;
}

async function totals({ sql }: TestDatabase) {
  const [row] = await sql<{ gross: string; mrr: string; deliveries: number }[]>`
    select
      (select sum(gross) from metrics.revenue_daily where company_id = ${LARGEST}) as gross,
      (select sum(net_new) from metrics.mrr_daily where company_id = ${LARGEST}) as mrr,
      (select deliveries::int from core.companies where company_id = ${LARGEST}) as deliveries`;
  if (!row) throw new Error("No totals.");
  return row;
}
