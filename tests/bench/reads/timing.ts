import { quantile } from "../ingest/statistics";

/** How long something took, each time, in ms. */
export type Times = readonly number[];

export async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** The middle, the 95th of a hundred, and the longest. */
export function p50(times: Times): number {
  return quantile(times, 0.5);
}

export function p95(times: Times): number {
  return quantile(times, 0.95);
}

export function longest(times: Times): number {
  return Math.max(...times);
}

/** Milliseconds with as many decimals as say something. */
export function inMs(value: number): string {
  return value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString("en");
}
