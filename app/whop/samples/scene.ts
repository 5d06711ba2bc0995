import { randomInt } from "node:crypto";
import type { Context, Dispute, Payment, Person, Refund } from "./facts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** One sale at a small creator's, just now, for samples: coherent, and new (fresh ids) with every call. */
export interface Scene {
  now: number;
  of: Context;
  payment: Payment;
  refund: Refund;
  dispute: Dispute;
  /** A fresh Whop id with that prefix. */
  id(prefix: string): string;
}

/** A new scene at `now` in the company; the directory (product and plan) is the same every time. */
export function newScene(o: { companyId: string; now: Date }): Scene {
  const now = o.now.getTime();
  const opened = now - 200 * DAY_MS;
  const periodStart = now - HOUR_MS;
  const price = 2900;
  return {
    now,
    of: {
      company: { id: o.companyId, title: "Sandbox", route: "sandbox" },
      product: {
        id: "prod_SandboxClub001",
        title: "Sample Membership",
        route: "sample-membership",
        createdAt: opened,
      },
      plan: {
        id: "plan_SandboxMonth1",
        title: "Monthly",
        kind: "renewal",
        price,
        currency: "usd",
        billingDays: 30,
        trialDays: null,
        createdAt: opened,
      },
      person: somebody(),
      membership: {
        id: freshId("mem_"),
        status: "active",
        createdAt: periodStart,
        updatedAt: now,
        periodStart,
        periodEnd: periodStart + 30 * DAY_MS,
        cancelAtPeriodEnd: false,
        canceledAt: null,
        cancelOption: null,
        licenseKey: "S-4D2C11-0A9B8C7D-E6F5A4W",
      },
    },
    payment: {
      id: freshId("pay_"),
      status: "paid",
      substatus: "succeeded",
      billingReason: "subscription_create",
      currency: "usd",
      subtotal: price,
      tax: 0,
      fee: 117,
      createdAt: now,
      updatedAt: now,
      paidAt: now,
      lastAttemptAt: now,
      nextAttemptAt: null,
      failures: 0,
      failureMessage: null,
      refunds: [],
      disputes: [],
    },
    refund: { id: freshId("rf_"), status: "succeeded", amount: price, createdAt: now },
    dispute: {
      id: freshId("dspt_"),
      status: "needs_response",
      amount: price,
      reason: "fraudulent",
      createdAt: now,
      updatedAt: now,
    },
    id: freshId,
  };
}

/** A random id as Whop's look: the prefix and 14 letters and digits (24 after `msg_`). */
export function freshId(prefix: string): string {
  const length = prefix === "msg_" ? 24 : 14;
  return prefix + Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join("");
}

const PEOPLE = ["Ines Duarte", "Tom Becker", "Aiko Mori", "Lena Novak", "Omar Haddad", "Ruth Ellis"] as const;

function somebody(): Person {
  const name = PEOPLE[randomInt(PEOPLE.length)] ?? PEOPLE[0];
  const username = name.toLowerCase().replace(" ", "");
  return {
    userId: freshId("user_"),
    memberId: freshId("mber_"),
    name,
    username,
    email: `${username}@example.com`,
    country: "US",
    cardBrand: "visa",
    cardLast4: "4242",
  };
}
