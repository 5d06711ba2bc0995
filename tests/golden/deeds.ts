import { planV1 } from "../../app/whop/samples/catalogue";
import type {
  BillingReason,
  Context,
  Dispute,
  MembershipStatus,
  Payment,
  Person,
  Plan,
  Refund,
} from "../../app/whop/samples/facts";
import { totalOf } from "../../app/whop/samples/payment";
import type { Happening, MembershipEvent, What } from "../db/properties/happening";
import type { Dialect, Telling } from "../db/properties/history";
import { COMPANY, id } from "../db/properties/ids";
import { instant } from "./instant";

const DAY = 86_400_000;

/** One thing that happens in a story: what it does to its world, and what is told of it. */
export interface Deed {
  at: number;
  happens(world: World): Happening[];
}

/** How something is told: by which of Whop's dialects (several: by as many hooks), and how many days late. */
export interface How {
  by?: Dialect | Dialect[];
  late?: number;
}

/** What a story's people have bought and paid so far. */
export class World {
  private readonly plans = new Map<string, Plan>();
  private readonly people = new Map<string, Person>();
  private readonly memberships = new Map<string, Life>();
  private made = 0;

  constructor(readonly currency: string) {}

  /** Adds a plan, or sets other terms of it. */
  offer(name: string, at: number, terms: Partial<Plan>): Plan {
    const plan: Plan = {
      id: id("plan", this.plans.size),
      title: name,
      kind: "renewal",
      price: 0,
      currency: this.currency,
      billingDays: 30,
      trialDays: null,
      createdAt: at,
      ...this.plans.get(name),
      ...terms,
    };
    this.plans.set(name, plan);
    return plan;
  }

  /** A plan; one that was not offered is known by its id alone. */
  plan(name: string, at: number): Plan {
    return this.plans.get(name) ?? this.offer(name, at, {});
  }

  /** A membership that begins: "Ada" is Ada's first, "Ada#2" her second. */
  begin(who: string, plan: string, at: number): Life {
    if (this.memberships.has(who)) throw new Error(`${who} has joined before: say "${who}#2".`);
    const [name = who] = who.split("#");
    const person = this.people.get(name) ?? somebody(name, this.people.size);
    this.people.set(name, person);
    const of: Context = {
      company: { id: COMPANY, title: "Harbour", route: "harbour" },
      product: { id: id("prod", 0), title: "Sailing school", route: "sailing", createdAt: at },
      plan: this.plan(plan, at),
      person,
      membership: {
        id: id("mem", this.memberships.size),
        status: "active",
        createdAt: at,
        updatedAt: at,
        periodStart: at,
        periodEnd: at + (this.plan(plan, at).billingDays ?? 30) * DAY,
        cancelAtPeriodEnd: false,
        canceledAt: null,
        cancelOption: null,
        licenseKey: "L-1",
      },
    };
    const life = { of, payments: [] };
    this.memberships.set(who, life);
    return life;
  }

  life(who: string): Life {
    const life = this.memberships.get(who);
    if (!life) throw new Error(`${who} has not joined yet.`);
    return life;
  }

  nextId(kind: "pay" | "rf"): string {
    this.made += 1;
    return id(kind, this.made);
  }
}

interface Life {
  of: Context;
  payments: Payment[];
}

function somebody(name: string, number: number): Person {
  const username = name.toLowerCase();
  return {
    userId: id("user", number),
    memberId: id("mber", number),
    name,
    username,
    email: `${username}@example.com`,
    country: "PT",
    cardBrand: "visa",
    cardLast4: "4242",
  };
}

/** "49.00" in hundredths; a third decimal (12.345 dinars) makes them a fraction. */
function hundredths(amount: string): number {
  const [whole = "0", fraction = ""] = amount.split(".");
  return Number(`${whole}${fraction.padEnd(2, "0").slice(0, 2)}.${fraction.slice(2)}0`);
}

function told({ by = "v1", late = 0 }: How): Telling[] {
  return [by].flat().map((dialect) => ({
    dialect,
    name: "whop",
    company: "told",
    late: late * 24 * 60,
    salt: 0,
    without: [],
    quirk: "none",
  }));
}

function deed(at: string, how: How, happens: (world: World, at: number) => What | What[]): Deed {
  const when = instant(at);
  return {
    at: when,
    happens: (world) =>
      [happens(world, when)]
        .flat()
        .map((what) => ({ at: when, told: told(how), what: structuredClone(what) })),
  };
}

type Terms = { price?: string; days?: number; currency?: string; kind?: Plan["kind"] };

/** A plan is offered, or its terms change, and Whop tells of it (`plan.created`, `plan.updated`). Days null: sold once. */
export function offers(plan: string, at: string, terms: Terms, how: How = {}): Deed {
  return deed(at, how, (world, when) => {
    const { price, days, currency, kind } = terms;
    const offered = world.offer(plan, when, {
      ...(price === undefined ? {} : { price: hundredths(price) }),
      ...(days === undefined ? {} : { billingDays: days }),
      ...(currency === undefined ? {} : { currency }),
      ...(kind === undefined ? {} : { kind }),
      ...(kind === "one_time" ? { billingDays: null } : {}),
    });
    const company = { id: COMPANY, title: "Harbour", route: "harbour" };
    const product = { id: id("prod", 0), title: "Sailing school", route: "sailing", createdAt: when };
    const name = offered.createdAt === when ? "plan.created" : "plan.updated";
    return { object: "other", name, data: planV1(offered, product, company, when) };
  });
}

type Joining = How & { status?: MembershipStatus; until?: string };

/** Access begins (`membership.activated`, `went_valid`); `until`: where its first period, or its trial, ends. */
export function joins(who: string, at: string, plan: string, how: Joining = {}): Deed {
  return deed(at, how, (world, when) => {
    const { of } = world.begin(who, plan, when);
    of.membership.status = how.status ?? "active";
    if (how.until) of.membership.periodEnd = instant(how.until);
    return membership("activated", of);
  });
}

type Paying = How & {
  tax?: string;
  fee?: string;
  plan?: string;
  reason?: BillingReason;
  /** where the period that it pays for ends */
  until?: string;
  currency?: string;
};

/** A payment goes through: `amount` before tax, after discount. What failed last is what is paid now. */
export function pays(who: string, at: string, amount: string, how: Paying = {}): Deed {
  return deed(at, how, (world, when) => {
    const life = world.life(who);
    const { of } = life;
    if (how.plan) of.plan = world.plan(how.plan, when);
    const open = life.payments.find(({ paidAt }) => paidAt === null);
    const payment = open ?? bill(world, life, amount, when, how);
    Object.assign(payment, {
      status: "paid",
      substatus: "succeeded",
      paidAt: when,
      updatedAt: when,
      lastAttemptAt: when,
    });
    if (payment.billingReason !== "one_time") beginPeriod(life, when, payment.subtotal, how.until);
    return { object: "payment", event: "succeeded", payment, of };
  });
}

/** An attempt to collect a payment fails: the first opens it. */
export function fails(who: string, at: string, amount: string, how: Paying = {}): Deed {
  return deed(at, how, (world, when) => {
    const life = world.life(who);
    const open = life.payments.find(({ paidAt }) => paidAt === null);
    const payment = open ?? bill(world, life, amount, when, how);
    payment.failures += 1;
    Object.assign(payment, { failureMessage: "declined", updatedAt: when, lastAttemptAt: when });
    return { object: "payment", event: "failed", payment, of: life.of };
  });
}

function bill(world: World, { of, payments }: Life, amount: string, at: number, how: Paying): Payment {
  const first = of.plan.kind === "one_time" ? "one_time" : "subscription_create";
  const payment: Payment = {
    id: world.nextId("pay"),
    status: "open",
    substatus: "pending",
    billingReason: how.reason ?? (payments.length === 0 ? first : "subscription_cycle"),
    currency: how.currency ?? of.plan.currency,
    subtotal: hundredths(amount),
    tax: hundredths(how.tax ?? "0"),
    fee: hundredths(how.fee ?? "0"),
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
  payments.push(payment);
  return payment;
}

function beginPeriod({ of }: Life, at: number, subtotal: number, until?: string): void {
  const { membership, plan } = of;
  if (subtotal > 0 && ["trialing", "past_due", "unresolved"].includes(membership.status))
    membership.status = "active";
  membership.periodStart = at;
  membership.periodEnd = until ? instant(until) : at + (plan.billingDays ?? 30) * DAY;
}

type Refunding = How & { of?: number; status?: Refund["status"]; form?: "object" | "payment" };

/** Money goes back, of the membership's newest payment or of that number; told by a refund object or by the payment. */
export function refunds(who: string, at: string, amount: string, how: Refunding = {}): Deed {
  return deed(at, how, (world, when) => {
    const life = world.life(who);
    const payment = paymentOf(life, how.of);
    const refund: Refund = {
      id: world.nextId("rf"),
      status: how.status ?? "succeeded",
      amount: hundredths(amount),
      createdAt: when,
    };
    payment.refunds.unshift(refund);
    payment.updatedAt = when;
    if (how.form === "payment") return { object: "payment", event: "refunded", payment, of: life.of };
    return { object: "refund", event: "created", refund, currency: payment.currency, payment, of: life.of };
  });
}

type Disputing = How & { of?: number; inquiry?: boolean };

/** The bank takes a payment back, or (an inquiry) only asks. */
export function disputes(who: string, at: string, how: Disputing = {}): Deed {
  return deed(at, how, (world, when) => {
    const life = world.life(who);
    const payment = paymentOf(life, how.of);
    const dispute: Dispute = {
      id: payment.id.replace("pay_", "dspt_"),
      status: "needs_response",
      amount: totalOf(payment),
      reason: "fraudulent",
      createdAt: when,
      updatedAt: when,
    };
    payment.disputes.push(dispute);
    return {
      object: "dispute",
      event: "created",
      dispute,
      inquiry: how.inquiry ?? false,
      payment,
      of: life.of,
    };
  });
}

/** The bank decides. */
export function decides(who: string, at: string, status: Dispute["status"], how: Disputing = {}): Deed {
  return deed(at, how, (world, when) => {
    const life = world.life(who);
    const payment = paymentOf(life, how.of);
    const dispute = payment.disputes.at(-1);
    if (!dispute) throw new Error(`No payment of ${who}'s is disputed.`);
    Object.assign(dispute, { status, updatedAt: when });
    return {
      object: "dispute",
      event: "updated",
      dispute,
      inquiry: how.inquiry ?? false,
      payment,
      of: life.of,
    };
  });
}

function paymentOf({ payments }: Life, number?: number): Payment {
  const payment = payments.filter(({ paidAt }) => paidAt !== null).at(number === undefined ? -1 : number - 1);
  if (!payment) throw new Error("There is no such payment yet.");
  return payment;
}

/** It will end with its period. */
export function cancels(who: string, at: string, how: How = {}): Deed {
  return change(who, at, "flagged", how, (of, when) => {
    Object.assign(of.membership, { cancelAtPeriodEnd: true, canceledAt: when });
    if (of.membership.status === "active") of.membership.status = "canceling";
  });
}

/** It goes on after all. */
export function stays(who: string, at: string, how: How = {}): Deed {
  return change(who, at, "unflagged", how, (of) => {
    Object.assign(of.membership, { cancelAtPeriodEnd: false, canceledAt: null });
    if (of.membership.status === "canceling") of.membership.status = "active";
  });
}

/** Its status changes (`membership.updated`). */
export function becomes(who: string, at: string, status: MembershipStatus, how: How = {}): Deed {
  return change(who, at, "updated", how, (of) => {
    of.membership.status = status;
  });
}

/** It moves to another plan (`membership.updated`); the period goes on. */
export function changes(who: string, at: string, plan: string, how: How = {}): Deed {
  return change(who, at, "updated", how, (of, when, world) => {
    of.plan = world.plan(plan, when);
  });
}

/** Access ends (`membership.deactivated`, `went_invalid`). */
export function ends(
  who: string,
  at: string,
  status: "canceled" | "expired" | "completed" = "canceled",
  how: How = {},
): Deed {
  return change(who, at, "deactivated", how, (of) => {
    of.membership.status = status;
  });
}

/** Access begins again: the same membership, in a new period. */
export function returns(who: string, at: string, how: How & { status?: MembershipStatus } = {}): Deed {
  return change(who, at, "reactivated", how, (of, when) => {
    Object.assign(of.membership, {
      status: how.status ?? "active",
      cancelAtPeriodEnd: false,
      canceledAt: null,
      periodStart: when,
      periodEnd: when + (of.plan.billingDays ?? 30) * DAY,
    });
  });
}

function change(
  who: string,
  at: string,
  event: MembershipEvent,
  how: How,
  make: (of: Context, at: number, world: World) => void,
): Deed {
  return deed(at, how, (world, when) => {
    const { of } = world.life(who);
    make(of, when, world);
    of.membership.updatedAt = when;
    return membership(event, of);
  });
}

function membership(event: MembershipEvent, of: Context): What {
  return { object: "membership", event, of };
}
