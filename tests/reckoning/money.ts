import { type Amount, divided, lesser } from "./amount";
import { byObject } from "./fold";
import type { DisputeTold, PaymentTold, Reading, RefundTold } from "./reading";
import type { Instant } from "./time";

/** One movement of money, signed; or a first outcome that was a failure, which moves none. */
export interface Entry {
  kind: "charge" | "tax" | "fee" | "refund" | "dispute" | "dispute_reversal" | "failure";
  payment: string;
  currency: string;
  at: Instant;
  amount: Amount;
  /** payments that it adds to the count of its kind */
  payments: 0 | 1;
}

/** A payment after all that was told of it. */
export interface Payment extends PaymentTold {
  id: string;
  firstFailedAt: Instant | undefined;
}

export interface Refund extends RefundTold {
  id: string;
}

export interface Dispute extends DisputeTold {
  id: string;
  openedAt: Instant;
}

/** Payments, refunds and disputes as they stand after these readings (in their order), and the money that they moved. */
export function moneyIn(readings: readonly Reading[]): { payments: Map<string, Payment>; entries: Entry[] } {
  const payments = new Map<string, Payment>();
  for (const [id, told] of byObject(readings, "payment")) {
    const failures = told.filter(({ object, happened }) => object === "payment" && happened === "failed");
    const firstFailedAt = failures[0]?.at;
    payments.set(id, { ...Object.assign({}, ...told.map(({ payment }) => payment)), id, firstFailedAt });
  }
  const refunds = [...byObject(readings, "refund")].map(
    ([id, told]): Refund => ({ ...Object.assign({}, ...told.map(({ refund }) => refund)), id }),
  );
  const disputes = [...byObject(readings, "dispute")].map(([id, told]): Dispute => {
    const openedAt = Math.min(...told.map(({ at }) => at));
    return { openedAt, ...Object.assign({}, ...told.map(({ dispute }) => dispute)), id };
  });
  const entries = [...payments.values()].flatMap((payment) => {
    const its = refunds.filter((refund) => refund.payment === payment.id && refund.status === "succeeded");
    return [...chargeOf(payment), ...refundsOf(payment, its), ...failureOf(payment)];
  });
  return { payments, entries: [...entries, ...disputesOf(disputes, payments)] };
}

type Charged = Payment & Required<Pick<Payment, "paidAt" | "currency" | "total">>;

function isCharged(payment: Payment): payment is Charged {
  return payment.paidAt !== undefined && payment.currency !== undefined && (payment.total ?? 0n) > 0n;
}

/** What the buyer paid, the tax inside it, and what Whop kept of the rest. */
function chargeOf(payment: Payment): Entry[] {
  if (!isCharged(payment)) return [];
  const { id, currency, paidAt: at, total, tax = 0n, afterFees } = payment;
  const fee = afterFees === undefined ? 0n : total - tax - afterFees;
  const entry = (kind: Entry["kind"], amount: Amount, payments: 0 | 1): Entry => {
    return { kind, payment: id, currency, at, amount, payments };
  };
  return [
    entry("charge", total, 1),
    ...(tax === 0n ? [] : [entry("tax", -tax, 0)]),
    ...(fee === 0n ? [] : [entry("fee", -fee, 0)]),
  ];
}

/** Its refund objects; where the payment says more than they add up to, the rest as one; together never more than the charge. */
function refundsOf(payment: Payment, refunds: readonly Refund[]): Entry[] {
  if (!isCharged(payment)) return [];
  const { id, currency, total } = payment;
  const ofThis: { id: string; at: Instant; amount: Amount }[] = [];
  const ofOthers: (Refund & { currency: string; amount: Amount })[] = [];
  for (const refund of refunds) {
    const amount = refund.amount ?? 0n;
    if (amount <= 0n) continue;
    const own = inCurrencyOf(payment, refund.currency, amount);
    if (own !== undefined) ofThis.push({ id: refund.id, at: refund.at, amount: own });
    else if (refund.currency !== undefined) ofOthers.push({ ...refund, currency: refund.currency, amount });
  }
  const inTime = <T extends { at: Instant; id: string }>(all: T[]) =>
    all.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  const rest = (payment.refunded ?? 0n) - ofThis.reduce((sum, { amount }) => sum + amount, 0n);
  const made = inTime(ofThis);
  if (rest > 0n) made.push({ id, at: payment.refundedAt ?? payment.paidAt, amount: rest });
  let left = total;
  const entries: Entry[] = [];
  for (const { at, amount } of made) {
    if (left <= 0n) break;
    const taken = lesser(amount, left);
    entries.push({
      kind: "refund",
      payment: id,
      currency,
      at,
      amount: -taken,
      payments: entries.length === 0 ? 1 : 0,
    });
    left -= taken;
  }
  // In a currency that the payment knows nothing of: as it was told, unless the payment itself says what it took.
  if (payment.refunded !== undefined) return entries;
  return [
    ...entries,
    ...inTime(ofOthers).map(({ currency, at, amount }, nth): Entry => {
      return { kind: "refund", payment: id, currency, at, amount: -amount, payments: nth === 0 ? 1 : 0 };
    }),
  ];
}

/** An amount told in the currency that the buyer was charged in counts in the payment's, at the payment's own rate. */
function inCurrencyOf(payment: Charged, currency: string | undefined, amount: Amount): Amount | undefined {
  if (currency === undefined) return amount;
  const { chargedIn, charged = 0n, total } = payment;
  if (currency === chargedIn && charged > 0n) return divided(amount * total, charged);
  return currency === payment.currency ? amount : undefined;
}

/** A first outcome that was a failure. */
function failureOf({ id, currency, firstFailedAt: at, paidAt }: Payment): Entry[] {
  if (at === undefined || currency === undefined || (paidAt !== undefined && at >= paidAt)) return [];
  return [{ kind: "failure", payment: id, currency, at, amount: 0n, payments: 1 }];
}

/** Disputed money leaves when the dispute is opened, and comes back when it is won. */
function disputesOf(disputes: readonly Dispute[], payments: Map<string, Payment>): Entry[] {
  const isNamed = (dispute: Dispute) => dispute.id !== dispute.payment;
  const moving = disputes.flatMap((dispute) => {
    const payment = payments.get(dispute.payment ?? "");
    if (dispute.payment === undefined || (dispute.amount ?? 0n) <= 0n || dispute.inquiry) return [];
    const amount = dispute.amount ?? 0n;
    const converted =
      payment &&
      (payment.total ?? 0n) > 0n &&
      (payment.charged ?? 0n) > 0n &&
      dispute.currency === payment.chargedIn
        ? divided(amount * (payment.total ?? 0n), payment.charged ?? 1n)
        : undefined;
    const currency = converted === undefined ? (dispute.currency ?? payment?.currency) : payment?.currency;
    return currency === undefined
      ? []
      : [{ dispute, payment: dispute.payment, currency, amount: converted ?? amount }];
  });
  // A payment may be called disputed without naming the dispute; once the dispute itself is known, that counts no more.
  const counting = moving
    .filter(
      ({ dispute, payment }) =>
        isNamed(dispute) || !moving.some((other) => other.payment === payment && isNamed(other.dispute)),
    )
    .sort((a, b) => a.dispute.openedAt - b.dispute.openedAt || (a.dispute.id < b.dispute.id ? -1 : 1));
  const seen = new Set<string>();
  return counting.flatMap(({ dispute, payment, currency, amount }): Entry[] => {
    const payments = seen.has(payment) ? 0 : 1;
    seen.add(payment);
    const opened: Entry = {
      kind: "dispute",
      payment,
      currency,
      at: dispute.openedAt,
      amount: -amount,
      payments,
    };
    if (dispute.status !== "won" && dispute.status !== "warning_closed") return [opened];
    return [
      opened,
      { kind: "dispute_reversal", payment, currency, at: dispute.statusAt, amount, payments: 0 },
    ];
  });
}
