import { tellMembership } from "./deliveries";
import { delay } from "./period";
import { forgetPeriod, schedule } from "./queue";
import { between, chance, pick, weighted } from "./random";
import { DAY, SECOND } from "./time";
import type { Member, World } from "./world";

const CHANGES_MIND = 0.15;
const COMES_BACK = 0.16;
/** Of those who left, this many are remembered; the others are strangers should they come again. */
const REMEMBERED = 150;

/** Somebody calls it off; access lasts until the period ends, unless they change their mind before. */
export function cancel(world: World, at: number, member: Member): void {
  const { membership } = member;
  if (membership.status === "active") membership.status = "canceling";
  membership.cancelAtPeriodEnd = true;
  membership.canceledAt = at;
  membership.cancelOption = pick(world.random, ["too_expensive", "missing_features", "switching", "other"]);
  membership.updatedAt = at;
  tellMembership(world, at, member, "cancelChanged");
  if (!chance(world.random, CHANGES_MIND)) return;
  const until = Math.round(between(world.random, 0.1, 0.8) * (membership.periodEnd - at));
  const after = world.pace === "live" ? delay(world, { steady: [0, 0], live: [20_000, 50_000] }) : until;
  schedule(world, at + after, { does: "uncancel", membership: membership.id });
}

/** They stay after all. */
export function uncancel(world: World, at: number, member: Member): void {
  const { membership } = member;
  if (membership.status === "canceling") membership.status = "active";
  membership.cancelAtPeriodEnd = false;
  membership.canceledAt = null;
  membership.cancelOption = null;
  membership.updatedAt = at;
  tellMembership(world, at, member, "cancelChanged");
}

/** Access ends. */
export function leave(world: World, at: number, member: Member, why: "canceled" | "expired"): void {
  const { membership } = member;
  membership.status = why;
  membership.updatedAt = at;
  tellMembership(world, at, member, "deactivated");
  forgetPeriod(world, membership.id);
  world.members = world.members.filter((other) => other !== member);
  world.former = [...world.former, member].slice(-REMEMBERED);
  if (chance(world.random, COMES_BACK)) {
    const after = Math.round(between(world.random, 8 * DAY, 70 * DAY));
    schedule(world, at + after, { does: "comeBack", membership: membership.id });
  }
}

/** Live: somebody calls it off, and mostly is gone within minutes. */
export function departure(world: World, at: number): void {
  const candidates = world.members.filter((member) => !member.membership.cancelAtPeriodEnd);
  const member = weighted(world.random, candidates, (m) => (m.plan === "yearly" ? 0.3 : 1));
  if (!member || member.membership.status === "past_due") return;
  cancel(world, at, member);
  const after = delay(world, { steady: [0, 0], live: [60 * SECOND, 180 * SECOND] });
  schedule(world, at + after, { does: "leave", membership: member.membership.id });
}
