import type { Context } from "../../../app/whop/samples/facts";
import { contextAt } from "./context";
import type { Happening, MembershipEvent, What } from "./happening";
import type { History, MembershipStory, Step, Telling } from "./history";
import { alert, type Bill, dispute, pay, refund } from "./paying";
import { DAY, dayAt, planAt } from "./terms";

/** Where a membership and its payments stood in the end: the truth that figures are reckoned from. */
export interface Life {
  of: Context;
  /** the number of its plan in the history */
  plan: number;
  bills: Bill[];
  /** the newest paid period: what it cost before tax, and on which plan */
  paid: { subtotal: number; plan: number } | null;
}

export const HAS_ACCESS: readonly string[] = ["trialing", "active", "past_due", "canceling", "completed"];

/** Notes what happened then; the payload shows all things as they stand at the moment of writing. */
export type Write = (at: number, what: What) => void;

/** Lives through one membership's story, step by step, and writes down what happens. */
export function live(history: History, number: number, story: MembershipStory): [Life, Happening[]] {
  const happenings: Happening[] = [];
  const writer = (first: Telling[], later: Telling[]): Write => {
    let told = first;
    return (at, what) => {
      happenings.push({ at, told, what: structuredClone(what) });
      told = later;
    };
  };
  let at = dayAt(story.day);
  const of = contextAt(history, number, story, at);
  const life: Life = { of, plan: story.plan % history.plans.length, bills: [], paid: null };
  of.membership.status = of.plan.kind === "one_time" ? "completed" : story.onTrial ? "trialing" : "active";
  if (story.onTrial) of.membership.periodEnd = at + 7 * DAY;
  writer(story.told, [])(at, { object: "membership", event: "activated", of });
  for (const step of story.life) {
    at += step.after;
    of.membership.updatedAt = at;
    at = take(history, life, step, at, writer(step.told, step.toldLater));
  }
  return [life, happenings];
}

/** Takes one step, and answers when it was over. */
function take(history: History, life: Life, step: Step, at: number, write: Write): number {
  life.of.plan = planAt(history.plans, life.plan, at);
  switch (step.does) {
    case "pay":
      return pay(life, step, at, write);
    case "refund":
      return refund(history, life, step, at, write);
    case "dispute":
      return dispute(history, life, step, at, write);
    case "alert":
      return alert(history, life, step, at, write);
    default: {
      const event = turn(history, life, step, at);
      // What ended is told with the status that came with the end, which need not be the one it has now.
      const status = step.does === "end" ? step.status : life.of.membership.status;
      const of = { ...life.of, membership: { ...life.of.membership, status } };
      if (event) write(at, { object: "membership", event, of });
      return at;
    }
  }
}

/** What a step without money makes of the membership, and what that is called; null where it makes no sense. */
function turn(history: History, life: Life, step: Step, at: number): MembershipEvent | null {
  const { of } = life;
  const { membership } = of;
  const gone = !HAS_ACCESS.includes(membership.status);
  switch (step.does) {
    case "cancel":
      if (gone || membership.status === "completed") return null;
      Object.assign(membership, { cancelAtPeriodEnd: true, canceledAt: at });
      if (membership.status === "active") membership.status = "canceling";
      return "flagged";
    case "uncancel":
      if (gone || membership.status === "completed") return null;
      Object.assign(membership, { cancelAtPeriodEnd: false, canceledAt: null });
      if (membership.status === "canceling") membership.status = "active";
      return "unflagged";
    case "owe":
      if (membership.status !== "active" && membership.status !== "canceling") return null;
      membership.status = "past_due";
      return "updated";
    case "default":
      if (membership.status !== "past_due") return null;
      membership.status = "unresolved";
      return "updated";
    case "end":
      if (gone) return null;
      membership.status = step.status === "canceled" ? "canceled" : "expired";
      return "deactivated";
    case "return":
      if (!gone) return null;
      membership.status = of.plan.kind === "one_time" ? "completed" : "active";
      membership.cancelAtPeriodEnd = false;
      if (!step.inTheSamePeriod) beginPeriod(of, at);
      return "reactivated";
    case "change": {
      const plan = step.plan % history.plans.length;
      const next = planAt(history.plans, plan, at);
      if (gone || next.kind === "one_time" || of.plan.kind === "one_time") return null;
      life.plan = plan;
      of.plan = next;
      return "updated";
    }
    case "renew":
      return "renewed";
    case "remind":
      return "reminded";
    case "claim":
      return "claimed";
    default:
      return "updated";
  }
}

export function beginPeriod({ membership, plan }: Context, at: number): void {
  membership.periodStart = at;
  membership.periodEnd = at + (plan.billingDays ?? 30) * DAY;
}
