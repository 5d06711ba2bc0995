import postgres from "postgres";
import { watchSockets } from "./sockets";

/** Anything that runs queries: a pool or one transaction of it. */
export type Sql = postgres.ISql;
export type Pool = postgres.Sql;

export interface Database {
  /** inserts deliveries */
  ingest: Pool;
  /** answers pages and streams */
  reads: Pool;
  /** refreshes materialized views, which may take minutes */
  upkeep: Pool;
  /** a client of its own for LISTEN */
  connectListener(): Pool;
  /** There is reason to doubt the database: connections on which it says nothing for too long are ended. */
  doubt(): void;
  close(): Promise<void>;
}

/**
 * Whop waits 5 s and sends again; a batch goes on being committed meanwhile, and its next attempt finds it stored.
 * One that takes longer than this is given up. (A plan's new interval concerns all its members: some 2,000 a second.)
 */
const INGEST_TIMEOUT_MS = 60_000;
const READ_TIMEOUT_MS = 5_000;
/**
 * A refresh may take as long as it needs: one that is cut short would begin anew, and be cut short again. The longest that
 * PostgreSQL knows, for the driver (3.4.9, StartupMessage) does not send a 0, and then the role's own limit would hold.
 */
const UPKEEP_TIMEOUT_MS = 2 ** 31 - 1;
/** Whoever waits for a refresh longer than this while the database is in doubt waits in vain. */
const UPKEEP_SILENT_MS = 30 * 60_000;
const CONNECT_TIMEOUT_S = 3;
/** A database that is in doubt is connected to anew where it has said nothing for this long: Whop has given up by then. */
const SILENT_MS = 8_000;
/** Nothing that matters is under way any more; the driver waits in vain for a connection that died in mid-query. */
const CLOSE_WITHIN_S = 1;

/**
 * Opens the pools on `url`. `role`: the role to take on after logging in, where the login is not already
 * `tidemark_app`. Nothing is connected until the first query; a lost connection is opened again by the next query.
 */
export function openDatabase(url: string, o: { role?: string; silentMs?: number } = {}): Database {
  const sockets = watchSockets();
  const silent = o.silentMs ?? SILENT_MS;
  const pool = (name: string, max: number, timeoutMs: number, silentMs = silent): Pool =>
    postgres(url, {
      max,
      // Not in the driver's types: https://github.com/porsager/postgres, "Connection options".
      ...{ socket: sockets.maker(silentMs) },
      connect_timeout: CONNECT_TIMEOUT_S,
      // After a failed attempt the next one waits for this long, so a query during an outage fails soon, not in 20 s.
      backoff: (attempt) => Math.min(0.1 * attempt, 0.5),
      onnotice: () => {},
      // By itself the driver asks each new connection for all array types, and a connection that is lost meanwhile rejects
      // a promise that nobody holds, which ends the process (3.4.9, fetchArrayTypes). We know the one that we use.
      fetch_types: false,
      types: { date: INSTANT, day: DAY, texts: TEXTS },
      connection: {
        application_name: `tidemark ${name}`,
        statement_timeout: timeoutMs,
        ...(o.role ? { role: o.role } : {}),
      },
    }) as unknown as Pool;

  const ingest = pool("ingest", 4, INGEST_TIMEOUT_MS);
  const reads = pool("reads", 4, READ_TIMEOUT_MS);
  const upkeep = pool("upkeep", 1, UPKEEP_TIMEOUT_MS, UPKEEP_SILENT_MS);
  return {
    ingest,
    reads,
    upkeep,
    connectListener: () => pool("listener", 1, READ_TIMEOUT_MS),
    doubt: sockets.doubt,
    async close() {
      await Promise.all([ingest, reads, upkeep].map((sql) => sql.end({ timeout: CLOSE_WITHIN_S })));
    },
  };
}

/**
 * A server that is stopping, starting or full (SQLSTATE: connection exceptions, resources, operator intervention), and the
 * driver's and the network's own words for one that is not there.
 */
const AWAY =
  /^(08|53|57P|CONNECTION_|CONNECT_TIMEOUT|ECONN|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)/;

/** Whether an error of the driver means that the database cannot be reached, rather than that it refused something. */
export function databaseIsAway(error: unknown): boolean {
  return error instanceof Error && "code" in error && AWAY.test(String(error.code));
}

let current: Database | undefined;

/** From now on the models of this process read from `database`. */
export function provideDatabase(database: Database): void {
  current = database;
}

/** The pool that models read from. */
export function reads(): Pool {
  if (!current) throw new Error("No database is open yet: app/server.ts opens it before the first request.");
  return current.reads;
}

/** Runs `work` on one unchanging view of the database: all its queries see the same commits. */
export function snapshot<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
  return reads().begin("isolation level repeatable read read only", work) as Promise<T>;
}

/** `numeric` and `bigint` stay strings by themselves; a `date` stays the text it is, `timestamptz` becomes a Date. */
const DAY = {
  to: 1082,
  from: [1082],
  serialize: (day: string) => day,
  parse: (day: string) => day,
};
const INSTANT = {
  to: 1184,
  from: [1114, 1184],
  serialize: (instant: Date | string) => (instant instanceof Date ? instant.toISOString() : instant),
  parse: (instant: string) => new Date(instant),
};

/** `text[]` of one dimension without nulls, such as `{plain,"with \"quotes\""}`; the driver knows no other array. */
const TEXTS = {
  to: 1009,
  from: [1009],
  serialize: (texts: readonly string[]) =>
    `{${texts.map((text) => `"${text.replace(/["\\]/g, "\\$&")}"`).join(",")}}`,
  parse: (list: string) =>
    [...list.matchAll(/"((?:[^"\\]|\\.)*)"|[^{},]+/g)].map(([plain, quoted]) =>
      quoted === undefined ? plain : quoted.replace(/\\(.)/g, "$1"),
    ),
};
