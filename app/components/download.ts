import { toCsv } from "../lib/csv";
import type { Table } from "./data-table";

/** A table's exact figures as a file, their currency in the title of each column of money. Only in a browser. */
export function downloadCsv(title: string, { columns, rows, currency }: Table): void {
  const titles = columns.map((column) =>
    column.unit === "money" ? `${column.title} (${currency.toUpperCase()})` : column.title,
  );
  const csv = toCsv([titles, ...rows.map(({ cells }) => cells)]);
  // The mark tells spreadsheets that it is UTF-8.
  save(new Blob(["\ufeff", csv], { type: "text/csv;charset=utf-8" }), `${fileName(title)}.csv`);
}

const MARGIN_PX = 16;
const TITLE_PX = 52;

/** The chart within an element as a picture, with its title and what there is to see. Only in a browser. */
export function downloadPicture(title: string, takeaway: string, element: HTMLElement | null): void {
  const chart = element?.querySelector("canvas");
  if (!element || !chart) return;
  const scale = chart.width / chart.clientWidth;
  const picture = document.createElement("canvas");
  picture.width = chart.width + 2 * MARGIN_PX * scale;
  picture.height = chart.height + (TITLE_PX + 2 * MARGIN_PX) * scale;
  const context = picture.getContext("2d");
  if (!context) return;
  const style = getComputedStyle(element);
  context.fillStyle = style.getPropertyValue("--color-panel-solid") || "#fff";
  context.fillRect(0, 0, picture.width, picture.height);
  context.drawImage(chart, MARGIN_PX * scale, (TITLE_PX + MARGIN_PX) * scale);
  context.scale(scale, scale);
  context.fillStyle = style.color;
  context.font = `600 15px ${style.fontFamily}`;
  context.fillText(title, MARGIN_PX, MARGIN_PX + 14, chart.clientWidth);
  context.font = `400 12px ${style.fontFamily}`;
  context.fillText(takeaway, MARGIN_PX, MARGIN_PX + 36, chart.clientWidth);
  picture.toBlob((blob) => blob && save(blob, `${fileName(title)}.png`));
}

function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

function fileName(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
