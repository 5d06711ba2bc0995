/**
 * Stands in every id of a history, and gives way to the tag of the copy that is delivered (`h07b`: history 7, copy b):
 * so the copies stand side by side in one database, each as a company of its own, in the same order as their originals.
 */
export const TAG = "h00_";

export function tagOf(history: number, copy: string): string {
  return `h${String(history).padStart(2, "0")}${copy}`;
}

/** `id("pay", 3)` is pay_3_ with the place for the tag. */
export function id(kind: string, number: number): string {
  return `${kind}_${String(number).padStart(2, "0")}_${TAG}`;
}

export const COMPANY = `biz_${TAG}`;
