import { memo, type ReactNode, useMemo, useState } from "react";
import { compare, type Decimal } from "../lib/decimal";
import { formatFigure } from "../lib/figure";
import type { Unit } from "../models/figures";

export interface Column {
  title: string;
  /** text is shown as it is; a figure is formatted and sorted as one */
  unit: Unit | "text";
}

/** A row's cells as exact text: decimals in major units, ratios such as "0.031"; null where there is none. */
export interface TableRow {
  key: string;
  cells: readonly (Decimal | string | null)[];
  /** what the first cell shows instead of its text */
  shown?: ReactNode;
}

export interface Table {
  caption: string;
  currency: string;
  columns: readonly Column[];
  rows: readonly TableRow[];
}

interface Props extends Table {
  /** below the rows: how to get more of them */
  more?: ReactNode;
}

interface Order {
  column: number;
  isDescending: boolean;
}

/** Figures as a table, sorted by any column at a press of its title; the first cell names the row. */
export const DataTable = memo(function DataTable({ caption, currency, columns, rows, more }: Props) {
  const [order, setOrder] = useState<Order | null>(null);
  const sorted = useMemo(() => (order ? sort(rows, columns, order) : rows), [rows, columns, order]);
  return (
    <>
      <table className="data-table">
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ title, unit }, index) => (
              <th key={title} scope="col" aria-sort={sortOf(order, index)} data-unit={unit}>
                <button type="button" className="sort" onClick={() => setOrder(nextOrder(order, index))}>
                  {title}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.map(({ key, cells, shown }) => (
            <tr key={key}>
              {columns.map(({ title, unit }, index) => {
                const text = textOf(cells[index] ?? null, unit, currency);
                return index === 0 ? (
                  <th key={title} scope="row">
                    {shown ?? text}
                  </th>
                ) : (
                  <td key={title} data-unit={unit} data-title={title}>
                    {text}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {more}
    </>
  );
});

function textOf(cell: string | null, unit: Column["unit"], currency: string): string {
  return unit === "text" ? (cell ?? "–") : formatFigure(unit, cell, currency);
}

/** Once downwards, once upwards, then as it was. */
function nextOrder(order: Order | null, column: number): Order | null {
  if (order?.column !== column) return { column, isDescending: true };
  return order.isDescending ? { column, isDescending: false } : null;
}

function sortOf(order: Order | null, column: number): "descending" | "ascending" | undefined {
  if (order?.column !== column) return undefined;
  return order.isDescending ? "descending" : "ascending";
}

/** Rows without a value come last either way. */
function sort(
  rows: readonly TableRow[],
  columns: readonly Column[],
  { column, isDescending }: Order,
): TableRow[] {
  const isText = columns[column]?.unit === "text";
  return [...rows].sort((one, other) => {
    const [a, b] = [one.cells[column] ?? null, other.cells[column] ?? null];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    const by = isText ? a.localeCompare(b) : compare(a, b);
    return isDescending ? -by : by;
  });
}
