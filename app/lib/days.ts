import { LOCALE } from "./money";

/*
 * A day is text, "2026-03-14", and belongs to the company's time zone already.
 * An instant is ISO 8601 text, and is shown in that zone.
 * Dates are put together from parts: the words between them differ between versions of ICU,
 * and the server and the browser must print the same.
 */

/** "Mar 14" */
export function formatDay(day: string): string {
  const { month, date } = partsOfDay(day);
  return `${month} ${date}`;
}

/** "Sat, Mar 14" */
export function formatWeekday(day: string): string {
  const { weekday, month, date } = partsOfDay(day);
  return `${weekday}, ${month} ${date}`;
}

/** "Mar 14, 2026" */
export function formatDate(day: string): string {
  const { month, date, year } = partsOfDay(day);
  return `${month} ${date}, ${year}`;
}

/** "March 2026" */
export function formatMonth(day: string): string {
  return `${MONTHS[Number(day.slice(5, 7)) - 1]} ${day.slice(0, 4)}`;
}

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** "Mar", or "2026" of a January: the label under an axis of months. */
export function formatMonthTick(day: string): string {
  return day.slice(5, 7) === "01" ? day.slice(0, 4) : partsOfDay(day).month;
}

/** "14:07:31" */
export function formatClock(instant: string, timeZone: string): string {
  const { hour, minute, second } = partsOfInstant(instant, timeZone);
  return `${hour}:${minute}:${second}`;
}

/** "14:07" */
export function formatMinute(instant: string, timeZone: string): string {
  return formatClock(instant, timeZone).slice(0, 5);
}

/** "Mar 14, 2026, 14:07:31" */
export function formatInstant(instant: string, timeZone: string): string {
  return `${formatDate(dayOf(instant, timeZone))}, ${formatClock(instant, timeZone)}`;
}

/** The calendar day of an instant in a zone: "2026-03-14". */
export function dayOf(instant: string, timeZone: string): string {
  const { year, month, day } = partsOfInstant(instant, timeZone);
  return `${year}-${month}-${day}`;
}

/** "now", "12 s", "3 min"; null from an hour on, when the clock says more. */
export function formatAge(instant: string, now: number): string | null {
  const seconds = Math.floor((now - Date.parse(instant)) / 1000);
  if (seconds < 3) return "now";
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return null;
}

const dayParts = new Intl.DateTimeFormat(LOCALE, {
  timeZone: "UTC",
  weekday: "short",
  year: "numeric",
  month: "short",
  day: "numeric",
});

function partsOfDay(day: string) {
  const parts = toRecord(dayParts.formatToParts(new Date(`${day}T00:00:00Z`)));
  return {
    weekday: parts.weekday,
    month: parts.month,
    date: parts.day,
    year: parts.year,
  };
}

const zones = new Map<string, Intl.DateTimeFormat>();

function partsOfInstant(instant: string, timeZone: string) {
  let format = zones.get(timeZone);
  if (!format) {
    format = formatOf(timeZone);
    zones.set(timeZone, format);
  }
  return toRecord(format.formatToParts(new Date(instant)));
}

/** Postgres knows a few zones that a browser may not: those are shown in UTC rather than not at all. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const options: Intl.DateTimeFormatOptions = {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  };
  try {
    return new Intl.DateTimeFormat(LOCALE, options);
  } catch {
    return new Intl.DateTimeFormat(LOCALE, { ...options, timeZone: "UTC" });
  }
}

type Part = "weekday" | "year" | "month" | "day" | "hour" | "minute" | "second";

function toRecord(parts: Intl.DateTimeFormatPart[]): Record<Part, string> {
  const record = {
    weekday: "",
    year: "",
    month: "",
    day: "",
    hour: "",
    minute: "",
    second: "",
  };
  for (const { type, value } of parts) if (type in record) record[type as Part] = value;
  return record;
}
