import type { MembershipEvent, What } from "./happening";
import type { Telling } from "./history";

/** What a thing that happened is called by this hook. */
export function nameOf(what: What, { name }: Telling, legacy: boolean): string {
  const whop = whopName(what, legacy);
  const app = appName(what, whop);
  switch (name) {
    case "whop":
      return whop;
    case "underscored":
      return whop.replaceAll(".", "_");
    case "app":
      return app;
    case "underscored app":
      return app.replaceAll(".", "_");
    case "own":
      return what.object === "membership" ? OWN[what.event] : whop;
    case "updated":
      if (what.object !== "membership" || what.event === "claimed") return whop;
      return legacy ? "membership.metadata_updated" : "membership.updated";
  }
}

function whopName(what: What, legacy: boolean): string {
  switch (what.object) {
    case "membership":
      return (legacy ? LEGACY : CURRENT)[what.event];
    case "payment":
    case "refund":
    case "dispute":
      return `${what.object}.${what.event}`;
    case "other":
      return what.name;
    case "test":
      return "payment.succeeded";
  }
}

const APP =
  /^(payment\.(created|pending|failed|succeeded)|membership\.(went_valid|went_invalid|cancel_at_period_end_changed))$/;

function appName(what: What, whop: string): string {
  const name = what.object === "membership" ? LEGACY[what.event] : whop;
  return APP.test(name) ? `app_${name}` : whop;
}

const LEGACY: Record<MembershipEvent, string> = {
  activated: "membership.went_valid",
  reactivated: "membership.went_valid",
  deactivated: "membership.went_invalid",
  flagged: "membership.cancel_at_period_end_changed",
  unflagged: "membership.cancel_at_period_end_changed",
  updated: "membership.metadata_updated",
  renewed: "membership.metadata_updated",
  reminded: "membership.trial_ending_soon",
  claimed: "membership.experience_claimed",
};

const CURRENT: Record<MembershipEvent, string> = {
  ...LEGACY,
  activated: "membership.activated",
  reactivated: "membership.activated",
  deactivated: "membership.deactivated",
  updated: "membership.updated",
  renewed: "membership.updated",
};

/** Tidemark's own names are accepted as incoming names too. */
const OWN: Record<MembershipEvent, string> = {
  activated: "membership.created",
  reactivated: "membership.reactivated",
  deactivated: "membership.expired",
  flagged: "membership.cancelled",
  unflagged: "membership.uncancelled",
  updated: "membership.updated",
  renewed: "membership.renewed",
  reminded: "membership.trial_ending",
  claimed: "membership.experienced_claimed",
};
