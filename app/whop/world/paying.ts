import type { BillingReason, Payment } from "../samples/facts";
import { tellMembership, tellPayment } from "./deliveries";
import { leave } from "./leaving";
import { beginPeriod, delay } from "./period";
import { forgetPeriod, schedule } from "./queue";
import { chance, freshId, pick } from "./random";
import { DAY, HOUR, MINUTE, SECOND } from "./time";
import { type Member, priceOf, settled, type World } from "./world";

const FAILS = 0.06;
const RECOVERS = 0.5;
/** After this many failed attempts Whop gives up and ends the membership. */
const ATTEMPTS = 4;
const REFUNDED = { steady: 0.022, live: 0.06 } as const;
const MOVES_DOWN = 0.012;

/** A payment that goes through at once. */
export function charge(world: World, at: number, member: Member, reason: BillingReason): void {
  succeed(world, at, member, bill(world, at, member, reason));
}

/** A period or trial ends: the next one is paid for, or the card is declined, or it was the last. */
export function renew(world: World, at: number, member: Member): void {
  const { membership } = member;
  const trialed = membership.status === "trialing";
  if (membership.cancelAtPeriodEnd) leave(world, at, member, "canceled");
  else if (!trialed && chance(world.random, FAILS)) decline(world, at, member);
  else goOn(world, at, member, trialed);
}

/** The declined payment is tried again. */
export function retry(world: World, at: number, member: Member, before: Payment): void {
  if (member.membership.status !== "past_due") return;
  if (chance(world.random, RECOVERS)) recover(world, at, member, before);
  else if (before.failures + 1 < ATTEMPTS)
    retryLater(world, at, member, { ...before, ...failedAgain(before, at) });
  else giveUp(world, at, member, { ...before, ...failedAgain(before, at) });
}

/** Live: the member whose renewal is due soonest renews now. */
export function earlyRenewal(world: World, at: number): void {
  const member = soonestDue(world);
  if (!member) return;
  beginPeriod(world, member, at);
  charge(world, at, member, "subscription_cycle");
}

/** Live: the member whose renewal is due soonest has a card that is declined. */
export function earlyFailure(world: World, at: number): void {
  const member = soonestDue(world);
  if (member) decline(world, at, member);
}

function goOn(world: World, at: number, member: Member, trialed: boolean): void {
  const { membership } = member;
  const steppedDown = member.plan === "pro" && chance(world.random, MOVES_DOWN);
  if (steppedDown) member.plan = "monthly";
  membership.status = "active";
  beginPeriod(world, member, at);
  if (trialed || steppedDown) tellMembership(world, at, member, "updated");
  charge(world, at + SECOND, member, "subscription_cycle");
}

function decline(world: World, at: number, member: Member): void {
  const { membership } = member;
  forgetPeriod(world, membership.id);
  membership.status = "past_due";
  membership.periodEnd = at;
  membership.updatedAt = at;
  const payment = bill(world, at, member, "subscription_cycle");
  retryLater(world, at, member, {
    ...payment,
    status: "open",
    substatus: "failed",
    paidAt: null,
    failures: 1,
    failureMessage: pick(world.random, DECLINED),
  });
  tellMembership(world, at, member, "updated");
}

function failedAgain(before: Payment, at: number) {
  return { failures: before.failures + 1, updatedAt: at, lastAttemptAt: at };
}

function recover(world: World, at: number, member: Member, before: Payment): void {
  const { membership } = member;
  membership.status = "active";
  beginPeriod(world, member, world.pace === "live" ? at : membership.periodEnd);
  membership.updatedAt = at;
  tellMembership(world, at, member, "updated");
  succeed(world, at, member, { ...before, nextAttemptAt: null, failureMessage: null });
}

function giveUp(world: World, at: number, member: Member, before: Payment): void {
  const payment: Payment = {
    ...before,
    status: "uncollectible",
    substatus: "uncollectible",
    nextAttemptAt: null,
  };
  tellPayment(world, at, member, "payment.failed", payment);
  leave(world, at + SECOND, member, "expired");
}

function retryLater(world: World, at: number, member: Member, payment: Payment): void {
  const wait = delay(world, { steady: [DAY, 3 * DAY], live: [30 * SECOND, 2 * MINUTE] });
  const open: Payment = { ...payment, nextAttemptAt: at + wait };
  tellPayment(world, at, member, "payment.failed", open);
  schedule(world, at + wait, { does: "retry", membership: member.membership.id, payment: open });
}

function succeed(world: World, at: number, member: Member, open: Payment): void {
  const payment: Payment = {
    ...open,
    status: "paid",
    substatus: "succeeded",
    updatedAt: at,
    paidAt: at,
    lastAttemptAt: at,
  };
  member.lastPayment = payment;
  tellPayment(world, at, member, "payment.succeeded", payment);
  if (!chance(world.random, REFUNDED[world.pace])) return;
  const after = delay(world, { steady: [4 * HOUR, 12 * DAY], live: [8 * SECOND, MINUTE] });
  schedule(world, at + after, { does: "refund", membership: member.membership.id, payment: payment.id });
}

function bill(world: World, at: number, member: Member, billingReason: BillingReason): Payment {
  const subtotal = priceOf(member);
  const tax = Math.round((subtotal * member.taxRate) / 10_000);
  const abroad = member.person.country === "US" ? 0 : 0.015;
  return {
    id: freshId(world.random, "pay_"),
    status: "open",
    substatus: "pending",
    billingReason,
    currency: "usd",
    subtotal,
    tax,
    fee: Math.round((subtotal + tax) * (0.027 + abroad)) + 30,
    createdAt: at,
    updatedAt: at,
    paidAt: null,
    lastAttemptAt: at,
    nextAttemptAt: null,
    failures: 0,
    failureMessage: null,
    refunds: [],
    disputes: [],
  };
}

function soonestDue(world: World): Member | undefined {
  const due = settled(world).filter((member) => member.plan !== "yearly");
  return due.reduce<Member | undefined>(
    (first, m) => (first && first.membership.periodEnd <= m.membership.periodEnd ? first : m),
    undefined,
  );
}

const DECLINED = [
  "Your card has insufficient funds.",
  "Your card was declined.",
  "Your card has expired.",
  "The bank did not approve this charge.",
] as const;
