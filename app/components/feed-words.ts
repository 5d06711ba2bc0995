import type { FeedRow } from "../models/feed";

/** What an event is called, which colour says so, and whether its amount came in or went out. */
export interface FeedWords {
  says: string;
  tone?: "gain" | "loss" | "new" | "back";
  sign?: 1 | -1;
}

/** An event in the words of a person; one that Tidemark does not know is shown as it was sent. */
export function wordsOf({
  type,
  sourceType,
  status,
}: Pick<FeedRow, "type" | "sourceType" | "status">): FeedWords {
  if (type === "payment.dispute_resolved") return DISPUTES[status ?? ""] ?? { says: "Dispute closed" };
  const words = Object.hasOwn(WORDS, type) ? WORDS[type] : undefined;
  return words ?? { says: nounAndVerb(type) ?? sourceType };
}

const DISPUTES: Record<string, FeedWords> = {
  won: { says: "Dispute won", tone: "gain", sign: 1 },
  lost: { says: "Dispute lost", tone: "loss" },
};

const WORDS: Record<string, FeedWords> = {
  "payment.succeeded": { says: "Payment", tone: "gain", sign: 1 },
  "payment.failed": { says: "Payment failed", tone: "loss" },
  "payment.refunded": { says: "Refund", tone: "loss", sign: -1 },
  "payment.disputed": { says: "Dispute opened", tone: "loss", sign: -1 },
  "payment.dispute_alerted": { says: "Dispute warning", tone: "loss" },
  "payment.created": { says: "Payment started" },
  "payment.pending": { says: "Payment pending" },
  "payment.authorized": { says: "Payment authorized" },
  "payment.requires_action": { says: "Payment waits for the buyer" },
  "payment.canceled": { says: "Payment canceled" },
  "payment.case_opened": { says: "Case opened" },
  "payment.case_updated": { says: "Case updated" },
  "payment.case_decided": { says: "Case decided" },
  "payment.affiliate_reward_created": { says: "Affiliate reward" },
  "membership.created": { says: "New member", tone: "new" },
  "membership.reactivated": { says: "Member came back", tone: "back" },
  "membership.renewed": { says: "Renewal" },
  "membership.cancelled": { says: "Will not renew" },
  "membership.uncancelled": { says: "Will renew after all" },
  "membership.expired": { says: "Member left", tone: "loss" },
  "membership.updated": { says: "Membership changed" },
  "membership.trial_ending": { says: "Trial ends soon" },
  "membership.metadata_updated": { says: "Membership notes changed" },
  "membership.experience_claimed": { says: "Access claimed" },
  "user.created": { says: "New user" },
  "activity.lesson_completed": { says: "Lesson completed" },
  "activity.message_sent": { says: "Message sent" },
  "activity.reaction_added": { says: "Reaction" },
  "activity.entry_created": { says: "Joined the waitlist" },
  "activity.entry_approved": { says: "Waitlist entry approved" },
  "activity.entry_denied": { says: "Waitlist entry denied" },
  "activity.entry_deleted": { says: "Waitlist entry withdrawn" },
};

const NOUNS: Record<string, string> = {
  user: "User",
  product: "Product",
  plan: "Plan",
  experience: "Experience",
  company: "Company",
  invoice: "Invoice",
  setup_intent: "Payment method",
  withdrawal: "Withdrawal",
  payout: "Payout",
  payout_method: "Payout method",
  payout_account: "Payout account",
  verification: "Verification",
  identity_profile: "Identity",
  ledger_account: "Balance",
};

/** "Invoice paid" of `invoice.paid`; null where the noun is not one of ours. */
function nounAndVerb(type: string): string | null {
  const [noun = "", verb = ""] = type.split(".");
  const known = Object.hasOwn(NOUNS, noun) ? NOUNS[noun] : undefined;
  return known && verb ? `${known} ${verb.replaceAll("_", " ")}` : null;
}
