import type { Sql } from "postgres";
import { type Books, reckon } from "../../reckoning";
import type { Range } from "../../reckoning/figures";
import { dayOf, startOf } from "../../reckoning/time";
import { unlike } from "../../reckoning/unlike";
import { shuffled } from "../../support/shuffled";
import { deliveriesOf } from "./deliveries";
import type { History } from "./history";
import { COMPANY, tagOf } from "./ids";

/** Ranges of which the figures are compared, of each history: each costs some forty queries. */
const RANGES = 1;

/**
 * Where the days and figures of the copy "a", as the database has them, are not what a second reckoning of its deliveries comes to.
 * Materialized views are to be up to date.
 */
export async function unlikeReckoning(
  sql: Sql,
  histories: readonly History[],
  seed: number,
): Promise<{ history: number; what: string }[]> {
  const found: { history: number; what: string }[] = [];
  for (const [number, history] of histories.entries()) {
    const deliveries = deliveriesOf(history).map((delivery) => {
      return { ...delivery, receivedAt: delivery.sentAt + 250 };
    });
    const books = reckon(deliveries, { company: COMPANY, zone: history.zone ?? "UTC" });
    const lines = await unlike(sql, books, `biz_${tagOf(number, "a")}`, rangesOf(books, seed + number));
    found.push(...lines.map((what) => ({ history: number, what })));
  }
  return found;
}

/** A few ranges of a history: from and to where something happened or a day begins, or just anywhere; up to now, or for ever. */
function rangesOf(books: Books, seed: number): Range[] {
  const { entries, movements, access, activity, zone } = books;
  const happened = [...entries, ...movements, ...access, ...activity].map(({ at }) => at);
  const bounds = happened.flatMap((at) => [at, startOf(dayOf(at, zone), zone), at + 12_345_678]);
  const currencies = [...new Set([...entries, ...movements].map(({ currency }) => currency))];
  const chosen = shuffled([...new Set(bounds), Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY], seed);
  const now = Date.now();
  return Array.from({ length: RANGES }, (_, nth) => {
    const [from = 0, to = 0] = chosen.slice(2 * nth, 2 * nth + 2).sort((a, b) => a - b);
    return { from, to, now, currency: currencies[(seed + nth) % Math.max(1, currencies.length)] ?? "usd" };
  });
}
