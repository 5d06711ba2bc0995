import { type Delivery, tellMembership } from "./deliveries";
import { grievance, resolveDispute, reviewDispute } from "./disputing";
import { claim, comeBack, sale, waitlist } from "./joining";
import { cancel, departure, leave, uncancel } from "./leaving";
import { earlyFailure, earlyRenewal, renew, retry } from "./paying";
import type { Happening, Scheduled, Tick } from "./queue";
import { refund, settleRefund } from "./refunding";
import { study } from "./studying";
import { switchPlan } from "./switching";
import { scheduleTick } from "./ticks";
import { everMemberOf, type Member, memberOf, type World } from "./world";

/**
 * Lets the world live until that instant (Unix ms, included) and returns the deliveries that Whop would have made,
 * in order. The world is changed in place. Many small steps make the same deliveries as one big step.
 */
export function advance(world: World, until: number): Delivery[] {
  const deliveries: Delivery[] = [];
  for (let entry = due(world, until); entry; entry = due(world, until)) {
    world.now = Math.max(world.now, entry.at);
    if (entry.does === "deliver") deliveries.push(entry.delivery);
    else happen(world, entry);
  }
  world.now = Math.max(world.now, until);
  return deliveries;
}

function due(world: World, until: number): Scheduled | undefined {
  const first = world.queue[0];
  return first && first.at <= until ? world.queue.shift() : undefined;
}

function happen(world: World, entry: Exclude<Scheduled, { does: "deliver" }>): void {
  const { at } = entry;
  switch (entry.does) {
    case "sale":
    case "study":
    case "grievance":
    case "earlyRenewal":
    case "earlyFailure":
    case "departure":
      repeating[entry.does](world, at);
      scheduleTick(world, at, entry.does);
      break;
    case "waitlist":
      waitlist(world, at);
      break;
    case "claim":
      claim(world, at, entry.membership);
      break;
    case "comeBack":
      comeBack(world, at, entry.membership);
      break;
    case "refund":
    case "settleRefund":
    case "reviewDispute":
    case "resolveDispute": {
      const member = everMemberOf(world, entry.membership);
      if (member) afterPayment(world, at, member, entry);
      break;
    }
    default: {
      const member = memberOf(world, entry.membership);
      if (member) whileMember(world, at, member, entry);
    }
  }
}

const repeating: Record<Tick, (world: World, at: number) => void> = {
  sale,
  study,
  grievance,
  earlyRenewal,
  earlyFailure,
  departure,
};

type Aftermath = Extract<Happening, { does: "refund" | "settleRefund" | "reviewDispute" | "resolveDispute" }>;

/** What follows a payment reaches people who have left, too. */
function afterPayment(world: World, at: number, member: Member, entry: Aftermath): void {
  if (entry.does === "refund") refund(world, at, member, entry.payment);
  else if (entry.does === "settleRefund") settleRefund(world, at, member, entry.payment, entry.refund);
  else if (entry.does === "reviewDispute") reviewDispute(world, at, member, entry.payment, entry.dispute);
  else resolveDispute(world, at, member, entry.payment, entry.dispute);
}

type Membership = Extract<
  Happening,
  { does: "switchPlan" | "retry" | "renew" | "cancel" | "uncancel" | "leave" | "trialEnding" }
>;

function whileMember(world: World, at: number, member: Member, entry: Membership): void {
  if (entry.does === "renew") renew(world, at, member);
  else if (entry.does === "retry") retry(world, at, member, entry.payment);
  else if (entry.does === "cancel") cancel(world, at, member);
  else if (entry.does === "uncancel") uncancel(world, at, member);
  else if (entry.does === "switchPlan") switchPlan(world, at, member, entry.plan);
  else if (entry.does === "trialEnding") tellMembership(world, at, member, "trialEnding");
  else if (member.membership.cancelAtPeriodEnd) leave(world, at, member, "canceled");
}
