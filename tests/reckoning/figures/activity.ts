import type { Books } from "../index";
import { dayOf, daysAfter, startOf } from "../time";
import { type Figure, quotient, type Range, within } from "./range";

/** Who did something, on the range's last day and on the 7 and 30 days that end with it; as far as the range goes. */
export function activityOf({ activity, zone }: Books, range: Range): Record<string, Figure> {
  const lastDay = dayOf(Number.isFinite(range.to) ? range.to - 1 : range.now, zone);
  const users = (days: number) => {
    const from = startOf(daysAfter(lastDay, 1 - days), zone);
    const to = Math.min(range.to, startOf(daysAfter(lastDay, 1), zone));
    const acts = activity.filter(within({ from, to }));
    return new Set(acts.flatMap(({ user }) => (user === undefined ? [] : [user]))).size;
  };
  return {
    active_users: users(1),
    weekly_active_users: users(7),
    monthly_active_users: users(30),
    stickiness: quotient(users(1), users(30)),
    activity_events: activity.filter(within(range)).length,
  };
}
