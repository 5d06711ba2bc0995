/** Any JSON value, as a payload holds it. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/**
 * The body of a v1 delivery. `at` (Unix ms) becomes the envelope's time of sending.
 * Source: docs.whop.com/developer/guides/webhooks; key order as `@whop/sdk`'s own samples have it.
 */
export function v1Envelope(o: {
  id: string;
  type: string;
  companyId: string;
  at: number;
  data: JsonObject;
}): JsonObject {
  return {
    id: o.id,
    api_version: "v1",
    data: o.data,
    timestamp: iso(o.at),
    type: o.type,
    company_id: o.companyId,
  };
}

/** The body of a v5 delivery: no id, no time, no company; the version and the action come last. */
export function v5Envelope<Data>(
  action: string,
  data: Data,
): { data: Data; api_version: "v5"; action: string } {
  return { data, api_version: "v5", action };
}

/** Unix ms as v1 writes an instant: ISO 8601 with milliseconds. */
export function iso(at: number): string {
  return new Date(at).toISOString();
}

/** As `iso`, of an instant that may be missing. */
export function isoOrNull(at: number | null): string | null {
  return at === null ? null : iso(at);
}

/** Unix ms as v5 writes an instant: whole Unix seconds. */
export function unix(at: number): number {
  return Math.floor(at / 1000);
}

/** As `unix`, of an instant that may be missing. */
export function unixOrNull(at: number | null): number | null {
  return at === null ? null : unix(at);
}

/** Cents as Whop writes money in both dialects: a number in major units (4900 is 49). */
export function major(cents: number): number {
  return cents / 100;
}
