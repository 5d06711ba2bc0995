import type { Sql } from "postgres";
import { cohortsOf } from "./cohorts";
import { daysOf, type Row } from "./days";
import { type Figure, figuresOf, type Range } from "./figures";
import { cohortsIn, type Days, daysIn, figureNames, figuresIn, hasCohorts } from "./in-database";
import type { Books } from "./index";

/** Where a company's days, cohorts and figures of these ranges are, in the database, not what its books come to; a line each. */
export async function unlike(
  sql: Sql,
  books: Books,
  company: string,
  ranges: readonly Range[],
): Promise<string[]> {
  const names = await figureNames(sql);
  const cohorts = (await hasCohorts(sql))
    ? unlikeRows("metrics.cohort_retention", cohortsOf(books, Date.now()), await cohortsIn(sql, company))
    : [];
  const figures: string[] = [];
  for (const range of names.length === 0 ? [] : ranges) {
    const reckoned = figuresOf(books, range);
    const here = await figuresIn(sql, { company, ...range }, names);
    figures.push(...names.flatMap((name) => unlikeFigure(name, range, reckoned[name], here[name] ?? null)));
  }
  return [...unlikeDays(books, await daysIn(sql, company)), ...cohorts, ...figures];
}

function unlikeDays(books: Books, here: Days): string[] {
  const reckoned = daysOf(books);
  return (["revenue", "mrr", "students"] as const).flatMap((table) =>
    unlikeRows(`metrics.${table}_daily`, reckoned[table], here[table]),
  );
}

function unlikeRows(table: string, reckoned: readonly Row[], here: readonly Row[]): string[] {
  const lines = (rows: readonly Row[]) => rows.map((row) => JSON.stringify(Object.entries(row).sort()));
  const [expected, found] = [lines(reckoned), lines(here)];
  return [
    ...expected.filter((line) => !found.includes(line)).map((line) => `${table}: reckoned ${line}`),
    ...found.filter((line) => !expected.includes(line)).map((line) => `${table}: the database says ${line}`),
  ];
}

/** A figure that nobody reckons is unlike, too. */
function unlikeFigure(
  name: string,
  range: Range,
  reckoned: Figure | undefined,
  here: string | null,
): string[] {
  if (reckoned !== undefined && isSame(reckoned, here)) return [];
  const when = [range.from, range.to].map((at) =>
    Number.isFinite(at) ? new Date(at).toISOString() : String(at),
  );
  return [
    `metrics.${name} (${range.currency}) from ${when.join(" to ")}: reckoned ${reckoned}, the database says ${here}`,
  ];
}

/** The same to nine digits: a quotient has no last decimal. */
function isSame(reckoned: Figure, here: string | null): boolean {
  if (reckoned === null || here === null) return reckoned === here;
  return Math.abs(reckoned - Number(here)) <= 1e-9 * Math.max(1, Math.abs(reckoned));
}
