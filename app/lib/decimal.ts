/**
 * A decimal number as text, exactly as Postgres `numeric` prints it: "1249.00", "-3.5".
 * Money stays text from the database to the screen; arithmetic on it is done here, in whole units.
 */
export type Decimal = string;

/** `a − b`, exact to eight places, which is the scale money is stored in. */
export function subtract(a: Decimal, b: Decimal): Decimal {
  return fromUnits(toUnits(a) - toUnits(b));
}

/** The sum of all amounts; "0" of none. */
export function sum(amounts: Iterable<Decimal>): Decimal {
  let total = 0n;
  for (const amount of amounts) total += toUnits(amount);
  return fromUnits(total);
}

/** −1, 0 or 1. */
export function signOf(amount: Decimal): -1 | 0 | 1 {
  const units = toUnits(amount);
  return units < 0n ? -1 : units > 0n ? 1 : 0;
}

/** −1, 0 or 1, as `a` is less than, equal to or more than `b`. */
export function compare(a: Decimal, b: Decimal): -1 | 0 | 1 {
  return signOf(subtract(a, b));
}

/** The amount without its sign. */
export function magnitude(amount: Decimal): Decimal {
  return amount.startsWith("-") ? amount.slice(1) : amount;
}

/**
 * By how much `now` differs from `before`, in tenths of a percent, rounded half away from zero.
 * Null where a percentage would mean nothing: `before` is zero or negative.
 */
export function changeInTenthsOfPercent(now: Decimal, before: Decimal): number | null {
  const base = toUnits(before);
  if (base <= 0n) return null;
  const scaled = (toUnits(now) - base) * 1000n;
  const half = scaled < 0n ? -(base / 2n) : base / 2n;
  return Number((scaled + half) / base);
}

const PLACES = 8;
const SCALE = 10n ** BigInt(PLACES);

function toUnits(amount: Decimal): bigint {
  const match = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(amount.trim());
  if (!match)
    throw new RangeError(`"${amount}" is not a decimal number: send money as text such as "49.00".`);
  const [, sign, whole = "0", fraction = ""] = match;
  const units = BigInt(whole) * SCALE + BigInt(fraction.padEnd(PLACES, "0").slice(0, PLACES));
  return sign === "-" ? -units : units;
}

function fromUnits(units: bigint): Decimal {
  const sign = units < 0n ? "-" : "";
  const positive = units < 0n ? -units : units;
  const fraction = (positive % SCALE).toString().padStart(PLACES, "0").replace(/0+$/, "");
  return `${sign}${positive / SCALE}${fraction ? `.${fraction}` : ""}`;
}
