import type { Sql } from "postgres";
import type { History } from "./history";

/** Where what was known at an instant is not what the entries posted until then add up to. */
export interface WrongAsKnown {
  history: number;
  what: string;
}

interface Entry {
  company: string;
  currency: string;
  kind: string;
  /** Unix ms */
  occurred: number;
  /** Unix µs */
  posted: bigint;
  amount: string;
  count: number;
}

/** Kinds of the two ledgers that move nothing in the days' money. */
const MOVES_NOTHING = ["failure", "transfer"];

/** What was known of every company at a few instants of a group's arrival, against a plain sum of its entries by day. */
export async function wrongAsKnown(sql: Sql, histories: readonly History[]): Promise<WrongAsKnown[]> {
  const ledgers = { revenue: await entriesOf(sql, "revenue"), mrr: await entriesOf(sql, "mrr") };
  const posted = [...ledgers.revenue, ...ledgers.mrr].map((entry) => entry.posted).sort(ascending);
  const wrong: WrongAsKnown[] = [];
  for (const part of [0.2, 0.6, 1]) {
    const at = posted[Math.ceil(posted.length * part) - 1];
    if (at === undefined) continue;
    for (const ledger of ["revenue", "mrr"] as const) {
      const expected = addedUp(
        ledgers[ledger].filter((entry) => entry.posted <= at),
        histories,
      );
      for (const [day, figures] of await knownAt(sql, ledger, at)) {
        if (expected.get(day) !== figures) wrong.push(difference(ledger, day, expected.get(day), figures));
        expected.delete(day);
      }
      for (const [day, figures] of expected) wrong.push(difference(ledger, day, figures, undefined));
    }
  }
  return wrong;
}

function difference(ledger: string, day: string, expected = "nothing", found = "nothing"): WrongAsKnown {
  const what = `${ledger} as known of ${day}: ${found}, but its entries add up to ${expected}`;
  return { history: Number(day.match(/h(\d\d)/)?.[1]), what };
}

async function entriesOf(sql: Sql, ledger: "revenue" | "mrr"): Promise<Entry[]> {
  const rows = await sql<(Omit<Entry, "posted"> & { posted: string })[]>`
    select company_id as company, currency, kind, ${sql(ledger === "revenue" ? "payments" : "customers")} as count,
      (extract(epoch from occurred_at) * 1000)::float8 as occurred, amount::text,
      (extract(epoch from posted_at) * 1000000)::bigint::text as posted
    from ${sql(`core.${ledger}_entries`)}`;
  return rows.map((row) => ({ ...row, posted: BigInt(row.posted) }));
}

/** "company day currency" → "net, counted by kind", of each day on which anything was posted. */
function addedUp(entries: readonly Entry[], histories: readonly History[]): Map<string, string> {
  const sums = new Map<string, { net: bigint; counts: Record<string, number> }>();
  for (const { company, currency, kind, occurred, amount, count } of entries) {
    if (kind === "transfer") continue;
    const key = `${company} ${dayOf(occurred, zoneOf(company, histories))} ${currency}`;
    const sum = sums.get(key) ?? { net: 0n, counts: {} };
    sums.set(key, sum);
    if (!MOVES_NOTHING.includes(kind)) sum.net += unitsOf(amount);
    sum.counts[kind] = (sum.counts[kind] ?? 0) + count;
  }
  return new Map([...sums].map(([key, { net, counts }]) => [key, figures(net, counts)]));
}

const COUNTED = ["charge", "refund", "dispute", "failure", "new", "reactivation", "churn"];

function figures(net: bigint, counts: Record<string, number>): string {
  const counted = COUNTED.filter((kind) => counts[kind]).map((kind) => `${counts[kind]} ${kind}`);
  return [net, ...counted].join(", ");
}

async function knownAt(sql: Sql, ledger: "revenue" | "mrr", at: bigint): Promise<[string, string][]> {
  const rows = await sql<Record<string, string>[]>`
    select company.company_id, known.*, known.day::text as day
    from core.companies as company
    cross join lateral ${sql(`api.${ledger}_as_known`)}(
      company.company_id, timestamptz 'epoch' + ${String(at)}::bigint * interval '1 microsecond') as known`;
  return rows.map((row) => {
    const counts = {
      ...{ charge: row.payments, refund: row.refunded_payments, dispute: row.disputed_payments },
      ...{ failure: row.failed_payments, new: row.customers_new, reactivation: row.customers_reactivated },
      churn: row.customers_churned,
    };
    const numbers = Object.fromEntries(
      Object.entries(counts).map(([kind, count]) => [kind, Number(count ?? 0)]),
    );
    const net = unitsOf((ledger === "revenue" ? row.net : row.net_new) ?? "0");
    return [`${row.company_id} ${row.day} ${row.currency}`, figures(net, numbers)];
  });
}

/** Hundred-millionths, which is what the ledgers are exact to. */
function unitsOf(amount: string): bigint {
  const [whole = "0", fraction = ""] = amount.replace("-", "").split(".");
  const units = BigInt(whole + fraction.padEnd(8, "0").slice(0, 8));
  return amount.startsWith("-") ? -units : units;
}

function zoneOf(company: string, histories: readonly History[]): string {
  return histories[Number(company.match(/h(\d\d)/)?.[1])]?.zone ?? "UTC";
}

const formats = new Map<string, Intl.DateTimeFormat>();

function dayOf(instant: number, zone: string): string {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
  formats.set(zone, format);
  return format.format(instant);
}

function ascending(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
