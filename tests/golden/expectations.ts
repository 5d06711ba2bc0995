import { expect } from "vitest";
import type { Row } from "../reckoning/days";

/** What a story expects of a figure: money ("49.00"), a count (3), a quotient ("148.00 / 2"), or null: nothing to divide by. */
export type Expected = string | number | null;

/** The rows of a table as a story writes it: a line of names, then a line for each row; "." is nothing. */
export function rowsOf(table: string): Row[] {
  const [names = [], ...lines] = table
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/));
  return lines.map((cells) => {
    if (cells.length !== names.length) {
      throw new Error(`"${cells.join(" ")}" has not as many columns as "${names.join(" ")}".`);
    }
    const filled = names.map((name, index): [string, string] => [name, cells[index] ?? "."]);
    return Object.fromEntries(filled.filter(([, cell]) => cell !== "."));
  });
}

/** Columns that tell which row it is. */
const KEYS = ["day", "currency", "cohort_month", "months_after"];

/** The rows are those of the table, and no others; what it leaves out is 0. Each amount to the decimals that the table writes. */
export function expectRows(found: readonly Row[], table: readonly Row[], where: string): void {
  const shown = (row: Row, like: Row) =>
    Object.fromEntries(
      Object.entries(row)
        .filter(([column, value]) => KEYS.includes(column) || Number(value) !== 0)
        .map(([column, value]) => [column, KEYS.includes(column) ? value : rounded(value, like[column])]),
    );
  const isSameRow = (a: Row, b: Row) => KEYS.every((key) => a[key] === b[key]);
  const here = found.map((row) => shown(row, table.find((other) => isSameRow(row, other)) ?? {}));
  expect(here, where).toEqual(table.map((row) => shown(row, row)));
}

/** To the decimals that are written, at least to the cent: 40.83333333 like 40.83 is 40.83. */
function rounded(value: string, like = ""): string {
  return Number(value).toFixed(Math.max(2, like.split(".")[1]?.length ?? 0));
}

/** A figure is what a story expects: money to the decimals that are written, at least to the cent; a quotient to nine. */
export function expectFigure(found: string | number | null, expected: Expected, where: string): void {
  if (expected === null || found === null) {
    expect(found, where).toBe(expected);
    return;
  }
  const [dividend = "", divisor] = String(expected).split("/");
  if (divisor === undefined) {
    expect(rounded(String(found), dividend), where).toBe(rounded(dividend, dividend));
  } else {
    const quotient = Number(dividend) / Number(divisor);
    expect(Number(found).toFixed(9), `${where} is ${expected}`).toBe(quotient.toFixed(9));
  }
}
