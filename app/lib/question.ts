import { z } from "zod";
import {
  addDays,
  addMonths,
  countDays,
  countWholeMonths,
  type Days,
  earlierOf,
  endOfMonth,
  isDay,
  startOfMonth,
} from "./calendar";
import { type PageName, pageInfo } from "./pages";

/** Ranges with a name. Those of months end with their last month, also while it is not over. */
export const PRESETS = ["today", "7d", "28d", "30d", "90d", "12m", "mtd", "ytd", "all"] as const;
export type Preset = (typeof PRESETS)[number];
export type Range = Preset | Days;

export const COMPARISONS = ["previous", "year", "none"] as const;
export type Compare = (typeof COMPARISONS)[number];

export const INTERVALS = ["day", "week", "month"] as const;
export type Interval = (typeof INTERVALS)[number];

/** What a page is asked, as its URL says it. Two URLs that mean the same are the same question. */
export interface Question {
  companyId: string;
  page: PageName;
  range: Range;
  compare: Compare;
  /** lower case; null: the company's own */
  currency: string | null;
  /** null: what suits the length of the range */
  interval: Interval | null;
  /** the page's own parameters, each with its value or its default */
  own: Readonly<Record<string, string>>;
}

/** What of a company decides how a question is meant. */
export interface Calendar {
  /** YYYY-MM-DD in the company's zone */
  today: string;
  /** the first day of which there is anything; null: there is nothing yet */
  firstDay: string | null;
  currency: string;
  otherCurrencies: readonly string[];
}

/** A question on one day: what was left open is decided, and what cannot be has become the default. */
export interface Resolved {
  companyId: string;
  /** the question, to ask another one from it */
  asked: Question;
  /** first and last day of the range; the last may be ahead where it ends with its month */
  from: string;
  to: string;
  /** the last day that anything can be shown of: `to`, or today */
  until: string;
  /** what it is compared with; null: with nothing, as was asked or because there was nothing then */
  before: Days | null;
  compare: Compare;
  currency: string;
  interval: Interval;
  /** what suits the length of the range */
  usualInterval: Interval;
  /** those that make a chart of this range which can be read */
  intervals: readonly Interval[];
  today: string;
  own: Readonly<Record<string, string>>;
}

export const DEFAULT_RANGE: Preset = "30d";
const DEFAULT_COMPARE: Compare = "previous";

/** A company's id in an address. */
export function isCompanyId(text: string): boolean {
  return /^biz_\w{1,100}$/.test(text);
}

/** Reads a question from a URL's search. What is missing or malformed has its default. */
export function parseQuestion(companyId: string, page: PageName, search: URLSearchParams): Question {
  const { own } = pageInfo(page);
  return {
    companyId,
    page,
    ...SEARCH.parse(Object.fromEntries(search)),
    own: Object.fromEntries(Object.entries(own).map(([name, read]) => [name, read(search.get(name))])),
  };
}

const SEARCH = /* @__PURE__ */ (() =>
  z.object({
    range: z
      .union([
        z.enum(PRESETS),
        z
          .string()
          .transform(toDays)
          .pipe(z.custom<Days>((days) => days !== null)),
      ])
      .catch(DEFAULT_RANGE),
    compare: z.enum(COMPARISONS).catch(DEFAULT_COMPARE),
    currency: z
      .string()
      .regex(/^[a-z]{2,10}$/i)
      .transform((currency) => currency.toLowerCase())
      .nullable()
      .catch(null),
    interval: z.enum(INTERVALS).nullable().catch(null),
  }))();

/** The parameters of a question that are not defaults, always in the same order: "range=7d&compare=year", or "". */
export function searchOf(question: Question): string {
  const { own } = pageInfo(question.page);
  const search = new URLSearchParams();
  const add = (name: string, value: string | null, usual: string | null) => {
    if (value !== null && value !== usual) search.set(name, value);
  };
  add("range", rangeText(question.range), DEFAULT_RANGE);
  add("compare", question.compare, DEFAULT_COMPARE);
  add("currency", question.currency, null);
  add("interval", question.interval, null);
  for (const [name, read] of Object.entries(own)) add(name, question.own[name] ?? null, read(null));
  return search.toString();
}

/** Where a question is asked: "/dashboard/biz_1/revenue?range=7d". With what the page's address says now, its local parameters stay. */
export function hrefOf(question: Question, now: URLSearchParams = new URLSearchParams()): string {
  const { path, local } = pageInfo(question.page);
  const search = new URLSearchParams(searchOf(question));
  for (const name of local) {
    const value = now.get(name);
    if (value !== null) search.set(name, value);
  }
  const address = `/dashboard/${encodeURIComponent(question.companyId)}${path}`;
  return search.size > 0 ? `${address}?${search}` : address;
}

/** The same question to another page. */
export function onPage(question: Question, page: PageName): Question {
  const { own } = pageInfo(page);
  return {
    ...question,
    page,
    own: Object.fromEntries(Object.entries(own).map(([name, read]) => [name, read(null)])),
  };
}

/** "30d", "2026-01-01..2026-01-31" */
export function rangeText(range: Range): string {
  return typeof range === "string" ? range : `${range.from}..${range.to}`;
}

/** What a question means on the company's today. */
export function resolve(asked: Question, calendar: Calendar): Resolved {
  const { today } = calendar;
  const range = typeof asked.range !== "string" && asked.range.from > today ? DEFAULT_RANGE : asked.range;
  const { from, to } = daysOf(range, calendar);
  const until = earlierOf(to, today);
  const intervals = intervalsFor({ from, to: until });
  const usual = usualInterval(countDays({ from, to: until }));
  const isKnown = asked.currency !== null && calendar.otherCurrencies.includes(asked.currency);
  return {
    companyId: asked.companyId,
    asked: { ...asked, range, currency: isKnown ? asked.currency : null },
    from,
    to,
    until,
    before: range === "all" ? null : daysBefore({ from, to }, asked.compare, calendar),
    compare: asked.compare,
    currency: isKnown && asked.currency ? asked.currency : calendar.currency,
    interval: asked.interval && intervals.includes(asked.interval) ? asked.interval : usual,
    usualInterval: usual,
    intervals,
    today,
    own: asked.own,
  };
}

/**
 * The question of the range before or after, as long as this one: as many days, or as many months where it is whole months.
 * Back at the present it is a preset again. Null where there is nothing to move to: in the future, or before there was anything.
 */
export function moved(resolved: Resolved, by: -1 | 1, calendar: Calendar): Question | null {
  const { asked, from, to, today } = resolved;
  if (asked.range === "all" || (by === 1 && to >= today)) return null;
  const next = shift({ from, to }, by);
  const months = countWholeMonths(next);
  const days =
    months === null && next.to > today ? { from: addDays(today, 1 - countDays(next)), to: today } : next;
  if (days.to < (calendar.firstDay ?? today) || days.from < FIRST_DAY) return null;
  return { ...asked, range: nameOf(days, calendar) };
}

/** The days of a range; those of months end with their last month. */
function daysOf(range: Range, { today, firstDay }: Calendar): Days {
  switch (range) {
    case "today":
      return { from: today, to: today };
    case "7d":
    case "28d":
    case "30d":
    case "90d":
      return { from: addDays(today, 1 - Number.parseInt(range, 10)), to: today };
    case "12m":
      return { from: addMonths(startOfMonth(today), -11), to: endOfMonth(today) };
    case "mtd":
      return { from: startOfMonth(today), to: endOfMonth(today) };
    case "ytd":
      return { from: `${today.slice(0, 4)}-01-01`, to: `${today.slice(0, 4)}-12-31` };
    case "all": {
      const days = { from: earlierOf(firstDay ?? today, today), to: today };
      return countDays(days) <= MOST_DAYS ? days : { from: addDays(today, 1 - MOST_DAYS), to: today };
    }
    default:
      return range;
  }
}

/** The days that a range is compared with, as metrics.period has them; null before there was anything. */
function daysBefore(days: Days, compare: Compare, { firstDay }: Calendar): Days | null {
  if (compare === "none") return null;
  const before =
    compare === "year" ? { from: addMonths(days.from, -12), to: addMonths(days.to, -12) } : shift(days, -1);
  return firstDay === null || before.to < firstDay || before.from < FIRST_DAY ? null : before;
}

function shift(days: Days, by: -1 | 1): Days {
  const months = countWholeMonths(days);
  if (months === null) {
    const length = countDays(days);
    return { from: addDays(days.from, by * length), to: addDays(days.to, by * length) };
  }
  const from = addMonths(days.from, by * months);
  return { from, to: addDays(addMonths(from, months), -1) };
}

function nameOf(days: Days, calendar: Calendar): Range {
  const isIt = (preset: Preset) => {
    const { from, to } = daysOf(preset, calendar);
    return from === days.from && to === days.to;
  };
  return PRESETS.find((preset) => preset !== "all" && isIt(preset)) ?? days;
}

/** What the database answers for: from here on, and no more days at once. */
const FIRST_DAY = "1970-01-01";
const LAST_DAY = "2999-12-31";
const MOST_DAYS = 7_300;

function toDays(text: string): Days | null {
  const [from = "", to = "", ...rest] = text.split("..");
  if (rest.length > 0 || !isDay(from) || !isDay(to) || from > to) return null;
  if (from < FIRST_DAY || to > LAST_DAY || countDays({ from, to }) > MOST_DAYS) return null;
  return { from, to };
}

/** More points than this are no chart any more. */
const MOST_POINTS = 400;

function intervalsFor(days: Days): Interval[] {
  const length = countDays(days);
  const makesSense: Record<Interval, boolean> = {
    day: length <= MOST_POINTS,
    week: length > 7 && length <= MOST_POINTS * 7,
    month: length > 31,
  };
  return INTERVALS.filter((interval) => makesSense[interval]);
}

function usualInterval(length: number): Interval {
  if (length <= 45) return "day";
  return length <= 26 * 7 ? "week" : "month";
}
