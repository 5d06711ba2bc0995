import type { MembershipWebhookData } from "@whop/api";
import { iso, isoOrNull, type JsonObject, unix } from "./envelope";
import type { Context } from "./facts";
import { personRef } from "./person";

/** A membership as v1 sends it (`@whop/sdk` 0.0.42, `Membership`). It has no price: that is the plan's. */
export function membershipV1(of: Context): JsonObject {
  const { membership, person, plan, product, company } = of;
  return {
    id: membership.id,
    status: membership.status,
    created_at: iso(membership.createdAt),
    joined_at: iso(membership.createdAt),
    updated_at: iso(membership.updatedAt),
    manage_url: `https://whop.com/billing/manage/${membership.id}`,
    member: { id: person.memberId },
    user: personRef(person),
    renewal_period_start: iso(membership.periodStart),
    renewal_period_end: iso(membership.periodEnd),
    cancel_at_period_end: membership.cancelAtPeriodEnd,
    cancel_option: membership.cancelOption,
    cancellation_reason: null,
    canceled_at: isoOrNull(membership.canceledAt),
    currency: plan.currency,
    company: { id: company.id, title: company.title },
    plan: { id: plan.id, metadata: null },
    promo_code: null,
    product: { id: product.id, title: product.title, metadata: null },
    license_key: membership.licenseKey,
    metadata: {},
    payment_collection_paused: false,
    custom_field_responses: [],
    checkout_configuration_id: null,
  };
}

/** A membership as v5 sends it: `page_id` is the company. `canceling` is newer than v5, which says `active` and the flag. */
export function membershipV5(of: Context): MembershipWebhookData & JsonObject {
  const { membership, person, plan, product, company } = of;
  const ended = membership.status === "canceled" || membership.status === "expired";
  return {
    id: membership.id,
    product_id: product.id,
    user_id: person.userId,
    plan_id: plan.id,
    page_id: company.id,
    created_at: unix(membership.createdAt),
    expires_at: ended ? unix(membership.updatedAt) : null,
    renewal_period_start: unix(membership.periodStart),
    renewal_period_end: unix(membership.periodEnd),
    quantity: 1,
    status: membership.status === "canceling" ? "active" : membership.status,
    valid: !ended,
    cancel_at_period_end: membership.cancelAtPeriodEnd,
    license_key: membership.licenseKey,
    metadata: {},
    checkout_id: null,
    affiliate_username: null,
    manage_url: `https://whop.com/orders/${membership.id}/manage/`,
    company_buyer_id: null,
    marketplace: false,
    custom_field_responses: [],
  };
}
