/**
 * How long the overview takes to read for the largest of 500 companies, and each materialized view to refresh, when a
 * million and when ten million payment events are stored:
 * `npx tsx tests/bench/reads.ts [--payments 1000000,10000000] [--rounds 5] [--explain]`
 * Some 3 KB of the temporary folder (TMPDIR) for each payment event. Rounds are interleaved: each starts the server anew
 * and takes every figure once of each database. `--explain` prints the plans of all statements as well.
 */

import { statfsSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Database, openDatabase, provideDatabase } from "../../app/lib/db";
import { readPage } from "../../app/models/pages";
import { apply } from "../../db/apply";
import { runToTheEnd } from "./ingest/leave-nothing";
import { machine } from "./ingest/machine";
import { aligned, inHundredths } from "./ingest/report";
import { type BenchServer, connect, startBenchServer } from "./ingest/server";
import { median } from "./ingest/statistics";
import { type Served, servedDuringRefresh } from "./reads/during";
import { plansOf } from "./reads/explain";
import { COMPANIES, fill, LARGEST, materializedViews } from "./reads/fill";
import { ASKED, MORE, OVERVIEW, QUERIES, shown } from "./reads/queries";
import { inMs, longest, p50, p95, type Times, timeOf } from "./reads/timing";

const SAMPLES = 60;
/** Connections make their plans and settle on them before it counts. */
const WARM_UP = 15;
/** A refresh of ten million may take a minute. */
const REFRESHES = 2;
/** What a payment event takes on the disk with all that belongs to it, in bytes: rounded up. */
const BYTES_EACH = 3_500;
/** Nothing that is written while filling has to survive anything. */
const FILLING = {
  wal_level: "minimal",
  max_wal_senders: "0",
  fsync: "off",
  full_page_writes: "off",
  autovacuum: "off",
  max_wal_size: "8GB",
  shared_buffers: "1GB",
};

/** A database with its history, and what was measured in it. */
interface Filled {
  paymentEvents: number;
  url: string;
  /** the first read of the overview after the server's start, once a round */
  first: number[];
  /** by the query's title: the times of each round */
  queries: Map<string, number[][]>;
  /** by the view */
  refreshes: Map<string, number[]>;
}

const { values } = parseArgs({
  options: {
    payments: { type: "string", default: "1000000,10000000" },
    rounds: { type: "string", default: "5" },
    explain: { type: "boolean", default: false },
  },
});

async function main(): Promise<void> {
  const sizes = values.payments.split(",").map(sizeOf);
  const rounds = Number(values.rounds);
  if (!(Number.isInteger(rounds) && rounds > 0)) {
    throw new Error(`--rounds is ${values.rounds}; it must be a whole number from 1.`);
  }
  const server = await startBenchServer();
  console.log(machine(server.version));
  refuseWithoutRoom(server, sizes);
  const databases = await fillAll(server, sizes);

  for (let round = 0; round < rounds; round++) {
    // The second database must not profit from what the first has left in memory.
    for (const database of databases) {
      await server.restart();
      await readIn(database);
    }
    const taken = databases.map(
      ({ queries }) => `${inMs(p95(queries.get(OVERVIEW.title)?.[round] ?? []))} ms`,
    );
    console.log(`round ${round + 1} of ${rounds}: ${OVERVIEW.title}, p95: ${taken.join(", ")}`);
  }
  console.log(`\n${tableOfReads(databases)}\n`);
  for (let round = 0; round < REFRESHES; round++) {
    for (const database of databases) await refreshIn(database);
  }
  console.log(`\n${tableOfRefreshes(databases)}\n`);
  if (values.explain) for (const { url } of databases) console.log(await plansOf(url));
  const largest = databases.at(-1);
  if (largest) console.log(await duringRefresh(largest));
}

async function fillAll(server: BenchServer, sizes: readonly number[]): Promise<Filled[]> {
  const endsAt = new Date();
  const databases: Filled[] = [];
  await server.restart(FILLING);
  for (const paymentEvents of sizes) {
    const began = performance.now();
    const url = await server.create(`reads_${paymentEvents}`);
    await apply(url);
    const title = paymentEvents.toLocaleString("en");
    await fill(url, { paymentEvents, endsAt }, (line) => console.log(`${title}: ${line}`));
    console.log(
      `${title}: ${await inWords(url)} in ${((performance.now() - began) / 60_000).toFixed(1)} min`,
    );
    databases.push({ paymentEvents, url, first: [], queries: new Map(), refreshes: new Map() });
  }
  await server.checkpoint();
  return databases;
}

/** What was filled, counted. */
async function inWords(url: string): Promise<string> {
  const sql = connect(url, 1);
  const [row] = await sql<{ payments: number; events: number; largest: number; size: string }[]>`
    select
      count(*) filter (where category = 'payment')::int as payments,
      count(*)::int as events,
      round(100.0 * count(*) filter (where category = 'payment' and company_id = ${LARGEST})
        / count(*) filter (where category = 'payment'), 1)::float as largest,
      pg_size_pretty(pg_database_size(current_database())) as size
    from core.events`;
  await sql.end();
  if (!row) return "nothing";
  return `${row.payments.toLocaleString("en")} payment events of ${row.events.toLocaleString("en")} events, ${row.largest} % of them of the largest of ${COMPANIES} companies, ${row.size}`;
}

async function readIn({ url, first, queries }: Filled): Promise<void> {
  await withApp(url, async ({ reads }) => {
    await reads`select`;
    first.push(await timeOf(() => readPage(ASKED)));
    const of = await shown(reads);
    for (const { title, run } of [...QUERIES, ...MORE]) {
      for (let nth = 0; nth < WARM_UP; nth++) await run(reads, of);
      const times: number[] = [];
      for (let nth = 0; nth < SAMPLES; nth++) times.push(await timeOf(() => run(reads, of)));
      queries.set(title, [...(queries.get(title) ?? []), times]);
    }
  });
}

async function refreshIn({ url, paymentEvents, refreshes }: Filled): Promise<void> {
  const sql = connect(url, 1);
  for (const view of await materializedViews(sql)) {
    const took = await timeOf(() => sql`call metrics.refresh(${view.replace("metrics.", "")})`);
    refreshes.set(view, [...(refreshes.get(view) ?? []), took]);
    console.log(`${paymentEvents.toLocaleString("en")}: refresh of ${view} ${inMs(took)} ms`);
  }
  await sql.end();
}

/** The app's connections to that database, which its models read from meanwhile. */
async function withApp<Result>(url: string, work: (database: Database) => Promise<Result>): Promise<Result> {
  const database = openDatabase(url, { role: "tidemark_app" });
  provideDatabase(database);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

function tableOfReads(databases: readonly Filled[]): string {
  const titles = [...(databases[0]?.queries.keys() ?? [])];
  const rows = titles.map((title) => {
    const rounds = databases.map(({ queries }) => queries.get(title) ?? []);
    return [
      title,
      ...rounds.flatMap((times) => [p50(times.flat()), p95(times.flat())].map(inMs)),
      ratioOf(rounds),
    ];
  });
  const first = [
    `${OVERVIEW.title}, first after a start`,
    ...databases.flatMap((database) => [inMs(p50(database.first)), inMs(longest(database.first))]),
    ratioOf(databases.map((database) => database.first.map((time) => [time]))),
  ];
  return aligned([
    ["ms, p50 and p95", ...databases.flatMap((database) => [sizeIn(database), ""]), "ratio of p95"],
    ...rows,
    first,
  ]);
}

function tableOfRefreshes(databases: readonly Filled[]): string {
  const views = [...(databases[0]?.refreshes.keys() ?? [])];
  const rows = views.map((view) => {
    const rounds = databases.map(({ refreshes }) => refreshes.get(view) ?? []);
    return [
      view,
      ...rounds.map((times) => inMs(median(times))),
      ratioOf(rounds.map((times) => times.map((time) => [time]))),
    ];
  });
  return aligned([["ms to refresh", ...databases.map(sizeIn), "ratio"], ...rows]);
}

/** The last database's p95 by the first's, within each round, where both saw the same machine; the median of the rounds. */
function ratioOf(rounds: readonly (readonly Times[])[]): string {
  const [before = [], after = []] = [rounds[0], rounds.at(-1)];
  if (rounds.length < 2) return "";
  return inHundredths(median(after.map((times, round) => p95(times) / p95(before[round] ?? []))));
}

async function duringRefresh({ url, refreshes, paymentEvents }: Filled): Promise<string> {
  const [slowest] = [...refreshes].sort(([, a], [, b]) => median(b) - median(a));
  if (!slowest) return "";
  const [view] = slowest;
  const {
    quiet,
    refreshing,
    refreshes: took,
  } = await withApp(url, (database) => servedDuringRefresh(url, database, view));
  const row = (title: string, served: Served, of: keyof Served) => [
    title,
    ...[p50, p95, longest].map((figure) => inMs(figure(served[of]))),
    served[of].length.toLocaleString("en"),
  ];
  return aligned([
    [`${paymentEvents.toLocaleString("en")} payment events, ms`, "p50", "p95", "longest", "times"],
    row(`${OVERVIEW.title}, beside deliveries`, quiet, "reads"),
    row(`  while ${view} is refreshed`, refreshing, "reads"),
    row("a delivery, beside reads of the overview", quiet, "deliveries"),
    row(`  while ${view} is refreshed`, refreshing, "deliveries"),
    [
      "the refresh meanwhile",
      ...[p50, p95, longest].map((figure) => inMs(figure(took))),
      String(took.length),
    ],
  ]);
}

function refuseWithoutRoom({ folder }: BenchServer, sizes: readonly number[]): void {
  const { bavail, bsize } = statfsSync(folder);
  const needed = sizes.reduce((sum, size) => sum + size * BYTES_EACH, 0);
  if (bavail * bsize >= needed) return;
  throw new Error(
    `${folder} has no room for about ${Math.ceil(needed / 1e9)} GB: set TMPDIR to a larger disk, or give fewer --payments.`,
  );
}

function sizeIn({ paymentEvents }: Filled): string {
  return paymentEvents.toLocaleString("en");
}

function sizeOf(text: string): number {
  const size = Number(text);
  if (Number.isInteger(size) && size >= 1_000) return size;
  throw new Error(
    `--payments is ${values.payments}; it must be whole numbers from 1000, with commas between them.`,
  );
}

runToTheEnd(main);
