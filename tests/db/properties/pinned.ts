import { iso, type Json, type JsonObject } from "../../../app/whop/samples/envelope";
import type { Context, Payment } from "../../../app/whop/samples/facts";
import { paymentV1 } from "../../../app/whop/samples/payment";

/** A membership as v1 sends it to hooks pinned to 2026-08-14 or later: flat, and its period has only an end. */
export function membershipPinned(of: Context): JsonObject {
  const { membership, company } = of;
  return {
    id: membership.id,
    status: membership.status,
    created_at: iso(membership.createdAt),
    updated_at: iso(membership.updatedAt),
    current_period_end: iso(membership.periodEnd),
    cancel_at_period_end: membership.cancelAtPeriodEnd,
    account: { id: company.id, route: company.route, title: company.title, logo_url: null },
    user_id: of.person.userId,
    plan_id: of.plan.id,
    product_id: of.product.id,
    license_key: membership.licenseKey,
    phone_number: null,
    metadata: {},
  };
}

const MONEY = ["total", "subtotal", "amount_after_fees", "refunded_amount", "tax_amount", "usd_total"];
const GONE = [
  "company",
  "refunds",
  "disputes",
  "membership",
  "member",
  "plan",
  "product",
  "promo_code",
  "settlement_amount",
  "last_payment_attempt",
  "next_payment_attempt",
];

/** A payment as v1 sends it to hooks pinned to 2026-09-02-1 or later: flat, its money as objects with decimal texts. */
export function paymentPinned(payment: Payment, of: Context): JsonObject {
  const before = paymentV1(payment, of);
  const kept = Object.entries(before).filter(([field]) => !GONE.includes(field));
  return {
    ...Object.fromEntries(
      kept.map(([field, value]) => [field, MONEY.includes(field) ? moneyObject(value, payment) : value]),
    ),
    account_id: of.company.id,
    membership_id: of.membership.id,
    member_id: of.person.memberId,
    plan_id: of.plan.id,
    product_id: of.product.id,
    promo_code_id: null,
    last_payment_attempt_at: before.last_payment_attempt ?? null,
    next_payment_attempt_at: null,
  };
}

function moneyObject(value: Json, { currency }: Payment): Json {
  if (typeof value !== "number") return null;
  const decimals = currency === "kwd" ? 3 : 2;
  return { amount: value.toFixed(decimals), currency, decimals, display_decimals: decimals };
}
