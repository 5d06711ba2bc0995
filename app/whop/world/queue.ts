import type { Payment } from "../samples/facts";
import type { PlanKey } from "./business";
import type { Delivery } from "./deliveries";
import type { World } from "./world";

/** Something that keeps happening, again and again. */
export type Tick = "sale" | "study" | "grievance" | "earlyRenewal" | "earlyFailure" | "departure";

/** Something that is going to happen. What a membership's current period has in store goes when the period does. */
export type Happening =
  | { does: "deliver"; delivery: Delivery }
  | { does: Tick }
  | { does: "waitlist" }
  | { does: "renew" | "cancel" | "uncancel" | "leave" | "trialEnding"; membership: string }
  | { does: "switchPlan"; membership: string; plan: PlanKey }
  | { does: "retry"; membership: string; payment: Payment }
  | { does: "refund"; membership: string; payment: string }
  | { does: "settleRefund"; membership: string; payment: Payment; refund: string }
  | { does: "reviewDispute" | "resolveDispute"; membership: string; payment: Payment; dispute: string }
  | { does: "claim"; membership: string }
  | { does: "comeBack"; membership: string };

export type Scheduled = Happening & { at: number; order: number };

/** Puts it in its place: by time, then in the order of planning. What should have been by now is now. */
export function schedule(world: World, when: number, what: Happening): void {
  const at = Math.max(when, world.now);
  const entry: Scheduled = { ...what, at, order: world.scheduled++ };
  let low = 0;
  let high = world.queue.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((world.queue[middle]?.at ?? Number.POSITIVE_INFINITY) <= at) low = middle + 1;
    else high = middle;
  }
  world.queue.splice(low, 0, entry);
}

/** Takes out what the membership's current period still had in store. */
export function forgetPeriod(world: World, membershipId: string): void {
  world.queue = world.queue.filter(
    (entry) => !(ofPeriod.has(entry.does) && membershipIn(entry) === membershipId),
  );
}

/** Takes out everything that repeats. */
export function forgetTicks(world: World): void {
  world.queue = world.queue.filter((entry) => !ticks.has(entry.does));
}

const ofPeriod = new Set<string>([
  "renew",
  "cancel",
  "uncancel",
  "leave",
  "trialEnding",
  "switchPlan",
  "retry",
] satisfies Happening["does"][]);

const ticks = new Set<string>([
  "sale",
  "study",
  "grievance",
  "earlyRenewal",
  "earlyFailure",
  "departure",
] satisfies Tick[]);

function membershipIn(entry: Scheduled): string | undefined {
  return "membership" in entry ? entry.membership : undefined;
}
