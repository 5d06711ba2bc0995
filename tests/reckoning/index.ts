/**
 * A second way of computing the figures: plain TypeScript over the deliveries of a company, from the words that define
 * each figure and by no code that the database runs. Where the two differ, one of them is wrong.
 */

import { belongingTo } from "./belonging";
import { inOrder } from "./fold";
import { type Membership, membershipsIn } from "./memberships";
import { type Entry, moneyIn, type Payment } from "./money";
import { type Access, accessOf, type Movement, movementsOf } from "./people";
import { type Delivery, read } from "./reading";
import type { Instant } from "./time";

/** All that follows from a company's deliveries. */
export interface Books {
  zone: string;
  payments: Payment[];
  entries: Entry[];
  memberships: Membership[];
  movements: Movement[];
  access: Access[];
  /** when each user was seen first */
  users: Map<string, Instant>;
  /** what was done, and by whom where that is known */
  activity: { at: Instant; user: string | undefined }[];
}

/** The books of a company after these deliveries, in whatever order they are given; its days are those of `zone`. */
export function reckon(
  deliveries: readonly Delivery[],
  { company, zone = "UTC" }: { company: string; zone?: string },
): Books {
  const once = new Map(deliveries.map((delivery) => [delivery.key, delivery]));
  const readings = inOrder(belongingTo(company, [...once.values()].map(read)));
  const { payments, entries } = moneyIn(readings);
  const memberships = membershipsIn(readings);
  const users = new Map<string, Instant>();
  for (const { ids, at } of readings) {
    if (ids.user !== undefined) users.set(ids.user, Math.min(at, users.get(ids.user) ?? at));
  }
  return {
    zone,
    payments: [...payments.values()],
    entries,
    memberships,
    movements: movementsOf(memberships),
    access: accessOf(memberships),
    users,
    activity: readings.filter(({ isActivity }) => isActivity).map(({ at, ids }) => ({ at, user: ids.user })),
  };
}
