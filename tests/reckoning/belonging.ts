import type { Reading } from "./reading";

const BY = ["payment", "membership", "plan", "product"] as const;

/**
 * The readings that count for a company: those that say they are its own, and those that say nothing but name a payment, membership,
 * plan or product of it, as far as that is known by any of them. Tests are nobody's.
 */
export function belongingTo(company: string, readings: readonly Reading[]): Reading[] {
  const known = new Set<string>();
  const learn = (reading: Reading) => {
    for (const object of BY) if (isKnownBy(reading, object)) known.add(`${object} ${reading.ids[object]}`);
  };
  const own = readings.filter((reading) => !reading.isTest && reading.company === company);
  own.forEach(learn);
  let waiting = readings.filter((reading) => !reading.isTest && reading.company === undefined);
  for (;;) {
    const isKnown = ({ ids }: Reading) =>
      BY.some((object) => ids[object] && known.has(`${object} ${ids[object]}`));
    const found = waiting.filter(isKnown);
    if (found.length === 0) return own;
    own.push(...found);
    found.forEach(learn);
    waiting = waiting.filter((reading) => !found.includes(reading));
  }
}

/** A membership is known once something is told of it: a payment for a lifetime that mentions it tells nothing. */
function isKnownBy({ ids, membership }: Reading, object: (typeof BY)[number]): boolean {
  return ids[object] !== undefined && (object !== "membership" || membership !== undefined);
}
