import type { JsonObject } from "../../../app/whop/samples/envelope";
import { major, unix, unixOrNull } from "../../../app/whop/samples/envelope";
import type { Context, Payment } from "../../../app/whop/samples/facts";
import { refundedOf, totalOf } from "../../../app/whop/samples/payment";

/** A payment as v2 sends it: whole dollars, nested objects, the plan with its prices, no company. See tests/fixtures/whop. */
export function paymentV2(payment: Payment, of: Context): JsonObject {
  const refunded = refundedOf(payment);
  return {
    id: payment.id,
    product: productV2(of),
    membership: of.membership.id,
    affiliate_reward: null,
    plan: planV2(of),
    user: userV2(of),
    final_amount: Math.trunc(totalOf(payment) / 100),
    subtotal: Math.trunc(payment.subtotal / 100),
    currency: payment.currency,
    last4: of.person.cardLast4,
    payments_failed: payment.failures,
    payment_processor: "stripe",
    refunded_amount: Math.trunc(refunded / 100),
    status: payment.status,
    created_at: unix(payment.createdAt),
    paid_at: unixOrNull(payment.paidAt),
    refunded_at: refunded > 0 ? unixOrNull(payment.refunds[0]?.createdAt ?? null) : null,
    last_payment_attempt: unixOrNull(payment.lastAttemptAt),
    next_payment_attempt: null,
    access_pass: productV2(of),
  };
}

/** A membership as v2 sends it: it tells what the plan costs, and has no time of its own but that of its making. */
export function membershipV2(of: Context): JsonObject {
  const { membership } = of;
  const ended = membership.status === "canceled" || membership.status === "expired";
  const renews = of.plan.kind === "renewal";
  return {
    id: membership.id,
    product: productV2(of),
    user: userV2(of),
    plan: planV2(of),
    email: of.person.email,
    status: membership.status === "canceling" ? "active" : membership.status,
    valid: !ended,
    cancel_at_period_end: membership.cancelAtPeriodEnd,
    payment_processor: "stripe",
    license_key: membership.licenseKey,
    metadata: {},
    quantity: 1,
    expires_at: ended ? unix(membership.updatedAt) : null,
    renewal_period_start: renews ? unix(membership.periodStart) : null,
    renewal_period_end: renews ? unix(membership.periodEnd) : null,
    created_at: unix(membership.createdAt),
    access_pass: productV2(of),
  };
}

function planV2({ plan }: Context): JsonObject {
  const price = String(major(plan.price));
  return {
    id: plan.id,
    plan_type: plan.kind,
    billing_period: plan.billingDays,
    internal_notes: plan.title,
    metadata: {},
    renewal_price: plan.kind === "renewal" ? price : "0.0",
    initial_price: plan.kind === "renewal" ? "0.0" : price,
    base_currency: plan.currency,
    created_at: unix(plan.createdAt),
  };
}

function productV2({ product }: Context): JsonObject {
  return { id: product.id, name: product.title, visibility: "visible", created_at: unix(product.createdAt) };
}

function userV2({ person }: Context): JsonObject {
  return { id: person.userId, username: person.username, email: person.email, social_accounts: [] };
}
