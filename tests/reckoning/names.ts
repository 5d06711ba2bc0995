/** What an event name says: of what object the payload is, what happened to it, and where in its life that comes. */
export interface Name {
  object:
    | "payment"
    | "membership"
    | "refund"
    | "dispute"
    | "plan"
    | "product"
    | "user"
    | "company"
    | "experience"
    | null;
  happened: string;
  rank: number;
}

const NAMES = new Map<string, Name>();

function list(object: Name["object"], names: Record<string, [happened: string, rank: number]>): void {
  for (const [name, [happened, rank]] of Object.entries(names)) {
    const isApps = object === "payment" || object === "membership";
    for (const known of isApps ? [name, `app_${name}`] : [name]) {
      NAMES.set(known, { object, happened, rank });
      // Names are also sent with underscores; those within a name stay.
      NAMES.set(known.replaceAll(".", "_"), { object, happened, rank });
    }
  }
}

list("payment", {
  "payment.created": ["created", 0],
  "payment.requires_action": ["requires action", 1],
  "payment.pending": ["pending", 2],
  "payment.failed": ["failed", 3],
  "payment.authorized": ["authorized", 4],
  "payment.canceled": ["canceled", 4],
  "payment.succeeded": ["succeeded", 5],
  "payment.affiliate_reward_created": ["rewarded", 5],
  "payment.disputed": ["disputed", 6],
  "payment.refunded": ["refunded", 7],
  "payment.dispute_resolved": ["dispute resolved", 8],
});
list("refund", { "refund.created": ["created", 7], "refund.updated": ["updated", 7] });
list("dispute", { "dispute.created": ["opened", 6], "dispute.updated": ["updated", 8] });
list("membership", {
  "membership.activated": ["began", 1],
  "membership.went_valid": ["began", 1],
  "membership.created": ["began", 1],
  "membership.reactivated": ["began", 1],
  "membership.updated": ["updated", 1],
  "membership.metadata_updated": ["noted", 1],
  "membership.trial_ending_soon": ["noted", 1],
  "membership.trial_ending": ["noted", 1],
  "membership.renewed": ["renewed", 2],
  "membership.cancel_at_period_end_changed": ["cancelled", 4],
  "membership.cancelled": ["cancelled", 4],
  "membership.uncancelled": ["uncancelled", 4],
  "membership.deactivated": ["ended", 5],
  "membership.went_invalid": ["ended", 5],
  "membership.expired": ["ended", 5],
});
list(null, {
  "membership.experience_claimed": ["claimed", 0],
  "membership.experienced_claimed": ["claimed", 0],
});
list(null, {
  "dispute_alert.created": ["alerted", 6],
  "resolution_center_case.created": ["case opened", 6],
  "resolution_center_case.updated": ["case updated", 7],
  "resolution_center_case.decided": ["case decided", 8],
  "resolution.created": ["case opened", 6],
  "resolution.updated": ["case updated", 7],
  "resolution.decided": ["case decided", 8],
});
for (const object of ["plan", "product", "experience", "company"] as const) {
  list(object, {
    [`${object}.created`]: ["created", 0],
    [`${object}.updated`]: ["updated", 1],
    [`${object}.published`]: ["updated", 1],
    [`${object}.unpublished`]: ["updated", 1],
    [`${object}.deleted`]: ["deleted", 2],
  });
}
list("company", { "account.updated": ["updated", 1] });
list("user", {
  "user.created": ["created", 0],
  "user.updated": ["updated", 1],
  "user.deleted": ["deleted", 2],
});

/** What that name says; a name that nobody knows says nothing. */
export function nameOf(name: string): Name {
  return NAMES.get(name) ?? { object: null, happened: "something", rank: 0 };
}

const ACTIVITY = [
  "membership.experience_claimed",
  "membership.experienced_claimed",
  "course_lesson_interaction.completed",
  "chat.message.created",
  "chat.reaction.created",
  "entry.created",
  "entry.approved",
  "entry.denied",
  "entry.deleted",
];

/** Whether that name tells of something that a user did: those above, and whatever else is called user.… or activity.… */
export function isActivity(name: string): boolean {
  const own = name.replace(/^app_membership/, "membership");
  if (ACTIVITY.some((known) => own === known || own === known.replaceAll(".", "_"))) return true;
  return /^(user|activity)\./.test(name) && !NAMES.has(name);
}
