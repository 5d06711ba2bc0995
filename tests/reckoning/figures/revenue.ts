import type { Books } from "../index";
import { type Figure, major, quotient, type Range, sum, within } from "./range";

/** Money by kind, each movement in the range in which it happened. */
export function revenueOf({ entries }: Books, range: Range): Record<string, Figure> {
  const moved = entries.filter(({ currency }) => currency === range.currency).filter(within(range));
  const of = (kind: string) => moved.filter((entry) => entry.kind === kind);
  const amount = (kind: string) => sum(of(kind).map((entry) => entry.amount));
  const count = (kind: string) => of(kind).reduce((total, { payments }) => total + payments, 0);
  return {
    gross_revenue: major(amount("charge")),
    tax: major(-amount("tax")),
    fees: major(-amount("fee")),
    refunds: major(-amount("refund")),
    disputes: major(-amount("dispute")),
    dispute_reversals: major(amount("dispute_reversal")),
    net_revenue: major(sum(moved.map((entry) => entry.amount))),
    payments: count("charge"),
    failed_payments: count("failure"),
    refunded_payments: count("refund"),
    refund_amount_rate: quotient(-amount("refund"), amount("charge")),
  };
}
