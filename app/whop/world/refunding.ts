import type { Payment, Refund } from "../samples/facts";
import { totalOf } from "../samples/payment";
import { tellRefund } from "./deliveries";
import { leave } from "./leaving";
import { delay } from "./period";
import { schedule } from "./queue";
import { chance, freshId, pick } from "./random";
import { DAY, HOUR, SECOND } from "./time";
import { type Member, memberOf, type World } from "./world";

/** Money goes back, all or part of it; some banks take a while. Who gets it all back mostly leaves. */
export function refund(world: World, at: number, member: Member, paymentId: string): void {
  const payment = member.lastPayment;
  if (payment?.id !== paymentId || payment.refunds.length > 0 || payment.disputes.length > 0) return;
  const all = chance(world.random, 0.6);
  const share = all ? 1 : pick(world.random, [0.2, 0.25, 0.5]);
  const given: Refund = {
    id: freshId(world.random, "rf_"),
    status: chance(world.random, 0.45) ? "pending" : "succeeded",
    amount: Math.round(totalOf(payment) * share),
    createdAt: at,
  };
  payment.refunds.unshift(given);
  payment.substatus = all ? "refunded" : "partially_refunded";
  payment.updatedAt = at;
  tellRefund(world, at, member, "refund.created", payment, given);
  if (given.status === "pending") {
    const after = delay(world, { steady: [2 * HOUR, 2 * DAY], live: [5 * SECOND, 40 * SECOND] });
    schedule(world, at + after, {
      does: "settleRefund",
      membership: member.membership.id,
      payment: structuredClone(payment),
      refund: given.id,
    });
  }
  const stays = memberOf(world, member.membership.id) && (!all || chance(world.random, 0.15));
  if (!stays && memberOf(world, member.membership.id)) leave(world, at + SECOND, member, "canceled");
}

/** The bank has answered. */
export function settleRefund(world: World, at: number, member: Member, payment: Payment, id: string): void {
  const status = chance(world.random, 0.94) ? "succeeded" : "failed";
  for (const given of payment.refunds) {
    if (given.id !== id) continue;
    given.status = status;
    payment.updatedAt = at;
    if (status === "failed") payment.substatus = "succeeded";
    tellRefund(world, at, member, "refund.updated", payment, given);
  }
}
