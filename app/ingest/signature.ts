import { createHmac, timingSafeEqual } from "node:crypto";

/** Whop signs the moment of sending; a delivery further than this from our clock, either way, is refused. */
export const TOLERANCE_SECONDS = 300;

/** A key shorter than this could be guessed. */
export const SHORTEST_KEY_BYTES = 8;

export type Refusal =
  | "no_secret"
  | "missing_signature"
  | "malformed_signature"
  | "stale_timestamp"
  | "future_timestamp"
  | "wrong_signature";

export type Verdict =
  | {
      valid: true;
      scheme: "standard" | "legacy";
      sentAt: number /* Unix s */;
      deliveryId: string | null;
    }
  | {
      valid: false;
      reason: Refusal;
      /** our clock minus the signed time, in whole seconds: positive where the signature is old; null without a time */
      clockDifference: number | null;
    };

/**
 * Whether one of `secrets` signed exactly these bytes, by Standard Webhooks (`webhook-signature`) or by Whop's
 * legacy scheme (`x-whop-signature`). Never throws. `deliveryId` is the signed `webhook-id`; legacy signs none.
 * Sources: standardwebhooks.com; docs.whop.com/developer/guides/webhooks; `@whop/api` 0.0.51 (legacy).
 */
export function verifySignature(i: {
  headers: Headers;
  body: string | Uint8Array;
  secrets: readonly string[];
  now?: Date;
}): Verdict {
  const claim = readClaim(i.headers);
  if (i.secrets.length === 0) return refused("no_secret");
  if (typeof claim === "string") return refused(claim);

  const age = (i.now ?? new Date()).getTime() / 1000 - claim.sentAt;
  if (age > TOLERANCE_SECONDS) return refused("stale_timestamp", age);
  if (age < -TOLERANCE_SECONDS) return refused("future_timestamp", age);

  const { scheme, sentAt, deliveryId, signed, encoding } = claim;
  const expected = i.secrets.flatMap(keysOf).map((key) => hmac(key, signed, i.body).toString(encoding));
  // Every pair is compared: how long it takes does not tell which secret or signature came close.
  const matches = expected.flatMap((ours) => claim.signatures.map((theirs) => equal(ours, theirs)));
  if (!matches.includes(true)) return refused("wrong_signature", age);
  return { valid: true, scheme, sentAt, deliveryId };
}

function refused(reason: Refusal, age?: number): Verdict {
  return { valid: false, reason, clockDifference: age === undefined ? null : Math.round(age) };
}

/** Which signature a request comes with, good or not. */
export function schemeOf(headers: Headers): "standard" | "legacy" | "none" {
  if (headers.has("webhook-signature")) return "standard";
  return headers.has("x-whop-signature") ? "legacy" : "none";
}

/** Standard Webhooks signature, `v1,<base64>`, of `${id}.${timestamp}.${body}`; key: UTF-8 bytes of the whole secret. */
export function signStandard(i: {
  secret: string;
  id: string;
  timestamp: number /* Unix s */;
  body: string | Uint8Array;
}): string {
  return `v1,${hmac(i.secret, `${i.id}.${i.timestamp}.`, i.body).toString("base64")}`;
}

/** Legacy signature, `t=<Unix s>,v1=<hex>`, of `${timestamp}.${body}`; key: UTF-8 bytes of the whole secret. */
export function signLegacy(i: { secret: string; timestamp: number; body: string | Uint8Array }): string {
  return `t=${i.timestamp},v1=${hmac(i.secret, `${i.timestamp}.`, i.body).toString("hex")}`;
}

interface Claim {
  scheme: "standard" | "legacy";
  sentAt: number;
  deliveryId: string | null;
  /** what is signed before the body */
  signed: string;
  signatures: string[];
  encoding: "base64" | "hex";
}

function readClaim(headers: Headers): Claim | "missing_signature" | "malformed_signature" {
  const standard = headers.get("webhook-signature");
  if (standard !== null) {
    const deliveryId = headers.get("webhook-id");
    const timestamp = headers.get("webhook-timestamp");
    const signatures = signaturesIn(standard);
    if (!deliveryId || !timestamp || !/^\d{1,12}$/.test(timestamp) || signatures.length === 0) {
      return "malformed_signature";
    }
    const signed = `${deliveryId}.${timestamp}.`;
    return {
      scheme: "standard",
      sentAt: Number(timestamp),
      deliveryId,
      signed,
      signatures,
      encoding: "base64",
    };
  }

  const legacy = headers.get("x-whop-signature");
  if (legacy === null) return "missing_signature";
  const [, timestamp, signature] = /^t=(\d{1,12}), ?v1=([0-9a-f]{64})$/.exec(legacy.trim()) ?? [];
  if (!timestamp || !signature) return "malformed_signature";
  return {
    scheme: "legacy",
    sentAt: Number(timestamp),
    deliveryId: null,
    signed: `${timestamp}.`,
    signatures: [signature],
    encoding: "hex",
  };
}

/** Several signatures (a rotation) are separated by spaces; versions other than v1 are not ours to judge. */
function signaturesIn(header: string): string[] {
  if (/^v1,[A-Za-z0-9+/]{43}=$/.test(header)) return [header.slice("v1,".length)];
  return [...header.matchAll(/(?:^|[ ,])v1,([A-Za-z0-9+/]{43}=)(?=$|[ ,])/g)].flatMap(
    (match) => match[1] ?? [],
  );
}

/** Whop keys with the secret's own bytes; a `whsec_` secret may also be read as base64, as Standard Webhooks does. */
function keysOf(secret: string): Buffer[] {
  const keys = [Buffer.from(secret)];
  if (secret.startsWith("whsec_")) keys.push(Buffer.from(secret.slice("whsec_".length), "base64"));
  // `whsec_` alone decodes to nothing, and anyone can sign with nothing.
  return keys.filter((key) => key.length >= SHORTEST_KEY_BYTES);
}

function hmac(key: string | Buffer, signed: string, body: string | Uint8Array): Buffer {
  return createHmac("sha256", key).update(signed).update(body).digest();
}

function equal(ours: string, theirs: string): boolean {
  const [a, b] = [Buffer.from(ours), Buffer.from(theirs)];
  return a.length === b.length && timingSafeEqual(a, b);
}
