import type { Books } from "../index";
import { type Figure, quotient, type Range, within } from "./range";

/** Students, users, and trials: of every currency. */
export function peopleOf({ access, users, memberships }: Books, range: Range): Record<string, Figure> {
  const count = (kind: string, during: Pick<Range, "from" | "to">) =>
    access.filter((entry) => entry.kind === kind).filter(within(during)).length;
  const ever = { from: Number.NEGATIVE_INFINITY, to: range.to };
  const trials = memberships.flatMap(({ stands }) => {
    const began = stands.find(({ status }) => status === "trialing");
    return began ? [{ at: began.at, paid: stands.some(({ at, mrr }) => at > began.at && mrr > 0n) }] : [];
  });
  const started = trials.filter(within(range));
  return {
    students: count("joined", ever) - count("left", ever),
    students_joined: count("joined", range),
    students_left: count("left", range),
    total_users: [...users.values()].filter((at) => at < range.to).length,
    trials_started: started.length,
    trial_conversion_rate: quotient(started.filter(({ paid }) => paid).length, started.length),
  };
}
