import type { Books } from "../index";
import type { Entry } from "../money";
import { daysLater } from "../time";
import { endOf, type Figure, quotient, type Range, within } from "./range";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What became of the payments of the range: refunded, disputed, failed, recovered. */
export function outcomesOf(books: Books, range: Range): Record<string, Figure> {
  const { entries, payments, zone } = books;
  const { currency, to, now } = range;
  const byPayment = new Map<string, Entry[]>();
  for (const entry of entries) byPayment.set(entry.payment, [...(byPayment.get(entry.payment) ?? []), entry]);
  const find = (kind: Entry["kind"], payment: string) =>
    byPayment
      .get(payment)
      ?.filter((entry) => entry.kind === kind)
      .sort((a, b) => a.at - b.at)[0];
  const of = (kind: Entry["kind"]) =>
    entries.filter((entry) => entry.kind === kind && entry.currency === currency);

  const paid = of("charge").filter(within(range));
  const refunded = paid.filter(({ payment }) => find("refund", payment));
  const disputedSoon = paid.filter(({ payment, at }) => {
    const dispute = find("dispute", payment);
    return dispute && dispute.at <= at + 28 * DAY;
  });
  const failed = of("failure").filter(within(range));
  const succeededAtFirst = paid.filter(({ payment }) => !find("failure", payment));
  const recovered = failed.filter(({ payment, at }) => {
    const paidAt = payments.find(({ id }) => id === payment)?.paidAt;
    return paidAt !== undefined && paidAt <= at + 30 * DAY;
  });
  const lately = within({ from: daysLater(endOf(range), -30, zone), to });
  const opened = of("dispute")
    .filter(lately)
    .filter((entry) => entry.payments > 0);
  return {
    refund_rate: quotient(refunded.length, paid.length),
    dispute_rate_filed: quotient(opened.length, of("charge").filter(lately).length),
    dispute_rate_by_purchase: to + 28 * DAY <= now ? quotient(disputedSoon.length, paid.length) : null,
    payment_failure_rate: quotient(failed.length, failed.length + succeededAtFirst.length),
    recovery_rate: quotient(recovered.length, failed.length),
  };
}
