import { company } from "../../app/whop/world";
import { type Books, reckon as reckonBooks } from "../reckoning";
import { figuresOf } from "../reckoning/figures";

/** What a set of the demo's deliveries comes to. Money: decimal strings. */
export interface Reckoning {
  grossByCurrency: Record<string, string>;
  taxByCurrency: Record<string, string>;
  feesByCurrency: Record<string, string>;
  refundsByCurrency: Record<string, string>;
  disputesByCurrency: Record<string, string>;
  reversalsByCurrency: Record<string, string>;
  netByCurrency: Record<string, string>;
  mrrByCurrency: Record<string, string>;
  payingCustomers: number;
  students: number;
}

type Delivery = { id: string; body: string };

/** The demo's books after these deliveries, as if all of them were sent now. */
export function booksOf(deliveries: readonly Delivery[]): Books {
  const sentAt = Date.now();
  return reckonBooks(
    deliveries.map(({ id, body }) => ({ key: id, sentAt, payload: JSON.parse(body) })),
    { company: company.id },
  );
}

/** Reckons up deliveries of the demo, without the database and without the code that made them: all of them, up to now. */
export function reckon(deliveries: readonly Delivery[]): Reckoning {
  const books = booksOf(deliveries);
  const currencies = [...new Set(books.entries.map(({ currency }) => currency))];
  const ever = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY, now: Date.now() };
  const all = new Map(currencies.map((currency) => [currency, figuresOf(books, { ...ever, currency })]));
  const byCurrency = (figure: string) =>
    Object.fromEntries([...all].map(([currency, figures]) => [currency, (figures[figure] ?? 0).toFixed(2)]));
  return {
    grossByCurrency: byCurrency("gross_revenue"),
    taxByCurrency: byCurrency("tax"),
    feesByCurrency: byCurrency("fees"),
    refundsByCurrency: byCurrency("refunds"),
    disputesByCurrency: byCurrency("disputes"),
    reversalsByCurrency: byCurrency("dispute_reversals"),
    netByCurrency: byCurrency("net_revenue"),
    mrrByCurrency: byCurrency("mrr"),
    payingCustomers: [...all.values()].reduce((sum, figures) => sum + (figures.paying_customers ?? 0), 0),
    students: [...all.values()][0]?.students ?? 0,
  };
}
