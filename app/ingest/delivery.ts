import { createHash } from "node:crypto";
import { instant } from "../lib/clock";

/** One delivery, ready to become one row of raw.webhook_events. */
export interface Delivery {
  deliveryKey: string;
  source: "webhook";
  /** ISO instant with microseconds */
  receivedAt: string;
  /** ISO instant: when Whop signed it */
  sentAt: string;
  headers: Record<string, string>;
  /** the JSON exactly as received, or null where PostgreSQL's jsonb cannot hold it */
  payload: string | null;
  body: Uint8Array;
  defaultCompanyId: string | null;
}

/** The headers worth keeping. Never cookies, tokens or the signature. */
const KEPT_HEADERS = ["webhook-id", "webhook-timestamp", "content-type", "user-agent"];

/** Longer keys do not fit a B-tree index; Whop's are about 30 characters. */
const LONGEST_KEY = 255;

/** Beyond this, the digits that exponents stand for are no amounts of anything. */
const MOST_EXPANDED_DIGITS = 50_000;

/** What to store of a delivery whose signature was found good. */
export function deliveryOf(i: {
  headers: Headers;
  body: Uint8Array;
  /** the signed `webhook-id`; the legacy scheme has none, and there the body itself is the key */
  deliveryId: string | null;
  sentAt: number /* Unix s */;
  defaultCompanyId?: string;
}): Delivery {
  return {
    deliveryKey:
      i.deliveryId && i.deliveryId.length <= LONGEST_KEY ? i.deliveryId : sha256(i.deliveryId ?? i.body),
    source: "webhook",
    receivedAt: instant(),
    sentAt: new Date(i.sentAt * 1000).toISOString(),
    headers: keptHeaders(i.headers),
    payload: storableJson(i.body),
    body: i.body,
    defaultCompanyId: i.defaultCompanyId ?? null,
  };
}

/**
 * The delivery as one element of the JSON array that `jsonb_to_recordset` takes apart. The payload is spliced in as
 * it was received: an amount of money is never a JavaScript number on its way to the database.
 */
export function rowJson(delivery: Delivery, as: "payload" | "body" = "payload"): string {
  const { deliveryKey, source, receivedAt, sentAt, headers, payload, body, defaultCompanyId } = delivery;
  const known = JSON.stringify({
    delivery_key: deliveryKey,
    source,
    received_at: receivedAt,
    sent_at: sentAt,
    headers,
    default_company_id: defaultCompanyId,
  });
  const content =
    as === "payload" && payload !== null
      ? `"payload":${payload}`
      : `"body_base64":"${Buffer.from(body).toString("base64")}"`;
  return `${known.slice(0, -1)},${content}}`;
}

function sha256(content: string | Uint8Array): string {
  return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}

/** Of any request's headers those worth keeping, none longer than it may be. */
export function keptHeaders(headers: Headers): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of KEPT_HEADERS) {
    const value = headers.get(name);
    if (value !== null) kept[name] = value.slice(0, LONGEST_KEY);
  }
  return kept;
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** The body as text if it is JSON that jsonb can hold. What only PostgreSQL can judge (1e999999), it judges later. */
function storableJson(body: Uint8Array): string | null {
  try {
    const text = utf8.decode(body);
    const value: unknown = JSON.parse(text);
    // A bare `null` would reach the table as SQL's null: no payload at all.
    return value === null || hasUnstorableEscape(text) || expandsTooFar(text) ? null : text;
  } catch {
    return null;
  }
}

/**
 * Whether its numbers are a few bytes each but fill the server when PostgreSQL writes them out: a thousand times
 * `1e131071` (9 KB) where an id is expected kept an insert busy until its timeout, and its batch with it, every time.
 */
function expandsTooFar(json: string): boolean {
  if (!/\de[+-]?\d{3}/i.test(json)) return false;
  let digits = 0;
  // Strings are taken whole, so that no id such as "a1e9999" is mistaken for a number.
  for (const [, exponent] of json.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|\de[+-]?(\d+)/gi))
    digits += Number(exponent ?? 0);
  return digits > MOST_EXPANDED_DIGITS;
}

/** Whether JSON text has `\u0000` or half of a surrogate pair: valid JSON, but no text for PostgreSQL. */
function hasUnstorableEscape(json: string): boolean {
  // One escape after the other, so that an escaped backslash before "u0000" is not mistaken for the escape.
  const escapes = /\\u(?:d[89ab][\da-f]{2}\\ud[c-f][\da-f]{2}|(0000|d[89a-f][\da-f]{2}))|\\./gi;
  if (!json.includes("\\u")) return false;
  for (const [, unstorable] of json.matchAll(escapes)) if (unstorable) return true;
  return false;
}
