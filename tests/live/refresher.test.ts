import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Database, openDatabase } from "../../app/lib/db";
import { startRefresher } from "../../app/live/refresher";
import { createDatabase, type TestDatabase } from "../support/database";

let database: TestDatabase;
let opened: Database;
beforeAll(async () => {
  database = await createDatabase();
  opened = openDatabase(database.urlAs("tidemark_app"));
});
afterAll(async () => {
  await opened.close();
  await database.close();
});
beforeEach(() => database.sql`delete from ops.refreshes`);

interface Line {
  msg: string;
  view?: string;
  error?: string;
}

/** A log whose warnings and errors are kept. */
function listeningLog() {
  const lines: Line[] = [];
  const log = pino({ level: "warn" }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  return { log, lines };
}

const stale = () => database.sql`select view_name from metrics.refresh_state where as_of is null`;

test("the refresher brings every view up to date, each in a transaction of its own", async () => {
  const { log, lines } = listeningLog();
  const refresher = startRefresher({ sql: opened.upkeep, log });
  await expect.poll(stale).toEqual([]);
  await refresher.stop();
  const [row] = await database.sql`
    select count(*)::int as refreshes, count(distinct xmin::text)::int as transactions, min(refreshed_by) as by from ops.refreshes`;
  expect(row?.refreshes).toBeGreaterThanOrEqual(8);
  expect(row).toMatchObject({ transactions: row?.refreshes, by: "tidemark_app" });
  expect(lines).toEqual([]);
});

test("a view that fails is said once, and the others are refreshed", async () => {
  const { sql } = database;
  await sql.unsafe(`
    create table public.switch (divisor int);
    insert into public.switch values (1);
    grant select on public.switch to tidemark_owner;
    set role tidemark_owner;
    create materialized view metrics.aaa_fragile as select 1 / divisor as one from public.switch;
    create unique index aaa_fragile_key on metrics.aaa_fragile (one);
    reset role;
    update public.switch set divisor = 0`);
  const { log, lines } = listeningLog();
  const refresher = startRefresher({ sql: opened.upkeep, log });
  await expect.poll(stale).toEqual([{ view_name: "aaa_fragile" }]);
  await refresher.stop();
  expect(lines).toMatchObject([{ view: "aaa_fragile", error: "22012: division by zero" }]);
});
