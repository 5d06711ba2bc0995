import { databaseIsAway } from "./db";
import { services } from "./services";

/** A browser or program that is told to come back does so after this. */
const RETRY_AFTER_SECONDS = 5;

/**
 * For `.catch`: throws the answer of a page whose figures cannot be read because the database cannot be reached (503, when to
 * come back, one sentence). Any other error is thrown on.
 */
export function unavailable(error: unknown): never {
  if (!databaseIsAway(error)) throw error;
  services().log.warn({ err: error }, "a page cannot be shown: the database cannot be reached");
  throw new Response("The database cannot be reached at the moment. Try again in a few seconds.\n", {
    status: 503,
    headers: { "Retry-After": String(RETRY_AFTER_SECONDS), "Cache-Control": "no-store" },
  });
}
