import { type Instant, timeOf } from "./time";

// biome-ignore lint/suspicious/noExplicitAny: payloads of every kind are looked into here, as a reader of JSON would.
export type Data = any;

/** The first of these that an object tells: `told(data, "user.id", "user_id")`. Null tells nothing. */
export function told(data: Data, ...paths: string[]): Data {
  for (const path of paths) {
    const found = path.split(".").reduce((within: Data, field) => within?.[field], data);
    if (found !== null && found !== undefined) return found;
  }
  return undefined;
}

/** The first of these that is a text or number that may be an id. */
export function idIn(data: Data, ...paths: string[]): string | undefined {
  const found = told(data, ...paths);
  return typeof found === "string" && /^[\w-]+$/.test(found) ? found.slice(0, 100) : undefined;
}

/** The first of these that is a sane time. */
export function timeIn(data: Data, latest: Instant, ...paths: string[]): Instant | undefined {
  for (const path of paths) {
    const time = timeOf(told(data, path), latest);
    if (time !== undefined) return time;
  }
  return undefined;
}

export function textIn(data: Data, ...paths: string[]): string | undefined {
  const found = told(data, ...paths);
  return (typeof found === "string" && found.trim().slice(0, 300)) || undefined;
}

export function flagIn(data: Data, path: string): boolean | undefined {
  const found = String(told(data, path)).toLowerCase();
  return found === "true" ? true : found === "false" ? false : undefined;
}

export function currencyIn(data: Data, ...paths: string[]): string | undefined {
  const found = told(data, ...paths);
  return typeof found === "string" && /^[A-Za-z]{3,5}$/.test(found) ? found.toLowerCase() : undefined;
}
