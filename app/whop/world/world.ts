import type { Membership, Payment } from "../samples/facts";
import { type PlanKey, plans } from "./business";
import type { Buyer } from "./people";
import type { Scheduled } from "./queue";
import { type RandomState, seeded } from "./random";

/** How fast things happen: as in life, or fast enough to be watched. */
export type Pace = "steady" | "live";

/**
 * A creator's business at one instant (`now`, Unix ms): everything that decides what happens next, the dice
 * included. It is plain JSON: written down and read back, it goes on exactly as it would have.
 */
export interface World {
  opensAt: number;
  now: number;
  pace: Pace;
  random: RandomState;
  /** What is going to happen, soonest first. */
  queue: Scheduled[];
  scheduled: number;
  /** Everybody with access now. */
  members: Member[];
  /** Those who left last and may come back, newest last. */
  former: Member[];
  /** People who want in before the doors open. */
  waiting: Buyer[];
  /** How many members live traffic keeps the business near. */
  livePopulation: number;
  disputes: number;
  lastMessage: string;
}

export interface Member extends Buyer {
  membership: Membership;
  plan: PlanKey;
  /** Which of the creator's two webhooks tells of this membership: the current one or the old one. */
  dialect: "v1" | "v5";
  keenness: number;
  lessonsDone: number;
  lastPayment: Payment | null;
}

/** A business on the day it sets up shop, with nobody in it and nothing due. */
export function emptyWorld(o: { seed: string; opensAt: number }): World {
  return {
    opensAt: o.opensAt,
    now: o.opensAt,
    pace: "steady",
    random: seeded(o.seed),
    queue: [],
    scheduled: 0,
    members: [],
    former: [],
    waiting: [],
    livePopulation: 0,
    disputes: 0,
    lastMessage: "post_HarbourWelcome",
  };
}

/** The member with that membership, while they have access. */
export function memberOf(world: World, membershipId: string): Member | undefined {
  return world.members.find((member) => member.membership.id === membershipId);
}

/** As `memberOf`, or one who left lately. */
export function everMemberOf(world: World, membershipId: string): Member | undefined {
  return (
    memberOf(world, membershipId) ?? world.former.find((member) => member.membership.id === membershipId)
  );
}

/** Those who pay and have not said that they are leaving. */
export function settled(world: World): Member[] {
  return world.members.filter((member) => member.membership.status === "active");
}

/** The price of a member's plan, in cents before tax. */
export function priceOf(member: Member): number {
  return plans[member.plan].price;
}
