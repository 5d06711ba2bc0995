import { disputeAlertV1 } from "../../../app/whop/samples/dispute";
import type { BillingReason, Context, Dispute, Payment, Refund } from "../../../app/whop/samples/facts";
import { totalOf } from "../../../app/whop/samples/payment";
import type { Deed, History } from "./history";
import { id } from "./ids";
import { beginPeriod, HAS_ACCESS, type Life, type Write } from "./life";
import { DAY, planAt } from "./terms";

const HOUR = 3_600_000;

/** A payment, and the number of the plan that it was for. */
export interface Bill {
  payment: Payment;
  plan: number;
  /** disputes that moved money: all but inquiries */
  disputes: Dispute[];
}

type Paying = Deed & { does: "pay" };
type Refunding = Deed & { does: "refund" };
type Disputing = Deed & { does: "dispute" };

/** Attempts that fail, and the one that does not. Like all of these, it answers when it was over. */
export function pay(life: Life, deed: Paying, at: number, write: Write): number {
  const { of, bills } = life;
  const payment = newPayment(life, deed, at);
  bills.push({ payment, plan: life.plan, disputes: [] });
  const tell = (event: "created" | "failed" | "succeeded") =>
    write(at, { object: "payment", event, payment, of });
  if (deed.announced) tell("created");
  for (let nth = 1; nth <= deed.failures; nth++) {
    Object.assign(payment, { failures: nth, failureMessage: "declined", lastAttemptAt: at, updatedAt: at });
    tell("failed");
    at += 5 * HOUR;
  }
  if (!deed.succeeds) return at;
  Object.assign(payment, {
    status: "paid",
    substatus: "succeeded",
    paidAt: at,
    lastAttemptAt: at,
    updatedAt: at,
  });
  if (of.plan.kind === "renewal") paidFor(life, payment.subtotal, at);
  tell("succeeded");
  return at;
}

/** A payment that went through ends a trial or a debt; it does not revive what has ended. */
function paidFor(life: Life, subtotal: number, at: number): void {
  const { membership } = life.of;
  life.paid = { subtotal, plan: life.plan };
  if (subtotal > 0 && ["trialing", "past_due", "unresolved"].includes(membership.status))
    membership.status = "active";
  if (HAS_ACCESS.includes(membership.status)) beginPeriod(life.of, at);
}

function newPayment(life: Life, { percentOff, taxed }: Paying, at: number): Payment {
  const { plan, membership } = life.of;
  const subtotal = Math.round((plan.price * (100 - percentOff)) / 100);
  return {
    id: id("pay", numberIn(membership.id) * 10 + life.bills.length),
    status: "open",
    substatus: "pending",
    billingReason: reasonOf(life),
    currency: plan.currency,
    subtotal,
    tax: taxed ? Math.round(subtotal / 10) : 0,
    fee: taxed ? Math.round(subtotal / 20) : 0,
    createdAt: at,
    updatedAt: at,
    paidAt: null,
    lastAttemptAt: null,
    nextAttemptAt: null,
    failures: 0,
    failureMessage: null,
    refunds: [],
    disputes: [],
  };
}

function reasonOf({ of, bills, paid, plan }: Life): BillingReason {
  if (of.plan.kind === "one_time") return "one_time";
  if (bills.length === 0) return "subscription_create";
  return paid && paid.plan !== plan ? "subscription_update" : "subscription_cycle";
}

/** A refund of one of the payments, as an object, by the payment itself, or as both. */
export function refund(history: History, life: Life, deed: Refunding, at: number, write: Write): number {
  const bill = paidBill(life, deed.payment);
  if (!bill) return at;
  const { payment } = bill;
  const one: Refund = {
    id: id("rf", numberIn(payment.id) * 10 + payment.refunds.length),
    status: deed.pendingFirst ? "pending" : deed.ends,
    amount: Math.round((totalOf(payment) * deed.percent) / 100),
    createdAt: at,
  };
  payment.refunds.unshift(one);
  payment.updatedAt = at;
  const of = contextOf(history, life, bill, at);
  const other = payment.currency === "eur" ? "usd" : "eur";
  const currency = deed.inAnotherCurrency ? other : payment.currency;
  const tell = (event: "created" | "updated") => {
    if (deed.form !== "payment") write(at, { object: "refund", event, refund: one, currency, payment, of });
  };
  tell("created");
  if (deed.pendingFirst) {
    one.status = deed.ends;
    at += HOUR;
    tell("updated");
  }
  if (deed.form !== "object" && one.status === "succeeded") {
    write(at, { object: "payment", event: "refunded", payment, of });
  }
  return at;
}

/** A dispute of one of the payments, and what came of it, as an object, by the payment itself, or as both. */
export function dispute(history: History, life: Life, deed: Disputing, at: number, write: Write): number {
  const bill = paidBill(life, deed.payment);
  if (!bill) return at;
  const { payment } = bill;
  const one: Dispute = {
    id: id("dspt", numberIn(payment.id) * 10 + payment.disputes.length),
    status: "needs_response",
    amount: totalOf(payment),
    reason: "fraudulent",
    createdAt: at,
    updatedAt: at,
  };
  payment.disputes.push(one);
  if (!deed.inquiry) bill.disputes.push(one);
  const of = contextOf(history, life, bill, at);
  const tell = (event: "created" | "updated", name: "disputed" | "dispute_resolved") => {
    payment.updatedAt = at;
    const { inquiry, form } = deed;
    if (form !== "payment") write(at, { object: "dispute", event, dispute: one, inquiry, payment, of });
    if (form !== "object" && !inquiry) {
      write(at, { object: "payment", event: name, payment, of, outcome: one.status });
    }
  };
  tell("created", "disputed");
  if (deed.outcome === "needs_response") return at;
  at += deed.lasts * DAY;
  Object.assign(one, { status: deed.outcome, updatedAt: at });
  tell("updated", "dispute_resolved");
  return at;
}

/** An early warning of a dispute: nothing has moved. */
export function alert(
  history: History,
  life: Life,
  deed: Deed & { does: "alert" },
  at: number,
  write: Write,
): number {
  const bill = paidBill(life, deed.payment);
  if (!bill) return at;
  const { payment } = bill;
  const dispute: Dispute = {
    id: id("dspt", numberIn(payment.id)),
    status: "needs_response",
    amount: totalOf(payment),
    reason: "fraudulent",
    createdAt: at,
    updatedAt: at,
  };
  const data = disputeAlertV1(dispute, payment, contextOf(history, life, bill, at));
  write(at, { object: "other", name: "dispute_alert.created", data });
  return at;
}

function paidBill({ bills }: Life, number: number): Bill | undefined {
  const paid = bills.filter(({ payment }) => payment.paidAt !== null);
  return paid[number % Math.max(1, paid.length)];
}

/** A payment stays with the plan that it was for, which is shown as it is now. */
function contextOf(history: History, { of }: Life, bill: Bill, at: number): Context {
  return { ...of, plan: planAt(history.plans, bill.plan, at) };
}

function numberIn(id: string): number {
  return Number(id.match(/_(\d+)_/)?.[1]);
}
