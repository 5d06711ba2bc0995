import { type Amount, written } from "./amount";
import type { Books } from "./index";
import { dayOf } from "./time";

/** A day's row: column → what a trim_scale() of it would show; columns that are 0 are left out. */
export type Row = Record<string, string>;

const MONEY = {
  charge: "gross",
  tax: "tax",
  fee: "fees",
  refund: "refunds",
  dispute: "disputes",
  dispute_reversal: "dispute_reversals",
} as const;

const COUNTS = {
  charge: "payments",
  refund: "refunded_payments",
  dispute: "disputed_payments",
  failure: "failed_payments",
} as const;

const CUSTOMERS = {
  new: "customers_new",
  reactivation: "customers_reactivated",
  churn: "customers_churned",
} as const;

/** What each day comes to: rows of metrics.revenue_daily, mrr_daily and students_daily, on which anything moved, by day. */
export function daysOf(books: Books): Record<"revenue" | "mrr" | "students", Row[]> {
  const revenue = new Sheet();
  for (const { kind, at, currency, amount, payments } of books.entries) {
    const day = revenue.day({ day: dayOf(at, books.zone), currency });
    if (kind !== "failure") {
      day.add(MONEY[kind], kind === "charge" || kind === "dispute_reversal" ? amount : -amount);
      day.add("net", amount);
    }
    if (kind in COUNTS) day.count(COUNTS[kind as keyof typeof COUNTS], payments);
  }
  const mrr = new Sheet();
  for (const { kind, at, currency, amount } of books.movements) {
    const day = mrr.day({ day: dayOf(at, books.zone), currency });
    day.add(kind, kind === "contraction" || kind === "churn" ? -amount : amount);
    day.add("net_new", amount);
    if (kind in CUSTOMERS) day.count(CUSTOMERS[kind as keyof typeof CUSTOMERS], 1);
  }
  const students = new Sheet();
  for (const { kind, at } of books.access) {
    students.day({ day: dayOf(at, books.zone) }).count(kind === "joined" ? "joins" : "leaves", 1);
  }
  return { revenue: revenue.rows(), mrr: mrr.rows(), students: students.rows() };
}

const ONE = 100_000_000n;

class Sheet {
  private readonly sums = new Map<string, Map<string, Amount>>();

  day(key: Row) {
    const name = JSON.stringify(key);
    const sums = this.sums.get(name) ?? new Map<string, Amount>();
    this.sums.set(name, sums);
    const add = (column: string, amount: Amount) => void sums.set(column, (sums.get(column) ?? 0n) + amount);
    return { add, count: (column: string, number: number) => add(column, BigInt(number) * ONE) };
  }

  rows(): Row[] {
    return [...this.sums]
      .map(([key, sums]): [Row, [string, Amount][]] => [
        JSON.parse(key) as Row,
        [...sums].filter(([, sum]) => sum !== 0n),
      ])
      .filter(([, sums]) => sums.length > 0)
      .map(([key, sums]) => ({
        ...key,
        ...Object.fromEntries(sums.map(([column, sum]) => [column, written(sum)])),
      }))
      .sort((a, b) => (`${a.day} ${a.currency}` < `${b.day} ${b.currency}` ? -1 : 1));
  }
}
