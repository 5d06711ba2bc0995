import { ASIDES } from "./asides";
import { contextAt } from "./context";
import type { Happening } from "./happening";
import type { History } from "./history";
import { BEGAN } from "./terms";

/** What somebody who visits may do, by the names that Whop or Tidemark has for it. */
export const VISIT_NAMES = [
  "course_lesson_interaction.completed",
  "chat.message.created",
  "chat.reaction.created",
  "activity.page_viewed",
  "user.logged_in",
  "entry.created",
] as const;

const MINUTE = 60_000;

/** People who come, on one day or several, and do something. */
export function visitsOf(history: History): Happening[] {
  return history.visits.map(({ minute, user, name, told }, number) => {
    const at = BEGAN + minute * MINUTE;
    const data = ASIDES[name]?.(contextAt(history, 0, { user, plan: 0 }, at), at, FIRST_NUMBER + number);
    if (!data) throw new Error(`Nobody visits to ${name}.`);
    return { at, told, what: { object: "other", name, data } };
  });
}

/** Asides count from 0. */
const FIRST_NUMBER = 50;
