import type { Dispute, Payment } from "../samples/facts";
import { totalOf } from "../samples/payment";
import { tellDispute } from "./deliveries";
import { leave } from "./leaving";
import { delay } from "./period";
import { schedule } from "./queue";
import { freshId, pick, whole } from "./random";
import { DAY, MINUTE, SECOND } from "./time";
import type { Member, World } from "./world";

/** Somebody's bank takes a recent payment back, and their membership ends. */
export function grievance(world: World, at: number): void {
  const candidates = world.members.filter((member) => disputable(world, at, member));
  const member = candidates[whole(world.random, 0, Math.max(0, candidates.length - 1))];
  const payment = member?.lastPayment;
  if (!member || !payment) return;
  const dispute: Dispute = {
    id: freshId(world.random, "dspt_"),
    status: "needs_response",
    amount: totalOf(payment),
    reason: pick(world.random, ["fraudulent", "product_not_received", "subscription_canceled"]),
    createdAt: at,
    updatedAt: at,
  };
  payment.disputes.unshift(dispute);
  payment.substatus = "dispute_needs_response";
  payment.updatedAt = at;
  tellDispute(world, at, member, "dispute.created", payment, dispute);
  const after = delay(world, { steady: [2 * DAY, 5 * DAY], live: [MINUTE, 2 * MINUTE] });
  plan(world, at + after, "reviewDispute", member, payment, dispute.id);
  leave(world, at + SECOND, member, "canceled");
}

/** The creator has answered; the bank reads. */
export function reviewDispute(world: World, at: number, member: Member, payment: Payment, id: string): void {
  change(world, at, member, payment, id, "under_review");
  const after = delay(world, { steady: [12 * DAY, 30 * DAY], live: [4 * MINUTE, 12 * MINUTE] });
  plan(world, at + after, "resolveDispute", member, payment, id);
}

/** The bank has decided: every other time for the creator. */
export function resolveDispute(world: World, at: number, member: Member, payment: Payment, id: string): void {
  change(world, at, member, payment, id, world.disputes++ % 2 === 0 ? "lost" : "won");
}

function change(
  world: World,
  at: number,
  member: Member,
  payment: Payment,
  id: string,
  status: "under_review" | "won" | "lost",
): void {
  for (const dispute of payment.disputes) {
    if (dispute.id !== id) continue;
    dispute.status = status;
    dispute.updatedAt = at;
    payment.substatus = `dispute_${status}`;
    payment.updatedAt = at;
    tellDispute(world, at, member, "dispute.updated", payment, dispute);
  }
}

function plan(
  world: World,
  at: number,
  does: "reviewDispute" | "resolveDispute",
  member: Member,
  payment: Payment,
  dispute: string,
): void {
  const { id } = member.membership;
  schedule(world, at, { does, membership: id, payment: structuredClone(payment), dispute });
}

function disputable(world: World, at: number, member: Member): boolean {
  const payment = member.lastPayment;
  if (!payment?.paidAt || member.dialect !== "v1" || member.membership.status !== "active") return false;
  const age = at - payment.paidAt;
  const ripe = world.pace === "live" || (age > 2 * DAY && age < 25 * DAY);
  return ripe && payment.refunds.length === 0 && payment.disputes.length === 0;
}
