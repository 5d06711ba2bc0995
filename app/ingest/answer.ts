import { TextResponse } from "../lib/text-response";
import { NotStored } from "./failures";
import { type Refusal, TOLERANCE_SECONDS } from "./signature";

const SENTENCES: Record<Refusal, string> = {
  no_secret:
    "No webhook secret is set, so nothing can be checked. Set WHOP_WEBHOOK_SECRET and restart Tidemark.",
  missing_signature:
    "The request has no signature. Whop signs each delivery; send it from Whop, or sign it with the webhook's secret.",
  malformed_signature:
    "The signature headers are incomplete or garbled. A proxy may have changed them; pass them on as they came.",
  stale_timestamp: `The signature is older than ${TOLERANCE_SECONDS} s. Check this machine's clock.`,
  future_timestamp: `The signature is more than ${TOLERANCE_SECONDS} s in the future. Check this machine's clock.`,
  wrong_signature:
    "The signature does not match the body. Check that WHOP_WEBHOOK_SECRET is the secret of this webhook.",
};

/** 401: nobody whose secret we hold signed this. */
export function refused(reason: Refusal): Response {
  return json(401, { stored: false, reason, message: SENTENCES[reason] });
}

/** 413: larger than anything Whop sends. */
export function tooLarge(limitBytes: number): Response {
  const message = `The body is larger than ${limitBytes / 1024 / 1024} MiB; Tidemark takes no such deliveries.`;
  // The rest of the body is not read, so the connection cannot be used again.
  return json(413, { stored: false, reason: "too_large", message }, { Connection: "close" });
}

/** 200: the delivery is safe. */
export function stored(): Response {
  return json(200, { stored: true });
}

/** 503: not safe, so Whop is to send it again. An error that is none of ours is thrown on. */
export function notStored(error: unknown): Response {
  if (!(error instanceof NotStored)) throw error;
  return json(
    error.status,
    { stored: false, reason: "not_stored", message: error.message },
    { "Retry-After": String(error.retryAfterSeconds) },
  );
}

function json(status: number, content: object, headers: Record<string, string> = {}): Response {
  return new TextResponse(JSON.stringify(content), {
    status,
    headers: { "Content-Type": "application/json", "Cache-Control": "no-store", ...headers },
  });
}
