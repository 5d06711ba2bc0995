import { countDays, countWholeMonths, type Days } from "./calendar";
import { formatDate, formatDay, formatMonth, formatWeekday } from "./days";
import type { Compare, Interval, Preset, Resolved } from "./question";

export const PRESET_WORDS: Record<Preset, string> = {
  today: "Today",
  "7d": "Last 7 days",
  "28d": "Last 28 days",
  "30d": "Last 30 days",
  "90d": "Last 90 days",
  "12m": "Last 12 months",
  mtd: "Month to date",
  ytd: "Year to date",
  all: "All time",
};

export const COMPARE_WORDS: Record<Compare, string> = {
  previous: "Period before",
  year: "Year earlier",
  none: "No comparison",
};

export const INTERVAL_WORDS: Record<Interval, string> = { day: "Day", week: "Week", month: "Month" };

/** "Last 30 days", "October 2026", "Oct 25 – Nov 3, 2026" */
export function rangeInWords({ asked, from, to }: Pick<Resolved, "asked" | "from" | "to">): string {
  return typeof asked.range === "string" ? PRESET_WORDS[asked.range] : daysInWords({ from, to });
}

/** To follow an amount: "in the last 30 days", "today", "in October 2026", "over Oct 25 – Nov 3, 2026". */
export function withinRange({ asked, from, to }: Pick<Resolved, "asked" | "from" | "to">): string {
  if (typeof asked.range === "string") return WITHIN[asked.range];
  if (from === to) return `on ${formatDate(from)}`;
  const words = daysInWords({ from, to });
  return words.includes("–") ? `over ${words}` : `in ${words}`;
}

const WITHIN: Record<Preset, string> = {
  today: "today",
  "7d": "in the last 7 days",
  "28d": "in the last 28 days",
  "30d": "in the last 30 days",
  "90d": "in the last 90 days",
  "12m": "in the last 12 months",
  mtd: "in the month to date",
  ytd: "in the year to date",
  all: "in all",
};

/** "Mar 14, 2026", "October 2026", "2025", "Oct 25 – Nov 3, 2026" */
export function daysInWords({ from, to }: Days): string {
  if (from === to) return formatDate(from);
  const months = countWholeMonths({ from, to });
  const [year, month] = [from.slice(0, 4), from.slice(5, 7)];
  if (months === 1) return formatMonth(from);
  if (months === 12 && month === "01") return year;
  if (year !== to.slice(0, 4)) return `${formatDate(from)} – ${formatDate(to)}`;
  if (month !== to.slice(5, 7)) return `${formatDay(from)} – ${formatDate(to)}`;
  return `${formatDay(from)} – ${Number(to.slice(8))}, ${year}`;
}

/** What a range is compared with, to follow "on": "the 30 days before", "yesterday by now". Null: with nothing. */
export function beforeInWords({ before, compare, from, to, today }: Resolved): string | null {
  if (!before) return null;
  if (compare === "year") return "a year earlier";
  const months = countWholeMonths({ from, to });
  // Of a month that goes on, as much of the one before is compared as has passed of it.
  if (months !== null) {
    const byNow = to >= today ? " by now" : "";
    if (months === 1) return `the month before${byNow}`;
    return months === 12 && from.slice(5, 7) === "01"
      ? `the year before${byNow}`
      : `the ${months} months before${byNow}`;
  }
  if (from === to) return to === today ? "yesterday by now" : "the day before";
  return `the ${countDays({ from, to })} days before`;
}

/** A day, week or month of a chart: "Sat, Mar 14", "Mar 9 – 15, 2026", "March 2026"; cut to the range, what is left of it. */
export function bucketInWords({ from, to }: Days, interval: Interval): string {
  if (interval === "day") return formatWeekday(from);
  if (interval === "month" && from.slice(0, 7) === to.slice(0, 7)) return formatMonth(from);
  return daysInWords({ from, to });
}
