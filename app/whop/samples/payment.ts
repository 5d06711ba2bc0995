import type { PaymentWebhookData } from "@whop/api";
import { iso, isoOrNull, type JsonObject, major, unix, unixOrNull } from "./envelope";
import type { Context, Payment } from "./facts";
import { personRef } from "./person";

/** What the buyer paid, tax included, in cents. */
export function totalOf(payment: Payment): number {
  return payment.subtotal + payment.tax;
}

/** What has gone back to the buyer so far, in cents: refunds that went through. */
export function refundedOf(payment: Payment): number {
  return payment.refunds.filter((r) => r.status === "succeeded").reduce((sum, r) => sum + r.amount, 0);
}

/** A payment as v1 sends it (`@whop/sdk` 0.0.42, `Payment`): nested objects, ISO times, numbers in major units. */
export function paymentV1(payment: Payment, of: Context): JsonObject {
  const refunded = refundedOf(payment);
  return {
    id: payment.id,
    status: payment.status,
    substatus: payment.substatus,
    billing_reason: payment.billingReason,
    currency: payment.currency,
    ...amountsV1(payment),
    settlement_amount: major(totalOf(payment)),
    settlement_currency: payment.currency,
    settlement_exchange_rate: null,
    application_fee: null,
    refunded_amount: major(refunded),
    refunded_at: refundedAt(payment),
    auto_refunded: false,
    refundable: payment.status === "paid" && refunded < totalOf(payment),
    retryable: payment.status === "open",
    voidable: payment.status === "open",
    created_at: iso(payment.createdAt),
    updated_at: iso(payment.updatedAt),
    paid_at: isoOrNull(payment.paidAt),
    last_payment_attempt: isoOrNull(payment.lastAttemptAt),
    next_payment_attempt: isoOrNull(payment.nextAttemptAt),
    dispute_alerted_at: null,
    payments_failed: payment.failures,
    failure_message: payment.failureMessage,
    payment_method_type: "card",
    payment_method: null,
    card_brand: of.person.cardBrand,
    card_last4: of.person.cardLast4,
    company: { id: of.company.id, route: of.company.route, title: of.company.title },
    user: personRef(of.person),
    member: { id: of.person.memberId, phone: null },
    membership: { id: of.membership.id, status: of.membership.status, phone_number: null },
    plan: { id: of.plan.id, internal_notes: null, metadata: null },
    product: { id: of.product.id, route: of.product.route, title: of.product.title, metadata: null },
    promo_code: null,
    refunds: payment.refunds.map((r) => ({
      id: r.id,
      amount: major(r.amount),
      currency: payment.currency,
      status: r.status,
      created_at: iso(r.createdAt),
    })),
    disputes: payment.disputes.map((d) => ({
      id: d.id,
      amount: major(d.amount),
      currency: payment.currency,
      status: d.status,
      reason: d.reason,
      created_at: iso(d.createdAt),
    })),
    resolutions: [],
    financing_installments_count: null,
    metadata: {},
    checkout_configuration_id: null,
    risk_score: null,
    billing_address: { country: of.person.country, line1: null, city: null, state: null, postal_code: null },
    shipping_address: null,
  };
}

/** The short payment inside v1 refunds, disputes and cases. */
export function paymentRefV1(payment: Payment, of: Context): JsonObject {
  return {
    id: payment.id,
    status: payment.status,
    substatus: payment.substatus,
    billing_reason: payment.billingReason,
    currency: payment.currency,
    ...amountsV1(payment),
    created_at: iso(payment.createdAt),
    paid_at: isoOrNull(payment.paidAt),
    user: personRef(of.person),
    member: { id: of.person.memberId, phone: null },
    membership: { id: of.membership.id, status: of.membership.status },
    plan: { id: of.plan.id, metadata: null },
    product: { id: of.product.id, title: of.product.title, metadata: null },
    metadata: {},
  };
}

/** A payment as v5 sends it: ids instead of objects, Unix seconds. The last five fields are in captures, not in the type. */
export function paymentV5(payment: Payment, of: Context): PaymentWebhookData & JsonObject {
  return {
    id: payment.id,
    membership_id: of.membership.id,
    product_id: of.product.id,
    user_id: of.person.userId,
    plan_id: of.plan.id,
    company_id: of.company.id,
    line_item_id: null,
    created_at: unix(payment.createdAt),
    paid_at: unixOrNull(payment.paidAt),
    refunded_at: unixOrNull(payment.refunds[0]?.createdAt ?? null),
    last_payment_attempt: unixOrNull(payment.lastAttemptAt),
    next_payment_attempt: unixOrNull(payment.nextAttemptAt),
    status: payment.status,
    subtotal: major(payment.subtotal),
    final_amount: major(totalOf(payment)),
    amount_after_fees: major(payment.subtotal - payment.fee),
    currency: payment.currency,
    refunded_amount: major(refundedOf(payment)),
    payments_failed: payment.failures,
    checkout_id: null,
    card_brand: of.person.cardBrand,
    card_last_4: of.person.cardLast4,
    funding_method: "credit",
    wallet_type: null,
    calculated_statement_descriptor: `WHOP*${of.company.title.toUpperCase().slice(0, 17)}`,
    issuer_identification_number: null,
    billing_usage_ids: [],
    company_buyer_id: null,
    payment_method_type: "card",
    metadata: {},
    billing_address: { country: of.person.country, line1: null, city: null, state: null, postal_code: null },
    user_email: of.person.email,
    user_username: of.person.username,
    membership_metadata: {},
    affiliate: null,
  };
}

function amountsV1(payment: Payment): JsonObject {
  return {
    total: major(totalOf(payment)),
    subtotal: major(payment.subtotal),
    usd_total: payment.currency === "usd" ? major(totalOf(payment)) : null,
    tax_amount: major(payment.tax),
    tax_behavior: payment.tax > 0 ? "exclusive" : "unspecified",
    tax_refunded_amount: null,
    amount_after_fees: major(payment.subtotal - payment.fee),
  };
}

function refundedAt(payment: Payment): string | null {
  return isoOrNull(payment.refunds.find((r) => r.status === "succeeded")?.createdAt ?? null);
}
