import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { COMPANY } from "../db/properties/ids";
import { refreshAll } from "../db/properties/tables";
import { type Books, reckon } from "../reckoning";
import { cohortsOf } from "../reckoning/cohorts";
import { daysOf, type Row } from "../reckoning/days";
import { figuresOf } from "../reckoning/figures";
import { cohortsIn, daysIn, figuresIn } from "../reckoning/in-database";
import { startOf } from "../reckoning/time";
import { createDatabase, type TestDatabase } from "../support/database";
import type { Deed } from "./deeds";
import { type Expected, expectFigure, expectRows, rowsOf } from "./expectations";
import { instant } from "./instant";
import { deliveriesOf, TELLINGS, tell } from "./telling";

/** What a story says, and what it must come to. Money is in the story's currency where no column says another. */
export interface Story {
  /** what happens, in the order in which it happens */
  told(...deeds: Deed[]): void;
  /** every day on which money moved: rows of metrics.revenue_daily */
  revenue(table: string): void;
  /** every day on which MRR moved: rows of metrics.mrr_daily */
  mrr(table: string): void;
  /** every day on which students joined or left: rows of metrics.students_daily */
  students(table: string): void;
  /** every cohort at the end of its first months: rows of metrics.cohort_retention, as far as the table goes */
  cohorts(table: string): void;
  /** figures that stand at an instant: what happens at that very instant is not in them */
  at(when: string, currency?: string): Expectation;
  /** figures of a range, its end excluded; "now" is as of now */
  between(from: string, to: string, currency?: string): Expectation;
}

export interface Expectation {
  expect(figures: Record<string, Expected>): void;
}

type Table = "revenue" | "mrr" | "students";
const TABLES: readonly Table[] = ["revenue", "mrr", "students"];

interface Range {
  said: string;
  from: number;
  to: number;
  currency: string;
  figures: Record<string, Expected>;
}

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.close());

let stories = 0;

/** Tells a story, each way to a company of its own, and holds the database and a second reckoning to what it must come to. */
export function story(
  title: string,
  { zone = "UTC", currency = "usd" }: { zone?: string; currency?: string },
  write: (story: Story) => void,
): void {
  stories += 1;
  const companies = Object.entries(TELLINGS).map(([telling, inBatches], index) => {
    return { telling, inBatches, tag: `g${String(stories).padStart(2, "0")}${"abc"[index]}` };
  });
  const { deeds, tables, cohorts, ranges } = writtenBy(write, zone, currency);
  const deliveries = deliveriesOf(deeds, currency);

  describe(title, () => {
    let books: Books;
    beforeAll(async () => {
      for (const { inBatches, tag } of companies) {
        await tell(database.sql, { batches: inBatches(deliveries), tag, zone });
      }
      await refreshAll(database.sql);
      const received = deliveries.map((delivery) => ({ ...delivery, receivedAt: delivery.sentAt + 250 }));
      books = reckon(received, { company: COMPANY, zone });
    });

    for (const { telling, tag } of companies) {
      test(`told ${telling}, it comes to these days, and the books balance`, async () => {
        const days = await daysIn(database.sql, `biz_${tag}`);
        for (const table of TABLES) expectRows(days[table], tables[table], table);
        expect(await database.sql`select * from core.audit()`).toEqual([]);
        expect(await database.sql`select * from ops.failures`).toEqual([]);
      });
    }

    test("a second reckoning of the deliveries comes to the same days and figures", () => {
      const [days, now] = [daysOf(books), Date.now()];
      for (const table of TABLES) expectRows(days[table], tables[table], table);
      if (cohorts.length > 0) expectRows(listedIn(cohorts, cohortsOf(books, now)), cohorts, "cohorts");
      for (const range of ranges) expectFigures(figuresOf(books, { ...range, now }), range);
    });

    for (const { figures, ...range } of ranges) {
      const names = Object.keys(figures);
      for (const some of [names.filter(figureExists), names.filter((name) => !figureExists(name))]) {
        if (some.length === 0) continue;
        testOf(some.map(fileOf))(`${range.said}: ${some.join(", ")}`, async () => {
          const expected = Object.fromEntries(some.map((name) => [name, figures[name] ?? null]));
          for (const { tag } of companies) {
            const found = await figuresIn(database.sql, { company: `biz_${tag}`, ...range }, some);
            expectFigures(found, { ...range, figures: expected });
          }
        });
      }
    }

    if (cohorts.length > 0) {
      testOf(["db/views/metrics.cohort_retention.sql"])("its cohorts stay as the table says", async () => {
        for (const { tag } of companies) {
          expectRows(listedIn(cohorts, await cohortsIn(database.sql, `biz_${tag}`)), cohorts, "cohorts");
        }
      });
    }
  });
}

/** All that a story says. */
function writtenBy(write: (story: Story) => void, zone: string, currency: string) {
  const deeds: Deed[] = [];
  const tables: Record<Table, Row[]> = { revenue: [], mrr: [], students: [] };
  const cohorts: Row[] = [];
  const ranges: Range[] = [];
  const begins = (said: string) => {
    if (said === "now") return Number.POSITIVE_INFINITY;
    return /^\S{10}$/.test(said) ? startOf(said, zone) : instant(said);
  };
  const inCurrency = (table: string) => rowsOf(table).map((row) => ({ currency, ...row }));
  const expects = (range: Omit<Range, "figures">) => ({
    expect: (figures: Range["figures"]) => void ranges.push({ ...range, figures }),
  });
  write({
    told: (...told) => void deeds.push(...told),
    revenue: (table) => void tables.revenue.push(...inCurrency(table)),
    mrr: (table) => void tables.mrr.push(...inCurrency(table)),
    students: (table) => void tables.students.push(...rowsOf(table)),
    cohorts: (table) => void cohorts.push(...inCurrency(table)),
    at: (when, other = currency) =>
      expects({ said: `at ${when}`, from: Number.NEGATIVE_INFINITY, to: begins(when), currency: other }),
    between: (from, to, other = currency) =>
      expects({ said: `from ${from} to ${to}`, from: begins(from), to: begins(to), currency: other }),
  });
  return { deeds, tables, cohorts, ranges };
}

/** `test`, where the database has all of these; else a test that is skipped, and says what it waits for. */
function testOf(files: readonly string[]): (title: string, run: () => Promise<void>) => void {
  const missing = files.filter((file) => !existsSync(file));
  if (missing.length === 0) return test;
  return (title, run) => test.skip(`${title} (there is no ${missing.join(", ")})`, run);
}

const fileOf = (figure: string) => `db/functions/metrics.${figure}.sql`;
const figureExists = (figure: string) => existsSync(fileOf(figure));

function expectFigures(found: Record<string, string | number | null>, { said, figures }: Range): void {
  for (const [name, expected] of Object.entries(figures)) {
    const figure = found[name];
    if (figure === undefined) throw new Error(`No figure is called ${name}.`);
    expectFigure(figure, expected, `${name} ${said}`);
  }
}

/** Of these cohorts, the months up to the last that the table lists for any of them; a cohort that it leaves out is there too. */
function listedIn(table: readonly Row[], cohorts: readonly Row[]): Row[] {
  const months = (cohort: Row) =>
    table
      .filter(({ cohort_month }) => cohort_month === cohort.cohort_month)
      .map(({ months_after }) => Number(months_after));
  return cohorts
    .filter((cohort) => Number(cohort.months_after) <= Math.max(0, ...months(cohort)))
    .sort(
      (a, b) =>
        (a.cohort_month ?? "").localeCompare(b.cohort_month ?? "") ||
        Number(a.months_after) - Number(b.months_after),
    );
}
