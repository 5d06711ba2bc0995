import type { Figure } from "./figures";
import { median } from "./statistics";

/** What one figure came to: for each of its rows the values of all rounds. */
export type Measured = ReadonlyMap<string /* key */, readonly (readonly number[])[] /* round, row */>;

/** All figures as a table: the median of the rounds, the least and the most. */
export function tableOf(figures: readonly Figure[], measured: Measured): string {
  const lines = figures.flatMap(({ key, rows }) =>
    rows.map(({ title, unit }, row) => {
      const values = (measured.get(key) ?? []).map((round) => round[row] ?? Number.NaN);
      return [title, ...spreadOf(values, unit === "ms" ? inMs : inWhole), unit];
    }),
  );
  return aligned([["", "median", "min", "max", ""], ...lines]);
}

/** Ratios of figures as a table. Each is formed within a round, where both saw the same machine, and then the median taken. */
export function ratiosOf(
  ratios: readonly { title: string; of: string; to: string }[],
  measured: Measured,
): string {
  const lines = ratios.flatMap(({ title, of, to }) => {
    const [dividends, divisors] = [measured.get(of), measured.get(to)];
    if (!dividends || !divisors) return [];
    const quotients = dividends.map(
      ([value = Number.NaN], round) => value / (divisors[round]?.[0] ?? Number.NaN),
    );
    return [[title, ...spreadOf(quotients, inHundredths), ""]];
  });
  return lines.length === 0 ? "" : aligned([["ratio", "median", "min", "max", ""], ...lines]);
}

/** Columns as wide as they must be: the first to the left, numbers to the right. */
export function aligned(lines: readonly (readonly string[])[]): string {
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  return lines
    .map((line) =>
      line
        .map((cell, column) => {
          const isText = column === 0 || column === line.length - 1;
          return isText ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Median, least and most. */
export function spreadOf(values: readonly number[], shown: (value: number) => string): string[] {
  return [median(values), Math.min(...values), Math.max(...values)].map(shown);
}

export function inWhole(value: number): string {
  return Math.round(value).toLocaleString("en");
}

export function inHundredths(value: number): string {
  return value.toFixed(2);
}

function inMs(value: number): string {
  return value.toFixed(1);
}
