import { json } from "@remix-run/node";
import { databaseIsAway } from "./db";
import { isSameOrigin } from "./same-origin";
import { services } from "./services";

/** PostgreSQL gave up: a statement that took too long, a lock that was not to be had, two that waited for each other. */
const TRY_AGAIN = /^(57014|55P03|40001|40P01)$/;

/**
 * What a page's form asks for, done: only where a page of this host asks, and with an answer that the page can show whatever happens.
 * Nobody's cache keeps it.
 */
export async function acting(
  request: Request,
  act: (form: FormData) => Promise<Response>,
): Promise<Response> {
  if (!isSameOrigin(request)) return problem(403, "Only a page of this Tidemark may ask for that.");
  const answer = await act(await request.formData()).catch((error: unknown) => {
    if (error instanceof Response) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (!databaseIsAway(error) && !TRY_AGAIN.test(code)) throw error;
    services().log.warn({ err: error }, "what a page asked for could not be done");
    return problem(503, "The database is away or busy at the moment. Try again in a few seconds.");
  });
  answer.headers.set("Cache-Control", "no-store");
  return answer;
}

/** What could not be done, and why, for the page to show. */
export function problem(status: number, says: string): Response {
  return json({ problem: says }, { status });
}
