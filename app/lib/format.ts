import { changeInTenthsOfPercent, type Decimal, signOf, subtract } from "./decimal";
import { formatMoneySigned, LOCALE } from "./money";

const counts = new Intl.NumberFormat(LOCALE);
const signedCounts = new Intl.NumberFormat(LOCALE, {
  signDisplay: "exceptZero",
});
const percents = new Intl.NumberFormat(LOCALE, {
  signDisplay: "exceptZero",
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});

/** Beyond this a percentage says less than the difference itself. */
const LARGEST_PERCENTAGE = 999;

/** "1,204" */
export function formatCount(count: Decimal): string {
  return counts.format(count as Intl.StringNumericLiteral).replace("-", "\u2212");
}

const ratios = new Intl.NumberFormat(LOCALE, {
  style: "percent",
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const points = new Intl.NumberFormat(LOCALE, {
  signDisplay: "exceptZero",
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});

/** "3.1 %" of 0.031 */
export function formatRatio(ratio: Decimal): string {
  return ratios
    .format(ratio as Intl.StringNumericLiteral)
    .replace("%", "\u202f%")
    .replace("-", "\u2212");
}

/** As on an axis: "5 %". The number is a tick of the scale, not a figure. */
export function formatRatioTick(tick: number): string {
  return `${Number((tick * 100).toFixed(2))}\u202f%`;
}

/** How a figure moved against an earlier one, in words that carry their own sign. */
export interface Change {
  direction: "up" | "down" | "level";
  /** "+4.2 %", "−$120.00"; "0" when level */
  by: string;
}

/** The change of an amount of money, as a percentage where that means something, else as the difference. */
export function changeOfMoney(now: Decimal, before: Decimal, currency: string): Change {
  const tenths = changeInTenthsOfPercent(now, before);
  if (tenths === null || Math.abs(tenths) > LARGEST_PERCENTAGE * 10)
    return differenceOfMoney(now, before, currency);
  if (tenths === 0) return differenceOfMoney(now, before, currency);
  return { direction: tenths > 0 ? "up" : "down", by: formatPercent(tenths) };
}

/** The change of an amount of money as the difference itself. */
export function differenceOfMoney(now: Decimal, before: Decimal, currency: string): Change {
  const difference = subtract(now, before);
  return toChange(difference, formatMoneySigned(difference, currency));
}

/** The change of a count as the difference itself: "+12". */
export function differenceOfCount(now: Decimal, before: Decimal): Change {
  const difference = subtract(now, before);
  return toChange(
    difference,
    signedCounts.format(difference as Intl.StringNumericLiteral).replace("-", "\u2212"),
  );
}

/** The change of a ratio in percentage points: "+0.4 points". */
export function differenceOfRatio(now: Decimal, before: Decimal): Change {
  const tenths = Math.round(Number(subtract(now, before)) * 1000);
  return toChange(String(tenths), `${points.format(tenths / 10).replace("-", "\u2212")} points`);
}

/** "+4.2 %" of 42 tenths. */
export function formatPercent(tenths: number): string {
  return `${percents.format(tenths / 10).replace("-", "\u2212")}\u202f%`;
}

/** "EUR", "EUR and GBP", "EUR, GBP and JPY" */
export function formatList(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

function toChange(difference: Decimal, by: string): Change {
  const sign = signOf(difference);
  if (sign === 0) return { direction: "level", by: "0" };
  return { direction: sign > 0 ? "up" : "down", by };
}
