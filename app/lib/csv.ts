/** Rows as CSV (RFC 4180). Text that a spreadsheet would take for a formula is kept text by an apostrophe; numbers stay numbers. */
export function toCsv(rows: readonly (readonly (string | null)[])[]): string {
  return rows.map((cells) => `${cells.map(toCell).join(",")}\r\n`).join("");
}

function toCell(value: string | null): string {
  if (value === null) return "";
  const isFormula = /^[=+\-@\t\r]/.test(value) && !/^[+-]?\d+(\.\d+)?$/.test(value);
  const text = isFormula ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
