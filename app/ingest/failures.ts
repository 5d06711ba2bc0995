/** What to do with rows that the database did not take. */
export interface Failure {
  /** `again`: the same batch once more; `apart`: its rows in halves, down to one; `as_bytes`: this row as bytes; `give_up`: answer */
  remedy: "again" | "apart" | "as_bytes" | "give_up";
  /** what the sender is told */
  sentence: string;
}

/** Whop waits this long at least before it sends a refused delivery again. */
export const RETRY_AFTER_SECONDS = 5;

/** SQLSTATE → remedy → sentence; the first that matches. Source: postgresql.org/docs/18/errcodes-appendix.html */
const FAILURES: readonly [RegExp, Failure["remedy"], string][] = [
  [/^40(001|P01)/, "again", "The database was busy with the same rows. Send it again."],
  [/^(22|54)/, "as_bytes", "The database could not read this delivery. Send it again."],
  [/^53/, "give_up", "The database is out of space, memory or connections. Send it again."],
  [/^(08|57P)/, "give_up", "The database is stopping or starting. Send it again."],
  [/^(57014|55P03)/, "give_up", "The database took too long. Send it again."],
  [/^25006/, "give_up", "The database takes no writes at the moment. Send it again."],
  [
    /^(28|3D|3F|42)/,
    "give_up",
    "The database is not set up for Tidemark. Restart Tidemark to apply its files.",
  ],
];

/** What to do about an error of the driver. One that is not PostgreSQL's own means that it could not be reached. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error) || error.name !== "PostgresError" || !("code" in error)) {
    return {
      remedy: "give_up",
      sentence: "The database cannot be reached. Send it again.",
    };
  }
  const sqlstate = String(error.code);
  const [, remedy, sentence] = FAILURES.find(([pattern]) => pattern.test(sqlstate)) ?? [
    sqlstate,
    "apart" as const,
    "The database did not take this delivery. Send it again.",
  ];
  return { remedy, sentence };
}

/** A delivery that is not stored: answer `status`, so that Whop sends it again. */
export class NotStored extends Error {
  readonly status = 503;
  readonly retryAfterSeconds = RETRY_AFTER_SECONDS;
}
