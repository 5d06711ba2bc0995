import type { Reading } from "./reading";

/** Readings in the one order in which they count: when it happened, its place in an object's life, the delivery's key. */
export function inOrder(readings: readonly Reading[]): Reading[] {
  return [...readings].sort(
    (a, b) => a.at - b.at || a.rank - b.rank || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0),
  );
}

/** Readings by the id of the object that they tell of, in the order they have. */
export function byObject(
  readings: readonly Reading[],
  object: "payment" | "membership" | "refund" | "dispute",
): Map<string, Reading[]> {
  const grouped = new Map<string, Reading[]>();
  for (const reading of readings) {
    const id = reading.ids[object];
    if (id === undefined || reading[object] === undefined) continue;
    grouped.set(id, [...(grouped.get(id) ?? []), reading]);
  }
  return grouped;
}
