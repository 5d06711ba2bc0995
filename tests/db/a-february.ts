import { membership, paid, type TestDelivery, v1 } from "./deliver";

/*
 * A school's January and February 2026 in which every figure is something that can be worked out by hand. All in usd, by UTC.
 * Ada and Grace pay when February begins; Alan had left and comes back; Edsger tries and stays, Barbara tries and goes; Joan
 * comes and leaves; Kurt and Emmy only buy once.
 */

const NAMES = ["Ada", "Grace", "Alan", "Edsger", "Barbara", "Joan", "Kurt", "Emmy"];
const user = (nth: number) => ({ id: `user_${nth}`, name: NAMES[nth - 1] });
const monthly = { id: "plan_month" };
const pro = { id: "plan_pro" };

const member = (type: string, at: string, nth: number, over: Record<string, unknown> = {}) =>
  membership(type, at, { id: `mem_${nth}`, user: user(nth), ...over });

const payment = (id: string, at: string, nth: number, dollars: number, over: Record<string, unknown> = {}) =>
  paid(id, at, {
    total: dollars,
    subtotal: dollars,
    user: user(nth),
    membership: { id: `mem_${nth}` },
    ...over,
  });

const purchase = { billing_reason: "one_time", membership: undefined, plan: { id: "plan_book" } };

const failed = (id: string, at: string, nth: number, dollars: number) =>
  v1("payment.failed", {
    ...{ id, status: "open", currency: "usd", total: dollars, user: user(nth) },
    ...{ last_payment_attempt: at, ...purchase },
  });

const dispute = (id: string, type: string, status: string, at: string, of: string, dollars: number) =>
  v1(type, {
    ...{ id, status, amount: dollars, currency: "usd", created_at: at.replace(/-2[67]T/, "-22T") },
    ...{ updated_at: at, payment: { id: of, currency: "usd", total: dollars } },
  });

const learned = (id: string, at: string, nth: number) =>
  v1("course_lesson_interaction.completed", { id, created_at: at, user: user(nth) });

export const aFebruary: readonly TestDelivery[] = [
  member("membership.activated", "2026-01-01T10:00:00Z", 1, { plan: monthly }),
  payment("pay_1", "2026-01-01T10:00:00Z", 1, 49, { plan: monthly }),
  member("membership.activated", "2026-01-05T10:00:00Z", 2, { plan: pro }),
  payment("pay_2", "2026-01-05T10:00:00Z", 2, 99, { plan: pro }),
  member("membership.activated", "2026-01-10T10:00:00Z", 3),
  payment("pay_3", "2026-01-10T10:00:00Z", 3, 49),
  member("membership.deactivated", "2026-01-20T10:00:00Z", 3, { status: "canceled" }),

  member("membership.activated", "2026-02-03T10:00:00Z", 3),
  payment("pay_6", "2026-02-03T10:00:00Z", 3, 49),
  member("membership.updated", "2026-02-05T10:00:00Z", 1, { plan: pro }),
  payment("pay_7", "2026-02-05T10:00:00Z", 1, 99, { plan: pro, billing_reason: "subscription_update" }),
  member("membership.updated", "2026-02-08T10:00:00Z", 2, { plan: monthly }),
  payment("pay_8", "2026-02-08T10:00:00Z", 2, 49, { billing_reason: "subscription_update" }),
  member("membership.activated", "2026-02-10T10:00:00Z", 4, { status: "trialing" }),
  payment("pay_9", "2026-02-17T10:00:00Z", 4, 49),
  member("membership.activated", "2026-02-12T10:00:00Z", 5, { status: "trialing" }),
  member("membership.deactivated", "2026-02-19T10:00:00Z", 5, { status: "expired" }),
  member("membership.activated", "2026-02-20T10:00:00Z", 6),
  payment("pay_10", "2026-02-20T10:00:00Z", 6, 49, {
    total: 53.9,
    tax_amount: 4.9,
    amount_after_fees: 46.43,
  }),
  member("membership.deactivated", "2026-02-25T10:00:00Z", 6, { status: "canceled" }),
  member("membership.cancel_at_period_end_changed", "2026-02-27T10:00:00Z", 4, {
    cancel_at_period_end: true,
  }),

  v1("refund.created", {
    ...{ id: "rf_1", status: "succeeded", amount: 20, currency: "usd", created_at: "2026-02-21T10:00:00Z" },
    payment: { id: "pay_6" },
  }),
  dispute("dspt_1", "dispute.created", "needs_response", "2026-02-22T10:00:00Z", "pay_7", 99),
  dispute("dspt_1", "dispute.updated", "won", "2026-02-26T10:00:00Z", "pay_7", 99),
  dispute("dspt_2", "dispute.created", "needs_response", "2026-02-22T10:00:00Z", "pay_8", 49),
  failed("pay_11", "2026-02-14T10:00:00Z", 7, 15),
  payment("pay_11", "2026-02-16T10:00:00Z", 7, 15, purchase),
  failed("pay_12", "2026-02-15T10:00:00Z", 8, 19),

  learned("lesson_1", "2026-01-15T10:00:00Z", 5),
  learned("lesson_2", "2026-02-05T10:00:00Z", 4),
  learned("lesson_3", "2026-02-24T10:00:00Z", 3),
  learned("lesson_4", "2026-02-28T10:00:00Z", 1),
  learned("lesson_5", "2026-02-28T11:00:00Z", 1),
  learned("lesson_6", "2026-02-28T12:00:00Z", 2),
];
