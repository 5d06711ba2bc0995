import { disputeV1 } from "../samples/dispute";
import { type JsonObject, v1Envelope, v5Envelope } from "../samples/envelope";
import type { Context, Dispute, Payment, Refund } from "../samples/facts";
import { membershipV1, membershipV5 } from "../samples/membership";
import { paymentV1, paymentV5 } from "../samples/payment";
import { refundV1, refundV5 } from "../samples/refund";
import { company, plans, product } from "./business";
import { schedule } from "./queue";
import { freshId } from "./random";
import type { Member, World } from "./world";

/** One webhook delivery: when it happened (Unix ms), its id, its dialect (which decides how it is signed), its body. */
export interface Delivery {
  occurredAt: number;
  id: string;
  dialect: "v1" | "v5";
  body: string;
}

export type MembershipNews = keyof typeof membershipNames;

// The older webhook asked for access gained and lost only. A v5 membership says no more than that about when
// something happened, so anything else of it, told a year late, would seem to have happened today.
const membershipNames = {
  activated: { v1: "membership.activated", v5: "membership.went_valid" },
  deactivated: { v1: "membership.deactivated", v5: "membership.went_invalid" },
  cancelChanged: {
    v1: "membership.cancel_at_period_end_changed",
    v5: null,
  },
  updated: { v1: "membership.updated", v5: null },
  trialEnding: { v1: "membership.trial_ending_soon", v5: null },
  claimed: { v1: "membership.experience_claimed", v5: null },
} as const;

/** Tells of a membership as it stands; the old webhook is silent about what it has no name for. */
export function tellMembership(world: World, at: number, member: Member, news: MembershipNews): void {
  const name = membershipNames[news][member.dialect];
  if (!name) return;
  const of = contextOf(world, member);
  if (member.dialect === "v5") tellV5(world, at, name, membershipV5(of));
  else tellV1(world, at, name, membershipV1({ ...of, membership: { ...of.membership, updatedAt: at } }));
}

/** Tells of a payment attempt and how it ended. */
export function tellPayment(
  world: World,
  at: number,
  member: Member,
  name: "payment.succeeded" | "payment.failed",
  payment: Payment,
): void {
  const of = contextOf(world, member);
  if (member.dialect === "v5") tellV5(world, at, name, paymentV5(payment, of));
  else tellV1(world, at, name, paymentV1(payment, of));
}

/** Tells of a refund as it stands. */
export function tellRefund(
  world: World,
  at: number,
  member: Member,
  name: "refund.created" | "refund.updated",
  payment: Payment,
  refund: Refund,
): void {
  const of = contextOf(world, member);
  if (member.dialect === "v5") tellV5(world, at, name, refundV5(refund, payment, of));
  else tellV1(world, at, name, refundV1(refund, payment, of));
}

/** Tells of a dispute as it stands; only the current webhook does. */
export function tellDispute(
  world: World,
  at: number,
  member: Member,
  name: "dispute.created" | "dispute.updated",
  payment: Payment,
  dispute: Dispute,
): void {
  tellV1(world, at, name, disputeV1(dispute, payment, contextOf(world, member)));
}

/** Tells something by the current webhook. */
export function tellV1(world: World, at: number, type: string, data: JsonObject): void {
  const id = freshId(world.random, "msg_", 24);
  const body = JSON.stringify(v1Envelope({ id, type, companyId: company.id, at, data }));
  schedule(world, at, { does: "deliver", delivery: { occurredAt: at, id, dialect: "v1", body } });
}

function tellV5(world: World, at: number, action: string, data: object): void {
  const id = freshId(world.random, "msg_", 24);
  const body = JSON.stringify(v5Envelope(action, data));
  schedule(world, at, { does: "deliver", delivery: { occurredAt: at, id, dialect: "v5", body } });
}

function contextOf(world: World, member: Member): Context {
  return {
    company,
    product: { ...product, createdAt: world.opensAt },
    plan: { ...plans[member.plan], createdAt: world.opensAt },
    person: member.person,
    membership: member.membership,
  };
}
