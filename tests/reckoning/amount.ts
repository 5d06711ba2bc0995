/** An exact amount of money: hundred-millionths of a major unit, which is as fine as the ledgers keep it. */
export type Amount = bigint;

const DECIMALS = 8;
const UNIT = 10n ** BigInt(DECIMALS);

/** Money as any of Whop's dialects writes it: a number, a text, or an object with one of them; undefined where it is none. */
export function amountOf(value: unknown): Amount | undefined {
  const written =
    typeof value === "number" || typeof value === "string"
      ? String(value)
      : String((value as { amount?: unknown } | null | undefined)?.amount);
  const match = written.trim().match(/^(-?)(\d+)(?:\.(\d+))?$/);
  if (!match) return undefined;
  const [, sign, whole = "", fraction = ""] = match;
  if (whole.replace(/^0+/, "").length > 12) return undefined;
  const digits = BigInt(`${whole}${fraction}`);
  const amount = divided(digits * UNIT, 10n ** BigInt(fraction.length));
  return sign ? -amount : amount;
}

/** A quotient to the nearest whole number; half goes away from zero, as money is rounded. */
export function divided(dividend: bigint, divisor: bigint): bigint {
  const negative = dividend < 0n !== divisor < 0n;
  const [a, b] = [dividend < 0n ? -dividend : dividend, divisor < 0n ? -divisor : divisor];
  const rounded = (2n * a + b) / (2n * b);
  return negative ? -rounded : rounded;
}

export function lesser(a: Amount, b: Amount): Amount {
  if (a < b) return a;
  return b;
}

/** As PostgreSQL writes trim_scale() of it: 49, 40.83333333, -0.5. */
export function written(amount: Amount): string {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(DECIMALS + 1, "0");
  const fraction = digits.slice(-DECIMALS).replace(/0+$/, "");
  return `${amount < 0n ? "-" : ""}${digits.slice(0, -DECIMALS)}${fraction === "" ? "" : `.${fraction}`}`;
}
