import type { Plan } from "../../../app/whop/samples/facts";
import type { PlanStory, Terms } from "./history";
import { id } from "./ids";

export const DAY = 86_400_000;
/** Day 0 of every history. */
export const BEGAN = Date.UTC(2024, 8, 1, 9, 30);

export const DAYS: Record<Terms["kind"], number | null> = {
  month: 30,
  year: 365,
  week: 7,
  quarter: 90,
  one_time: null,
};

export function dayAt(day: number): number {
  return BEGAN + day * DAY;
}

/** What the plan asked at that instant. */
export function termsAt(plan: PlanStory, at: number): Terms {
  const terms = { kind: plan.kind, price: plan.price };
  for (const { day, kind, price } of [...plan.changes].sort((a, b) => a.day - b.day)) {
    if (dayAt(day) > at) break;
    if (kind !== undefined) terms.kind = kind;
    if (price !== undefined) terms.price = price;
  }
  return terms;
}

/** The plan as payloads describe it at that instant. */
export function planAt(plans: readonly PlanStory[], number: number, at: number): Plan {
  const story = plans[number % plans.length];
  if (!story) throw new Error("A history has at least one plan.");
  const { kind, price } = termsAt(story, at);
  const index = number % plans.length;
  return {
    id: id("plan", index),
    title: `Plan ${index}`,
    kind: kind === "one_time" ? "one_time" : "renewal",
    price,
    currency: story.currency,
    billingDays: DAYS[kind],
    trialDays: null,
    createdAt: BEGAN,
  };
}
