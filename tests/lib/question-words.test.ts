import { expect, test } from "vitest";
import { parseQuestion, resolve } from "../../app/lib/question";
import {
  beforeInWords,
  bucketInWords,
  daysInWords,
  rangeInWords,
  withinRange,
} from "../../app/lib/question-words";

const calendar = { today: "2026-11-23", firstDay: "2020-01-01", currency: "usd", otherCurrencies: [] };
const on = (search: string) =>
  resolve(parseQuestion("biz_1", "overview", new URLSearchParams(search)), calendar);

test.each([
  ["", "Last 30 days", "in the last 30 days", "the 30 days before"],
  ["range=today", "Today", "today", "yesterday by now"],
  ["range=mtd", "Month to date", "in the month to date", "the month before by now"],
  ["range=ytd", "Year to date", "in the year to date", "the year before by now"],
  ["range=12m", "Last 12 months", "in the last 12 months", "the 12 months before by now"],
  ["range=all", "All time", "in all", null],
  ["range=2026-10-01..2026-10-31", "October 2026", "in October 2026", "the month before"],
  ["range=2025-01-01..2025-12-31", "2025", "in 2025", "the year before"],
  ["range=2026-03-14..2026-03-14", "Mar 14, 2026", "on Mar 14, 2026", "the day before"],
  ["range=2026-03-14..2026-03-20", "Mar 14 – 20, 2026", "over Mar 14 – 20, 2026", "the 7 days before"],
  ["compare=year", "Last 30 days", "in the last 30 days", "a year earlier"],
  ["compare=none", "Last 30 days", "in the last 30 days", null],
])("%s is said as %s", (search, range, within, before) => {
  const resolved = on(search);
  expect([rangeInWords(resolved), withinRange(resolved), beforeInWords(resolved)]).toEqual([
    range,
    within,
    before,
  ]);
});

test("days say no month or year twice", () => {
  expect(daysInWords({ from: "2026-10-25", to: "2026-11-03" })).toBe("Oct 25 – Nov 3, 2026");
  expect(daysInWords({ from: "2025-12-30", to: "2026-01-02" })).toBe("Dec 30, 2025 – Jan 2, 2026");
});

test("a day, a week and a month are called by what they are", () => {
  expect(bucketInWords({ from: "2026-03-14", to: "2026-03-14" }, "day")).toBe("Sat, Mar 14");
  expect(bucketInWords({ from: "2026-03-09", to: "2026-03-15" }, "week")).toBe("Mar 9 – 15, 2026");
  expect(bucketInWords({ from: "2026-03-05", to: "2026-03-31" }, "month")).toBe("March 2026");
});
