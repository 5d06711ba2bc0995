import { totalOf } from "../../../app/whop/samples/payment";
import { attendanceOf } from "./attendance";
import { happeningsOf } from "./deliveries";
import type { History } from "./history";
import { HAS_ACCESS, type Life } from "./life";
import type { Bill } from "./paying";
import { DAYS, termsAt } from "./terms";

/** What a history comes to, reckoned from what happened and not from what was told of it. Money: hundredths, by currency. */
export interface Figures {
  net: Record<string, number>;
  mrr: Record<string, number>;
  students: number;
  /** customers with MRR, by its currency */
  paying: Record<string, number>;
  /** activity by day: attendanceOf */
  activity: string[];
}

/** Net revenue of all time, MRR, paying customers, students in the end, and activity, by the definitions of the figures and by nothing else. */
export function figuresOf(history: History): Figures {
  const { lives } = happeningsOf(history);
  const figures: Figures = { net: {}, mrr: {}, students: 0, paying: {}, activity: attendanceOf(history) };
  const students = new Set<string>();
  const paying = new Set<string>();
  for (const life of lives) {
    for (const bill of life.bills) add(figures.net, bill.payment.currency, netOf(bill));
    const { of } = life;
    if (HAS_ACCESS.includes(of.membership.status)) students.add(of.person.userId);
    const mrr = mrrOf(history, life);
    add(figures.mrr, of.plan.currency, mrr);
    if (mrr > 0) paying.add(`${of.plan.currency} ${of.person.userId}`);
  }
  for (const payer of paying) add(figures.paying, payer.slice(0, 3), 1);
  return { ...figures, students: students.size };
}

/** What the buyer paid less tax and fees, less what went back, never more than the charge, less what the bank took. */
function netOf({ payment, disputes }: Bill): number {
  if (payment.paidAt === null) return 0;
  const total = totalOf(payment);
  const refunds = payment.refunds.filter(({ status }) => status === "succeeded");
  const refunded = Math.min(
    refunds.reduce((sum, { amount }) => sum + amount, 0),
    total,
  );
  const lost = disputes.filter(({ status }) => status !== "won" && status !== "warning_closed");
  return payment.subtotal - payment.fee - refunded - lost.reduce((sum, { amount }) => sum + amount, 0);
}

/** While it is paying: what was last paid for its plan, else what the plan costs, by month. */
function mrrOf(history: History, { of, plan, paid }: Life): number {
  const story = history.plans[plan];
  if (!story || !["active", "past_due", "canceling", "unresolved"].includes(of.membership.status)) return 0;
  const { kind, price } = termsAt(story, Number.POSITIVE_INFINITY);
  const days = DAYS[kind];
  if (days === null) return 0;
  const amount = paid?.plan === plan ? paid.subtotal : price;
  return days === 30 ? amount : days === 365 ? amount / 12 : (amount * 365) / (days * 12);
}

function add(sums: Record<string, number>, currency: string, amount: number): void {
  if (amount !== 0) sums[currency] = (sums[currency] ?? 0) + amount;
}
