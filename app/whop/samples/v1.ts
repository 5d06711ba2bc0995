import { entryV1, lessonCompletedV1, messageV1, reactionV1 } from "./activity";
import { invoiceV1, setupIntentV1, withdrawalV1 } from "./billing";
import { companyV1, experienceV1, planV1, productV1 } from "./catalogue";
import { caseV1, disputeAlertV1, disputeV1 } from "./dispute";
import { iso, type JsonObject } from "./envelope";
import type { Dispute, Membership, Payment, Refund } from "./facts";
import { membershipV1 } from "./membership";
import { paymentV1 } from "./payment";
import { authorRef, memberV1, userV1 } from "./person";
import { refundV1 } from "./refund";
import type { Scene } from "./scene";

type Sample = (scene: Scene) => JsonObject;

const declined = { failures: 1, failureMessage: "Your card has insufficient funds." };

/** The `data` of v1 samples by event name; names that Whop does not send yet carry the object they speak of. */
export const currentSamples: Record<string, Sample> = {
  "payment.created": payment({ status: "open", substatus: "pending", paidAt: null, lastAttemptAt: null }),
  "payment.pending": payment({ status: "pending", substatus: "pending", paidAt: null }),
  "payment.authorized": payment({ status: "authorized", substatus: "requires_capture", paidAt: null }),
  "payment.requires_action": payment({ status: "open", substatus: "incomplete", paidAt: null }),
  "payment.canceled": payment({ status: "void", substatus: "canceled", paidAt: null }),
  "payment.succeeded": payment({}),
  "payment.failed": payment({ status: "open", substatus: "failed", paidAt: null, ...declined }),
  "payment.refunded": (s) => payment({ substatus: "refunded", refunds: [s.refund] })(s),
  "payment.disputed": (s) => payment({ substatus: "dispute_needs_response", disputes: [s.dispute] })(s),
  "payment.dispute_resolved": (s) => ({
    ...payment({ substatus: "dispute_won", disputes: [{ ...s.dispute, status: "won" }] })(s),
    outcome: "won",
  }),
  "payment.dispute_alerted": (s) => disputeAlertV1(s.dispute, s.payment, s.of),
  "payment.case_opened": resolutionCase("merchant_response_needed"),
  "payment.case_updated": resolutionCase("under_platform_review"),
  "payment.case_decided": resolutionCase("merchant_won"),
  "refund.created": refund("pending"),
  "refund.updated": refund("succeeded"),
  "dispute.created": dispute("needs_response"),
  "dispute.updated": dispute("won"),
  "dispute_alert.created": (s) => disputeAlertV1(s.dispute, s.payment, s.of),
  "resolution_center_case.created": resolutionCase("merchant_response_needed"),
  "resolution_center_case.updated": resolutionCase("under_platform_review"),
  "resolution_center_case.decided": resolutionCase("merchant_won"),

  "membership.activated": membership({}),
  "membership.created": membership({}),
  "membership.renewed": membership({}),
  "membership.reactivated": membership({}),
  "membership.updated": membership({}),
  "membership.trial_ending_soon": membership({ status: "trialing" }),
  "membership.trial_ending": membership({ status: "trialing" }),
  "membership.cancel_at_period_end_changed": leaving(),
  "membership.cancelled": leaving(),
  "membership.uncancelled": membership({}),
  "membership.deactivated": membership({ status: "canceled" }),
  "membership.expired": membership({ status: "expired" }),
  "membership.experienced_claimed": membership({}),

  "user.created": user,
  "user.updated": user,
  "user.deleted": user,
  "member.created": (s) => memberV1(s.of.person, s.of.company, s.now),
  "member.updated": (s) => memberV1(s.of.person, s.of.company, s.now),
  "user.logged_in": user,

  "product.created": product,
  "product.updated": product,
  "product.deleted": product,
  "product.published": product,
  "product.unpublished": product,
  "plan.created": plan,
  "plan.updated": plan,
  "plan.deleted": plan,
  "experience.created": experience,
  "experience.updated": experience,
  "experience.deleted": experience,
  "company.created": company,
  "company.updated": company,
  "account.updated": company,

  "course_lesson_interaction.completed": lesson,
  "activity.lesson_completed": lesson,
  "chat.message.created": message,
  "activity.message_sent": message,
  "chat.reaction.created": reaction,
  "activity.reaction_added": reaction,
  "entry.created": entry("pending"),
  "entry.approved": entry("approved"),
  "entry.denied": entry("denied"),
  "entry.deleted": entry("pending"),
  "activity.entry_created": entry("pending"),
  "activity.entry_approved": entry("approved"),
  "activity.entry_denied": entry("denied"),
  "activity.entry_deleted": entry("pending"),
  "activity.page_viewed": genericSample,

  "invoice.created": invoice("open"),
  "invoice.paid": invoice("paid"),
  "invoice.past_due": invoice("past_due"),
  "invoice.voided": invoice("void"),
  "invoice.marked_uncollectible": invoice("uncollectible"),
  "setup_intent.requires_action": setupIntent("requires_action"),
  "setup_intent.succeeded": setupIntent("succeeded"),
  "setup_intent.canceled": setupIntent("canceled"),
  "withdrawal.created": withdrawal("requested"),
  "withdrawal.updated": withdrawal("completed"),
  "withdrawal.reversed": withdrawal("failed"),
  "payout.created": withdrawal("requested"),
  "payout.updated": withdrawal("completed"),
  "payout.reversed": withdrawal("failed"),
  "payout_method.created": genericSample,
  "payout_account.status_updated": genericSample,
  "verification.succeeded": genericSample,
  "identity_profile.approved": genericSample,
  "identity_profile.rejected": genericSample,
  "identity_profile.needs_action": genericSample,
  "identity_profile.updated": genericSample,
  "ledger_account.funds_available": genericSample,
};

/** What a delivery of a name without its own sample holds: an object, a person and a time. */
export function genericSample(s: Scene): JsonObject {
  return {
    id: s.id("obj_"),
    status: "created",
    company: { id: s.of.company.id, title: s.of.company.title },
    user: authorRef(s.of.person),
    created_at: iso(s.now),
    updated_at: iso(s.now),
  };
}

function payment(change: Partial<Payment>): Sample {
  return (s) => paymentV1({ ...s.payment, ...change }, s.of);
}

function membership(change: Partial<Membership>): Sample {
  return ({ of }) => membershipV1({ ...of, membership: { ...of.membership, ...change } });
}

function leaving(): Sample {
  return (s) => {
    const canceled = { status: "canceling", cancelAtPeriodEnd: true, canceledAt: s.now } as const;
    return membership({ ...canceled, cancelOption: "too_expensive" })(s);
  };
}

function refund(status: Refund["status"]): Sample {
  return (s) => refundV1({ ...s.refund, status }, s.payment, s.of);
}

function dispute(status: Dispute["status"]): Sample {
  return (s) => disputeV1({ ...s.dispute, status }, s.payment, s.of);
}

function resolutionCase(status: string): Sample {
  return (s) => caseV1(s.payment, s.of, { id: s.id("reso_"), status, at: s.now });
}

function user(s: Scene): JsonObject {
  return userV1(s.of.person, s.now);
}

function company(s: Scene): JsonObject {
  return companyV1(s.of.company, s.now);
}

function product(s: Scene): JsonObject {
  return productV1(s.of.product, s.of.company, s.now);
}

function plan(s: Scene): JsonObject {
  return planV1(s.of.plan, s.of.product, s.of.company, s.now);
}

function experience(s: Scene): JsonObject {
  return experienceV1({ id: "exp_SandboxChat001", name: "Chat", ...s.of, at: s.now });
}

function lesson(s: Scene): JsonObject {
  return lessonCompletedV1({
    id: s.id("crsli_"),
    person: s.of.person,
    lesson: { id: "lesn_SandboxBasic1", title: "Getting started", chapterId: "chap_SandboxBasic1" },
    course: { id: "cors_SandboxBasic1", title: "The basics", experienceId: "exp_SandboxCourse1" },
    at: s.now,
  });
}

function message(s: Scene): JsonObject {
  return messageV1({
    id: s.id("post_"),
    person: s.of.person,
    content: "Hello everyone, glad to be here.",
    channelId: "feed_SandboxChat001",
    experienceId: "exp_SandboxChat001",
    at: s.now,
  });
}

function reaction(s: Scene): JsonObject {
  return reactionV1({
    id: s.id("reac_"),
    person: s.of.person,
    messageId: s.id("post_"),
    emoji: "🔥",
    at: s.now,
  });
}

function entry(status: "pending" | "approved" | "denied"): Sample {
  return (s) => entryV1({ id: s.id("entry_"), status, ...s.of, at: s.now });
}

function invoice(status: string): Sample {
  return (s) => invoiceV1(s.of, { id: s.id("inv_"), status, at: s.now });
}

function setupIntent(status: string): Sample {
  return (s) => setupIntentV1(s.of, { id: s.id("sint_"), status, at: s.now });
}

function withdrawal(status: string): Sample {
  return (s) => withdrawalV1(s.of, { id: s.id("wdrl_"), status, cents: 125_000, at: s.now });
}
