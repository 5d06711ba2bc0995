import { type Amount, divided } from "./amount";
import { byObject } from "./fold";
import type { MembershipTold, PlanTold, Reading } from "./reading";
import type { Instant } from "./time";

/** Where a membership stood from an instant on, until the next. */
export interface Stand {
  at: Instant;
  plan: string | undefined;
  status: string;
  hasAccess: boolean;
  willEnd: boolean;
  /** its recurring amount by month while it is paying, else 0 */
  mrr: Amount;
  currency: string | undefined;
}

export interface Membership {
  id: string;
  /** the user; where none is known, the membership itself */
  customer: string;
  stands: Stand[];
}

const WITH_ACCESS = ["trialing", "active", "past_due", "canceling", "completed"];
const PAYING = ["active", "past_due", "canceling", "unresolved"];
/** What a payment that went through turns into an active one; what has ended it does not revive. */
const ENDED_BY_A_PAYMENT = ["unknown", "trialing", "past_due", "unresolved", "drafted"];

/** Every membership with where it stood after each instant at which something was told of it. */
export function membershipsIn(readings: readonly Reading[]): Membership[] {
  const plans = plansIn(readings);
  return [...byObject(readings, "membership")].map(([id, told]) => {
    const stands: Stand[] = [];
    let facts: MembershipTold = {};
    told.forEach((reading, index) => {
      facts = { ...facts, ...reading.membership };
      if (told[index + 1]?.at !== reading.at) stands.push(standOf(facts, plans, reading.at));
    });
    return { id, customer: facts.user ?? id, stands };
  });
}

/** Each plan's terms: of each the newest telling. */
function plansIn(readings: readonly Reading[]): Map<string, PlanTold> {
  const plans = new Map<string, PlanTold>();
  const inTime = [...readings].sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1));
  for (const { ids, plan } of inTime) {
    if (ids.plan !== undefined) plans.set(ids.plan, { ...plans.get(ids.plan), ...plan });
  }
  return plans;
}

function standOf(facts: MembershipTold, plans: Map<string, PlanTold>, at: Instant): Stand {
  const plan = plans.get(facts.plan ?? "") ?? {};
  const told = facts.status ?? "unknown";
  const status =
    facts.paid && ENDED_BY_A_PAYMENT.includes(told)
      ? "active"
      : (facts.status ?? facts.statusInPassing ?? "unknown");
  const price = priceOf(facts, plan);
  const isPaying = PAYING.includes(status) && price.currency !== undefined;
  return {
    at,
    plan: facts.plan,
    status,
    hasAccess: WITH_ACCESS.includes(status),
    willEnd: facts.willEnd ?? false,
    mrr: isPaying ? byMonth(price.amount, daysOf(facts, plan)) : 0n,
    currency: price.currency,
  };
}

/** What a period costs: the newest recurring payment's subtotal, unless the plan has changed since and has a price of its own. */
function priceOf(facts: MembershipTold, plan: PlanTold): { amount: Amount; currency: string | undefined } {
  const isPaidForThisPlan =
    facts.recurring !== undefined &&
    (facts.recurringPlan === undefined || facts.plan === undefined || facts.recurringPlan === facts.plan);
  const isPlans = plan.price !== undefined && plan.currency !== undefined && !isPaidForThisPlan;
  const amount = (isPlans ? plan.price : facts.recurring) ?? 0n;
  return {
    amount: plan.type === "one_time" || amount < 0n ? 0n : amount,
    currency: isPlans ? plan.currency : facts.recurringCurrency,
  };
}

/** The plan's own interval, else that of the membership's periods, else a month. */
function daysOf(facts: MembershipTold, plan: PlanTold): number {
  const ofPlan = Number(plan.days ?? 0);
  return ofPlan > 0 ? ofPlan : (facts.intervalDays ?? 30);
}

/** 28–31 days are a month, 365 and 366 are twelve, any other d is d × 12 ÷ 365. */
function byMonth(amount: Amount, days: number): Amount {
  if (days >= 28 && days <= 31) return amount;
  if (days === 365 || days === 366) return divided(amount, 12n);
  return divided(amount * 365n, BigInt(days) * 12n);
}
