import { plans } from "./business";
import { forgetPeriod, schedule } from "./queue";
import { between, chance } from "./random";
import { DAY } from "./time";
import type { Member, Pace, World } from "./world";

/** How likely somebody is to call it off in one period, by plan; and in the trial. */
const CANCELS = { monthly: 0.082, pro: 0.055, yearly: 0.1 } as const;
const CANCELS_TRIAL = 0.38;

/** How likely a monthly member is to move up, in one period. */
const MOVES_UP = 0.035;

/** Starts the member's next period (or trial) at `start`, and decides what it has in store. */
export function beginPeriod(world: World, member: Member, start: number): void {
  const { membership } = member;
  const trial = membership.status === "trialing";
  const plan = plans[member.plan];
  const length = ((trial && plan.trialDays) || plan.billingDays) * DAY;
  const end = start + length;
  membership.periodStart = start;
  membership.periodEnd = end;
  membership.updatedAt = start;

  forgetPeriod(world, membership.id);
  schedule(world, end, { does: "renew", membership: membership.id });
  if (trial) schedule(world, end - 2 * DAY, { does: "trialEnding", membership: membership.id });
  if (chance(world.random, trial ? CANCELS_TRIAL : CANCELS[member.plan])) {
    const at = Math.round(start + length * between(world.random, 0.1, 0.95));
    schedule(world, at, { does: "cancel", membership: membership.id });
  } else if (!trial && member.plan === "monthly" && chance(world.random, MOVES_UP)) {
    const at = Math.round(start + length * between(world.random, 0.1, 0.9));
    schedule(world, at, { does: "switchPlan", membership: membership.id, plan: "pro" });
  }
}

/** A wait in ms, drawn from the range of the pace. */
export function delay(world: World, ranges: Record<Pace, readonly [number, number]>): number {
  const [low, high] = ranges[world.pace];
  return Math.round(between(world.random, low, high));
}
