import { afterAll, beforeAll, expect, test } from "vitest";
import { COMPARISONS, PRESETS, parseQuestion, resolve } from "../../app/lib/question";
import { createDatabase, type TestDatabase } from "../support/database";

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.close());

const RANGES = [
  ...PRESETS.filter((preset) => preset !== "all"),
  "2024-02-01..2024-02-29",
  "2024-02-29..2024-02-29",
  "2024-02-15..2024-03-14",
  "2025-02-01..2025-02-28",
  "2025-01-01..2025-12-31",
  "2025-11-01..2026-01-31",
  "2025-10-26..2025-10-26",
  "2025-01-31..2025-03-30",
];

test.each(COMPARISONS)(
  "what a page draws as compared (%s) are the days that its figures are compared with",
  async (compare) => {
    const [calendar] = await database.sql<{ today: string }[]>`select current_date::text as today`;
    const today = calendar?.today ?? "";
    for (const range of RANGES) {
      const question = parseQuestion("biz_1", "overview", new URLSearchParams({ range, compare }));
      const company = { today, firstDay: "1970-01-01", currency: "usd", otherCurrencies: [] };
      const { from, to, before } = resolve(question, company);
      const [period] = await database.sql`
      select before_from_day::text as from, before_to_day::text as to
      from metrics.period('biz_1', ${from}, ${to}, ${compare})`;
      expect([range, before ?? { from: null, to: null }]).toEqual([range, period]);
    }
  },
);
