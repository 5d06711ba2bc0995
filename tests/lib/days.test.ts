import { expect, test } from "vitest";
import {
  dayOf,
  formatAge,
  formatClock,
  formatInstant,
  formatMonthTick,
  formatWeekday,
} from "../../app/lib/days";

const INSTANT = "2026-03-29T00:30:00.000Z"; // half an hour before clocks go forward in Berlin

test("an instant is shown in the company's zone, also over a change of clocks", () => {
  expect(formatClock(INSTANT, "Europe/Berlin")).toBe("01:30:00");
  expect(formatClock("2026-03-29T01:30:00.000Z", "Europe/Berlin")).toBe("03:30:00");
  expect(formatClock(INSTANT, "Asia/Calcutta")).toBe("06:00:00");
});

test("an instant belongs to the day it has in the zone", () => {
  expect(dayOf(INSTANT, "UTC")).toBe("2026-03-29");
  expect(dayOf(INSTANT, "America/New_York")).toBe("2026-03-28");
  expect(formatInstant(INSTANT, "America/New_York")).toBe("Mar 28, 2026, 20:30:00");
});

test("a zone that the browser does not know is shown in UTC rather than not at all", () => {
  expect(formatClock(INSTANT, "Mars/Olympus")).toBe("00:30:00");
});

test("a day is a calendar day, whatever zone this machine is in", () => {
  expect(formatWeekday("2026-03-14")).toBe("Sat, Mar 14");
  expect(formatMonthTick("2026-01-01")).toBe("2026");
  expect(formatMonthTick("2026-02-14")).toBe("Feb");
});

test("an age is told in words under an hour, and by the clock after", () => {
  const now = Date.parse("2026-03-14T12:00:00Z");
  expect(formatAge("2026-03-14T11:59:59Z", now)).toBe("now");
  expect(formatAge("2026-03-14T11:59:48Z", now)).toBe("12 s");
  expect(formatAge("2026-03-14T11:57:00Z", now)).toBe("3 min");
  expect(formatAge("2026-03-14T10:59:00Z", now)).toBeNull();
});
