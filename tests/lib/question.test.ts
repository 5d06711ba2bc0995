import { describe, expect, test } from "vitest";
import {
  type Calendar,
  hrefOf,
  moved,
  parseQuestion,
  type Question,
  rangeText,
  resolve,
  searchOf,
} from "../../app/lib/question";

const calendar: Calendar = {
  today: "2026-11-23",
  firstDay: "2024-02-10",
  currency: "usd",
  otherCurrencies: ["eur"],
};
const ask = (search = "") => parseQuestion("biz_1", "overview", new URLSearchParams(search));
const on = (today: string, search = "") => resolve(ask(search), { ...calendar, today });
const daysOf = (today: string, search: string) => {
  const { from, to } = on(today, search);
  return `${from}..${to}`;
};
const beforeOf = (today: string, search: string) => {
  const { before } = on(today, search);
  return before && `${before.from}..${before.to}`;
};

describe("a question", () => {
  test("of an address that says nothing is the last 30 days on the 30 before, in the company's currency", () => {
    expect(ask()).toEqual({
      companyId: "biz_1",
      page: "overview",
      range: "30d",
      compare: "previous",
      currency: null,
      interval: null,
      own: {},
    });
    expect(searchOf(ask())).toBe("");
    expect(hrefOf(ask())).toBe("/dashboard/biz_1");
  });

  test.each([
    "range=7d",
    "range=2026-01-01..2026-01-31",
    "range=all&compare=year",
    "range=12m&compare=none&currency=eur&interval=week",
    "interval=month",
  ])("written back is the address it was read from: %s", (search) => {
    expect(searchOf(ask(search))).toBe(search);
  });

  test("leaves its defaults out of the address, and always writes in one order", () => {
    expect(searchOf(ask("interval=day&compare=previous&range=30d"))).toBe("interval=day");
    expect(searchOf(ask("currency=EUR&range=7d"))).toBe("range=7d&currency=eur");
  });

  test.each([
    ["range", "yesterday"],
    ["range", "2026-02-30..2026-03-01"],
    ["range", "2026-03-02..2026-03-01"],
    ["range", "2026-03-01"],
    ["range", "2026-03-01..2026-03-02..2026-03-03"],
    ["range", "1969-12-31..2026-01-01"],
    ["range", "0001-01-01..2026-01-01"],
    ["range", "2026-1-1..2026-1-2"],
    ["range", "2000-01-01..2026-01-01"],
    ["compare", "week"],
    ["currency", "'; drop"],
    ["interval", "hour"],
    ["range", ""],
  ])("with a malformed %s (%s) is the usual one", (name, value) => {
    expect(ask(new URLSearchParams([[name, value]]).toString())).toEqual(ask());
  });
});

describe("the days of a range", () => {
  test.each([
    ["2026-11-23", "range=today", "2026-11-23..2026-11-23"],
    ["2026-11-23", "range=7d", "2026-11-17..2026-11-23"],
    ["2026-11-23", "range=28d", "2026-10-27..2026-11-23"],
    ["2026-11-23", "", "2026-10-25..2026-11-23"],
    ["2026-11-23", "range=90d", "2026-08-26..2026-11-23"],
    ["2026-11-23", "range=12m", "2025-12-01..2026-11-30"],
    ["2026-11-23", "range=mtd", "2026-11-01..2026-11-30"],
    ["2026-11-23", "range=ytd", "2026-01-01..2026-12-31"],
    ["2026-11-23", "range=all", "2024-02-10..2026-11-23"],
    // over the leap day, and without one
    ["2024-03-01", "range=7d", "2024-02-24..2024-03-01"],
    ["2025-03-01", "range=7d", "2025-02-23..2025-03-01"],
    ["2024-02-29", "range=mtd", "2024-02-01..2024-02-29"],
    ["2024-02-29", "range=12m", "2023-03-01..2024-02-29"],
    // the clocks of Berlin change on 2026-03-29 and 2026-10-25: a day is a day
    ["2026-03-30", "range=7d", "2026-03-24..2026-03-30"],
    ["2026-10-26", "range=7d", "2026-10-20..2026-10-26"],
    // the turn of the year
    ["2026-01-01", "range=ytd", "2026-01-01..2026-12-31"],
    ["2026-01-31", "range=12m", "2025-02-01..2026-01-31"],
  ])("on %s, %s", (today, search, days) => {
    expect(daysOf(today, search)).toBe(days);
  });

  test("end for the page with today, though their month goes on", () => {
    expect(on("2026-11-23", "range=mtd")).toMatchObject({ to: "2026-11-30", until: "2026-11-23" });
    expect(on("2026-11-23", "range=2026-10-01..2026-10-31")).toMatchObject({ until: "2026-10-31" });
  });

  test("of everything are today's where there is nothing yet, and at most 20 years", () => {
    const nothing = resolve(ask("range=all"), { ...calendar, firstDay: null });
    expect(nothing).toMatchObject({ from: "2026-11-23", to: "2026-11-23", before: null });
    const long = resolve(ask("range=all"), { ...calendar, firstDay: "1980-01-01" });
    expect(long.from > "2006-11-23").toBe(true);
  });

  test("that lie ahead are the usual ones", () => {
    expect(on("2026-11-23", "range=2026-12-01..2026-12-31")).toMatchObject({
      from: "2026-10-25",
      asked: { range: "30d" },
    });
  });
});

describe("the days that a range is compared with", () => {
  test.each([
    ["2026-11-23", "", "2026-09-25..2026-10-24"],
    ["2026-11-23", "range=today", "2026-11-22..2026-11-22"],
    ["2026-11-23", "range=mtd", "2026-10-01..2026-10-31"],
    ["2026-11-23", "range=12m", "2024-12-01..2025-11-30"],
    ["2026-11-23", "range=2026-03-01..2026-03-31", "2026-02-01..2026-02-28"],
    ["2026-11-23", "range=2026-02-01..2026-03-31", "2025-12-01..2026-01-31"],
    ["2026-11-23", "range=2026-03-01..2026-03-30", "2026-01-30..2026-02-28"],
    ["2026-11-23", "compare=year", "2025-10-25..2025-11-23"],
    ["2026-11-23", "range=2024-02-29..2024-02-29&compare=year", null],
    ["2028-02-29", "range=today&compare=year", "2027-02-28..2027-02-28"],
    ["2026-11-23", "compare=none", null],
    ["2026-11-23", "range=all", null],
    // nothing had happened by then
    ["2026-11-23", "range=2024-02-10..2024-02-20", null],
  ])("on %s, %s", (today, search, days) => {
    expect(beforeOf(today, search)).toBe(days);
  });
});

describe("moving", () => {
  const move = (from: Question, by: -1 | 1, today = "2026-11-23") => {
    const now = { ...calendar, today };
    return moved(resolve(from, now), by, now);
  };
  const moveText = (search: string, by: -1 | 1, today?: string) => {
    const question = move(ask(search), by, today);
    return question && rangeText(question.range);
  };

  test.each([
    ["", "2026-09-25..2026-10-24"],
    ["range=today", "2026-11-22..2026-11-22"],
    ["range=mtd", "2026-10-01..2026-10-31"],
    ["range=2026-03-01..2026-03-31", "2026-02-01..2026-02-28"],
    ["range=2026-02-01..2026-02-28", "2026-01-01..2026-01-31"],
    ["range=ytd", "2025-01-01..2025-12-31"],
    ["range=2026-11-10..2026-11-12", "2026-11-07..2026-11-09"],
  ])("%s back is its own length earlier", (search, days) => {
    expect(moveText(search, -1)).toBe(days);
  });

  test.each(["today", "7d", "28d", "30d", "90d", "12m", "mtd", "ytd"] as const)(
    "%s back and forth is itself again",
    (preset) => {
      const back = move(ask(`range=${preset}`), -1);
      expect(back && move(back, 1)?.range).toBe(preset);
    },
  );

  test("forward never goes beyond today, and arrives at the preset though a midnight has passed", () => {
    expect(moveText("range=30d", 1)).toBeNull();
    expect(moveText("range=mtd", 1)).toBeNull();
    expect(moveText("range=2026-11-10..2026-11-20", 1)).toBe("2026-11-13..2026-11-23");
    expect(moveText("range=2026-09-25..2026-10-24", 1, "2026-11-24")).toBe("2026-10-25..2026-11-23");
    expect(moveText("range=2026-10-25..2026-11-23", 1, "2026-11-24")).toBe("30d");
  });

  test("back ends where there is nothing any more, and everything cannot be moved", () => {
    expect(moveText("range=2024-02-05..2024-02-15", -1)).toBeNull();
    expect(moveText("range=all", -1)).toBeNull();
    expect(moveText("range=all", 1)).toBeNull();
  });

  test("keeps all else that is asked", () => {
    const back = move(ask("range=7d&compare=year&interval=day"), -1);
    expect(back && searchOf(back)).toBe("range=2026-11-10..2026-11-16&compare=year&interval=day");
  });
});

describe("the interval", () => {
  test.each([
    ["range=7d", "day", ["day"]],
    ["", "day", ["day", "week"]],
    ["range=2026-10-10..2026-11-23", "day", ["day", "week", "month"]],
    ["range=2026-10-09..2026-11-23", "week", ["day", "week", "month"]],
    ["range=90d", "week", ["day", "week", "month"]],
    ["range=12m", "month", ["day", "week", "month"]],
    ["range=all", "month", ["week", "month"]],
  ])("of %s is a %s by default, and %j are offered", (search, interval, intervals) => {
    expect(on("2026-11-23", search)).toMatchObject({ interval, intervals });
  });

  test("is the one asked for where it can be shown, else the usual one", () => {
    expect(on("2026-11-23", "range=90d&interval=day").interval).toBe("day");
    expect(on("2026-11-23", "range=all&interval=day").interval).toBe("month");
    expect(on("2026-11-23", "range=7d&interval=month").interval).toBe("day");
  });
});

test("a currency that the company has no revenue in is its own", () => {
  expect(on("2026-11-23", "currency=eur").currency).toBe("eur");
  expect(on("2026-11-23", "currency=jpy")).toMatchObject({ currency: "usd", asked: { currency: null } });
});
