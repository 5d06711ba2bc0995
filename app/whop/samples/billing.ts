import { iso, type JsonObject, major } from "./envelope";
import type { Context } from "./facts";
import { authorRef } from "./person";

const DAY_MS = 86_400_000;

/** `invoice.*`: Whop sends its price as text only. */
export function invoiceV1(of: Context, o: { id: string; status: string; at: number }): JsonObject {
  return {
    id: o.id,
    number: "#0001",
    status: o.status,
    created_at: iso(o.at),
    due_date: iso(o.at + 14 * DAY_MS),
    email_address: of.person.email,
    current_plan: {
      id: of.plan.id,
      currency: of.plan.currency,
      formatted_price: `$${major(of.plan.price).toFixed(2)}`,
    },
    user: authorRef(of.person),
    fetch_invoice_token: "sample-token",
  };
}

/** `setup_intent.*`: a card saved for later, no money moved. */
export function setupIntentV1(of: Context, o: { id: string; status: string; at: number }): JsonObject {
  return {
    id: o.id,
    status: o.status,
    created_at: iso(o.at),
    company: { id: of.company.id },
    member: { id: of.person.memberId, user: authorRef(of.person) },
    payment_method: null,
    checkout_configuration: null,
    metadata: {},
    error_message: null,
    three_ds_verified: false,
  };
}

/** `withdrawal.*` and its successor `payout.*`: money on its way from Whop to the creator's bank. */
export function withdrawalV1(
  of: Context,
  o: { id: string; status: string; cents: number; at: number },
): JsonObject {
  return {
    id: o.id,
    amount: major(o.cents),
    currency: of.plan.currency,
    fee_amount: 0,
    fee_type: null,
    markup_fee: 0,
    speed: "standard",
    status: o.status,
    created_at: iso(o.at),
    updated_at: iso(o.at),
    estimated_availability: iso(o.at + 3 * DAY_MS),
    ledger_account: { id: `ldgr_${of.company.id.slice(4)}`, company_id: of.company.id },
    payout_token: null,
    error_code: null,
    error_message: null,
    trace_code: null,
  };
}
