/*
 * Arithmetic on calendar days. A day is text, "2026-03-14", and knows no clock: summer time changes nothing here.
 */

/** Days as text, both included. */
export interface Days {
  from: string;
  to: string;
}

/** Whether the text is a day there is or was, in a year with four digits. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(toTime(text)) && toDay(toTime(text)) === text;
}

export function addDays(day: string, days: number): string {
  return toDay(toTime(day) + days * DAY_MS);
}

/** The same day of another month, or that month's last where it is shorter: a month after January 31 is February 28 or 29. */
export function addMonths(day: string, months: number): string {
  const monthsInAll = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + months;
  const first = `${pad(Math.floor(monthsInAll / 12), 4)}-${pad((monthsInAll % 12) + 1, 2)}-01`;
  const date = Math.min(Number(day.slice(8)), daysInMonthFrom(first));
  return `${first.slice(0, 8)}${pad(date, 2)}`;
}

/** How many days there are, both ends included. */
export function countDays({ from, to }: Days): number {
  return Math.round((toTime(to) - toTime(from)) / DAY_MS) + 1;
}

/** How many calendar months the days are, where they are whole ones; else null. */
export function countWholeMonths({ from, to }: Days): number | null {
  const next = addDays(to, 1);
  if (!from.endsWith("-01") || !next.endsWith("-01")) return null;
  const months = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));
  return months(next) - months(from);
}

export function earlierOf(day: string, other: string): string {
  if (other < day) return other;
  return day;
}

export function startOfMonth(day: string): string {
  return `${day.slice(0, 8)}01`;
}

export function endOfMonth(day: string): string {
  return addDays(addMonths(startOfMonth(day), 1), -1);
}

const DAY_MS = 86_400_000;

function daysInMonthFrom(first: string): number {
  return new Date(Date.UTC(Number(first.slice(0, 4)), Number(first.slice(5, 7)), 0)).getUTCDate();
}

function toTime(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}

function toDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function pad(number: number, digits: number): string {
  return String(number).padStart(digits, "0");
}
