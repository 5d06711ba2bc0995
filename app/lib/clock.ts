import { performance } from "node:perf_hooks";

/** Beyond this the wall clock was set, and the microseconds are counted from it anew. */
const DRIFT_MS = 2;

let anchor = Date.now() - performance.now();
let last = 0;

/** The present as an ISO instant with microseconds; two calls in one process never give the same one. */
export function instant(): string {
  if (Math.abs(anchor + performance.now() - Date.now()) > DRIFT_MS) {
    anchor = Date.now() - performance.now();
    last = 0;
  }
  last = Math.max(last + 1, Math.floor((anchor + performance.now()) * 1000));
  const seconds = new Date(Math.floor(last / 1000)).toISOString().slice(0, -1);
  return `${seconds}${String(last % 1000).padStart(3, "0")}Z`;
}
