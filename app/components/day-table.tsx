import { memo } from "react";

interface Props {
  caption: string;
  columns: readonly string[];
  /** newest first; the first cell names the row */
  rows: readonly (readonly string[])[];
}

/** A chart's figures as a table. */
export const DayTable = memo(function DayTable({ caption, columns, rows }: Props) {
  return (
    <table className="day-table">
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, ...cells]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {cells.map((cell, index) => (
              <td key={columns[index + 1]}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
});
