/** An instant: Unix milliseconds. */
export type Instant = number;

const EARLIEST = Date.UTC(2015, 0, 1);
const ISO = /^2\d{3}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)? ?(Z|[+-]\d\d:?\d\d)?)?$/;
const LARGEST_IN_SECONDS = 1e11;

/** A time as any of Whop's dialects writes it; undefined where it is none, or not between 2015 and `latest`. */
export function timeOf(value: unknown, latest: Instant = Number.POSITIVE_INFINITY): Instant | undefined {
  const written = typeof value === "number" || typeof value === "string" ? String(value) : "";
  const at = ISO.test(written)
    ? ofIso(written)
    : /^\d+(\.\d+)?$/.test(written)
      ? ofUnix(Number(written))
      : NaN;
  return at >= EARLIEST && at <= latest ? at : undefined;
}

function ofIso(written: string): Instant {
  const [, day = "", clock = "00:00", zone = "Z"] =
    written.match(/^(\S{10})(?:[T ]([\d:.]+))? ?(Z|[+-]\d\d:?\d\d)?$/) ?? [];
  return Date.parse(`${day}T${clock}${zone.replace(/^([+-]\d\d):?(\d\d)$/, "$1:$2")}`);
}

function ofUnix(number: number): Instant {
  return Math.round(number > LARGEST_IN_SECONDS ? number : number * 1000);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The calendar day of an instant in a time zone: 2026-03-08. */
export function dayOf(at: Instant, zone: string): string {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
  formats.set(zone, format);
  return format.format(at);
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** When a calendar day begins in a time zone: its first instant, whatever the clocks do. */
export function startOf(day: string, zone: string): Instant {
  // No zone is more than 26 hours from UTC: between these the day begins, and days never run backwards at this grain.
  let [before, from] = [Date.parse(`${day}T00:00Z`) - 26 * HOUR, Date.parse(`${day}T00:00Z`) + 26 * HOUR];
  while (from - before > 1) {
    const middle = Math.floor((before + from) / 2);
    if (dayOf(middle, zone) < day) before = middle;
    else from = middle;
  }
  return from;
}

/** The same time of day so many calendar days later (or earlier), as clocks in that time zone show it. */
export function daysLater(at: Instant, days: number, zone: string): Instant {
  if (!Number.isFinite(at)) return at;
  const shown = at + offsetAt(at, zone) + days * DAY;
  const [before, after] = [offsetAt(shown - DAY, zone), offsetAt(shown + DAY, zone)];
  // Shown twice where clocks were set back: the later. Never shown where they were put forward: as if they had not been.
  return offsetAt(shown - after, zone) === after ? shown - after : shown - before;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** How far clocks in a time zone are ahead of UTC, in ms. */
function offsetAt(at: Instant, zone: string): number {
  const clock =
    clocks.get(zone) ??
    new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
  clocks.set(zone, clock);
  const second = Math.floor(at / 1000) * 1000;
  return Date.parse(`${clock.format(second).replace(" ", "T")}Z`) - second;
}

/** So many calendar days later. */
export function daysAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00Z`) + days * DAY).toISOString().slice(0, 10);
}
