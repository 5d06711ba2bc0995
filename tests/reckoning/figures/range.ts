import type { Amount } from "../amount";
import type { Instant } from "../time";

/** A figure: money in major units, a count or a quotient; null where there is nothing to divide by. */
export type Figure = number | null;

/** From (included) to (excluded; infinity: as of now), in one currency; and when now is. */
export interface Range {
  currency: string;
  from: Instant;
  to: Instant;
  now: Instant;
}

export function within({ from, to }: Pick<Range, "from" | "to">): (happened: { at: Instant }) => boolean {
  return ({ at }) => at >= from && at < to;
}

/** The instant that a range is as of. */
export function endOf({ to, now }: Range): Instant {
  return Number.isFinite(to) ? to : now;
}

export function sum(amounts: readonly Amount[]): Amount {
  return amounts.reduce((total, amount) => total + amount, 0n);
}

const ONE = 100_000_000;

export function major(amount: Amount): number {
  return Number(amount) / ONE;
}

export function quotient(dividend: Amount | number, divisor: Amount | number): Figure {
  return Number(divisor) === 0 ? null : Number(dividend) / Number(divisor);
}
