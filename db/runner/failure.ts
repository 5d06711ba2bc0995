import postgres from "postgres";
import type { SqlFile } from "./files";

/** What to do about the SQLSTATEs that a schema meets; anything else is a mistake in the file. */
const REMEDIES: Record<string, string> = {
  "2BP01":
    'Something that db/ does not know of depends on it: add a "-- requires:" line to the file that uses it, or drop your own object and make it again afterwards.',
  "3D000": "Create the database, or correct DATABASE_URL.",
  "28P01": "Correct the password in DATABASE_URL.",
  "42501": "Connect as a superuser, or as a role that may create roles and is a member of tidemark_owner.",
  "42710": "It was not made by db/: drop or rename it, and run again.",
  "42723": "It was not made by db/: drop or rename it, and run again.",
  "42P07": "It was not made by db/: drop or rename it, and run again.",
  "53100": "Make room on the database server's disk, and run again.",
  "55P03": "Another session holds a lock on it: end that session's transaction, and run again.",
};

/** The error to throw for a file that failed: which file and line, what PostgreSQL says, what to do next. */
export function failureOf(file: SqlFile, cause: unknown): Error {
  if (!(cause instanceof postgres.PostgresError))
    return cause instanceof Error ? cause : new Error(String(cause));
  const line = lineOf(file.text, Number(cause.position));
  const where = `db/${file.path}${line ? `, line ${line}` : ""}`;
  const remedy = REMEDIES[cause.code] ?? "Correct the file, and run again.";
  const parts = [`${where}: ${cause.message} (SQLSTATE ${cause.code}).`, cause.detail, cause.hint, remedy];
  return new Error(`${parts.filter(Boolean).join(" ")} Nothing of this run was kept.`, { cause });
}

/** The error to throw when the database cannot be reached or read at all; never shows the password. */
export function connectionFailureOf(url: string, cause: unknown): Error {
  const { host, pathname } = new URL(url);
  const where = `${host}${pathname}`;
  if (cause instanceof postgres.PostgresError) {
    const remedy = REMEDIES[cause.code] ?? "Look at the database server's log.";
    return new Error(`${where}: ${cause.message} (SQLSTATE ${cause.code}). ${remedy}`, { cause });
  }
  const code = (cause as NodeJS.ErrnoException).code ?? "";
  if (!/^(ECONN|ENOTFOUND|ETIMEDOUT|EAI_|CONNECT)/.test(code)) {
    return cause instanceof Error ? cause : new Error(String(cause));
  }
  return new Error(
    `The database at ${where} cannot be reached (${code}): start it, or correct DATABASE_URL.`,
    {
      cause,
    },
  );
}

/** PostgreSQL counts characters from 1. */
function lineOf(text: string, position: number): number | null {
  if (!position) return null;
  return [...text].slice(0, position - 1).filter((character) => character === "\n").length + 1;
}
