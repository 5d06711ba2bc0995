import { readFileSync } from "node:fs";
import path from "node:path";
import type { Sql, TransactionSql } from "postgres";
import { connect } from "../ingest/server";

/** So many payment events (payments that went through or failed, refunds, disputes), until then. The rest is in proportion. */
export interface History {
  paymentEvents: number;
  endsAt: Date;
}

/** The company with a fifth of everything. */
export const LARGEST = "biz_1";
export const COMPANIES = 500;

const FOLDER = path.join(import.meta.dirname, "history");

/**
 * What is written from bench.happenings, each by the file of its name: what takes longest first, because two connections
 * share the work.
 */
const TABLES = [
  "core.events",
  "raw.webhook_events",
  "core.revenue_entries",
  "core.payments",
  "core.subscriptions",
  "core.mrr_entries",
  "core.access_entries",
  "core.users",
  "core.refunds",
  "core.disputes",
  "core.companies",
  "core.plans",
  "core.products",
  "ops.company_settings",
] as const;

/** Not the server's settings but those of the connections that fill: sorts and hash tables stay in memory. */
const FILLING = {
  work_mem: "1GB",
  maintenance_work_mem: "1GB",
  max_parallel_maintenance_workers: "1",
  synchronous_commit: "off",
  jit: "off",
  // No trigger runs: what they would write is written here.
  session_replication_role: "replica",
};

/**
 * Fills the database at `url`, which has db/ applied and holds nothing yet, with this history: directly, without the
 * trigger, so that it takes a hundredth of the time. `say` hears what was done and how long it took.
 * Ends with statistics gathered, every index valid, summaries and materialized views up to date.
 */
export async function fill(url: string, history: History, say = (_line: string) => {}): Promise<void> {
  const connections = Array.from({ length: 2 }, () => connect(url, 1));
  try {
    for (const sql of connections) await prepare(sql);
    const [first = connect(url, 1)] = connections;
    const timed = timer(say);
    await timed("what happened", () => decide(first, history));
    await inParallel(connections, TABLES, (sql, table) => timed(table, () => write(sql, table)));
    for (const others of [false, true]) {
      // What else is known of activity is added up from what each user did.
      const summaries = await summariesIn(
        first,
        (table) => (table !== "metrics.activity_user_days") === others,
      );
      await inParallel(connections, summaries, (sql, { table, columns }) =>
        timed(table, () => addUp(sql, table, columns)),
      );
    }
    await first`drop schema bench cascade`;
    await first`select setval(pg_get_serial_sequence('raw.webhook_events', 'seq'), (select max(seq) from raw.webhook_events))`;
    for (const view of await materializedViews(first)) {
      await timed(view, () => refreshAtOnce(first, view));
    }
  } finally {
    await Promise.all(connections.map((sql) => sql.end({ timeout: 5 })));
  }
}

/** The materialized views of schema metrics, in the order in which they were made. */
export async function materializedViews(sql: Sql): Promise<string[]> {
  const rows = await sql<{ view: string }[]>`
    select oid::regclass::text as view
    from pg_class
    where relkind = 'm' and relnamespace = 'metrics'::regnamespace
    order by oid`;
  return rows.map(({ view }) => view);
}

async function prepare(sql: Sql): Promise<void> {
  for (const [name, value] of Object.entries(FILLING)) {
    await sql`select set_config(${name}, ${value}, false)`;
  }
}

/** Makes schema bench, with all that happened. */
async function decide(sql: Sql, { paymentEvents, endsAt }: History): Promise<void> {
  await sql.unsafe(`
    create schema bench;
    create function bench.ends_at() returns timestamptz language sql immutable parallel safe
    as $$ select timestamptz '${endsAt.toISOString()}' $$;
    create function bench.payment_events() returns bigint language sql immutable parallel safe
    as $$ select ${paymentEvents}::bigint $$;
  `);
  await sql.unsafe(readFileSync(path.join(FOLDER, "business.sql"), "utf8"));
}

/**
 * Writes one table. Truncated in the same transaction, it needs no log where wal_level is minimal; indexes that are not
 * ready are not written row by row, and reindex makes them from the whole.
 */
async function write(sql: Sql, table: string): Promise<void> {
  const statement = readFileSync(path.join(FOLDER, `${table}.sql`), "utf8");
  await sql.begin(async (transaction) => {
    await transaction.unsafe(`truncate ${table}`);
    await withoutIndexes(transaction, table, () => transaction.unsafe(statement));
  });
  await sql.unsafe(`vacuum analyze ${table}`);
}

async function withoutIndexes(
  sql: TransactionSql,
  table: string,
  work: () => Promise<unknown>,
): Promise<void> {
  await sql`update pg_index set indisready = false, indisvalid = false where indrelid = ${table}::regclass`;
  await work();
  await sql.unsafe(`reindex table ${table}`);
}

/** The daily summaries, and the columns that are written: each has a view that says what it should hold. */
async function summariesIn(
  sql: Sql,
  isAsked: (table: string) => boolean,
): Promise<{ table: string; columns: string }[]> {
  const summaries = await sql<{ table: string; columns: string }[]>`
    select summary.oid::regclass::text as table, string_agg(quote_ident(attname), ', ' order by attnum) as columns
    from pg_class as summary
    join pg_class as desired
      on desired.relnamespace = summary.relnamespace
      and desired.relname = 'desired_' || summary.relname
      and desired.relkind = 'v'
    join pg_attribute on attrelid = summary.oid and attnum > 0 and not attisdropped and attgenerated = ''
    where summary.relnamespace = 'metrics'::regnamespace and summary.relkind = 'r'
    group by summary.oid
    order by summary.oid desc`;
  return summaries.filter(({ table }) => isAsked(table));
}

async function addUp(sql: Sql, table: string, columns: string): Promise<void> {
  const desired = table.replace("metrics.", "metrics.desired_");
  await sql.unsafe(`truncate ${table}; insert into ${table} (${columns}) select ${columns} from ${desired}`);
  await sql.unsafe(`vacuum analyze ${table}`);
}

async function refreshAtOnce(sql: Sql, view: string): Promise<void> {
  await sql.unsafe(`refresh materialized view ${view}`);
  await sql.unsafe(`vacuum analyze ${view}`);
}

/** Has each connection take one piece of work after the other, until none is left. */
async function inParallel<Item>(
  connections: readonly Sql[],
  items: readonly Item[],
  work: (sql: Sql, item: Item) => Promise<void>,
): Promise<void> {
  const left = [...items];
  await Promise.all(
    connections.map(async (sql) => {
      for (let item = left.shift(); item !== undefined; item = left.shift()) await work(sql, item);
    }),
  );
}

/** Does something and says how many seconds it took. */
function timer(say: (line: string) => void) {
  return async (what: string, work: () => Promise<void>): Promise<void> => {
    const began = performance.now();
    await work();
    say(`${what}: ${((performance.now() - began) / 1_000).toFixed(0)} s`);
  };
}
