import { iso, type JsonObject, major } from "./envelope";
import type { Context, Dispute, Payment } from "./facts";
import { paymentRefV1 } from "./payment";
import { personRef } from "./person";

const DAY_MS = 86_400_000;

/** A chargeback as v1 sends it; its end comes as `dispute.updated` with the status `won` or `lost`. */
export function disputeV1(dispute: Dispute, payment: Payment, of: Context): JsonObject {
  return {
    id: dispute.id,
    amount: major(dispute.amount),
    currency: payment.currency,
    status: dispute.status,
    reason: dispute.reason,
    created_at: iso(dispute.createdAt),
    updated_at: iso(dispute.updatedAt),
    needs_response_by: dispute.status === "needs_response" ? iso(dispute.createdAt + 7 * DAY_MS) : null,
    editable: dispute.status === "needs_response",
    visa_rdr: false,
    company: { id: of.company.id, title: of.company.title },
    payment: paymentRefV1(payment, of),
    plan: { id: of.plan.id },
    product: { id: of.product.id, title: of.product.title },
  };
}

/** An early warning of a chargeback: nothing has moved yet. */
export function disputeAlertV1(dispute: Dispute, payment: Payment, of: Context): JsonObject {
  return {
    id: dispute.id.replace("dspt_", "dspa_"),
    alert_type: "dispute",
    amount: major(dispute.amount),
    currency: payment.currency,
    charge_for_alert: true,
    created_at: iso(dispute.createdAt),
    transaction_date: iso(payment.createdAt),
    dispute: null,
    payment: paymentRefV1(payment, of),
  };
}

/** A case in Whop's resolution centre, or its decision. */
export function caseV1(
  payment: Payment,
  of: Context,
  o: { id: string; status: string; at: number },
): JsonObject {
  return {
    id: o.id,
    status: o.status,
    issue: "item_not_as_described",
    company: { id: of.company.id, title: of.company.title },
    user: personRef(of.person),
    member: { id: of.person.memberId },
    payment: paymentRefV1(payment, of),
    created_at: iso(o.at),
    updated_at: iso(o.at),
    due_date: iso(o.at + 3 * DAY_MS),
    customer_appealed: false,
    merchant_appealed: false,
    resolution_events: [],
  };
}
