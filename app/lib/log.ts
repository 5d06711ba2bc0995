import pino, { type Logger } from "pino";

export type { Logger } from "pino";

/** JSON lines on stdout. A line never holds a payload, an e-mail address or a secret: give it ids, counts and errors. */
export function createLog(level: string): Logger {
  return pino({
    level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: describeError },
  });
}

/**
 * An error without the data it is about. PostgreSQL quotes the refused value in `detail`, `where` and, for bad data
 * (classes 22, 23, P0), in the message itself; the server's own log and ops.failures have them.
 */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code, routine, table_name, constraint_name } = error as Error & Record<string, unknown>;
  const quotesData = error.name === "PostgresError" && /^(22|23|P0)/.test(String(code));
  return {
    type: error.name,
    ...(quotesData ? {} : { message: error.message }),
    ...(code === undefined ? {} : { code }),
    ...(routine === undefined ? {} : { routine }),
    ...(table_name === undefined ? {} : { table: table_name }),
    ...(constraint_name === undefined ? {} : { constraint: constraint_name }),
    // A code says enough: it is the database's or the network's error. What has none is ours.
    ...(code === undefined ? { stack: error.stack } : {}),
  };
}
