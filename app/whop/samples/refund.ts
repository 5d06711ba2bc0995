import type { RefundWebhookData } from "@whop/api";
import { iso, type JsonObject, major, unix } from "./envelope";
import type { Context, Payment, Refund } from "./facts";
import { paymentRefV1, paymentV5 } from "./payment";

/** A refund as v1 sends it. The company is only in the envelope. */
export function refundV1(refund: Refund, payment: Payment, of: Context): JsonObject {
  return {
    id: refund.id,
    amount: major(refund.amount),
    currency: payment.currency,
    status: refund.status,
    created_at: iso(refund.createdAt),
    provider: "stripe",
    provider_created_at: iso(refund.createdAt),
    reference_status: null,
    reference_type: null,
    reference_value: null,
    payment: paymentRefV1(payment, of),
  };
}

/** A refund as v5 sends it, with the whole payment. */
export function refundV5(refund: Refund, payment: Payment, of: Context): RefundWebhookData {
  return {
    id: refund.id,
    status: refund.status,
    amount: major(refund.amount),
    currency: payment.currency,
    gateway_type: "stripe",
    created_at: unix(refund.createdAt),
    payment_id: payment.id,
    payment: paymentV5(payment, of),
  };
}
