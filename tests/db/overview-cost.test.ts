import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fill } from "../bench/reads/fill";
import { OVERVIEW, QUERIES, shown } from "../bench/reads/queries";
import { createDatabase, type TestDatabase } from "../support/database";

/** Noon, so that half a day's entries are read. */
const ENDS_AT = new Date(new Date().setUTCHours(12, 0, 0, 0) - 86_400_000);
const MODES = ["force_custom_plan", "force_generic_plan"];

let few: TestDatabase;
let many: TestDatabase;
beforeAll(async () => {
  [few, many] = [await createDatabase(), await createDatabase()];
  await fill(few.url, { paymentEvents: 5_000, endsAt: ENDS_AT });
  await fill(many.url, { paymentEvents: 20_000, endsAt: ENDS_AT });
});
afterAll(() => Promise.all([few.close(), many.close()]));

test.each(MODES)(
  "the overview of four times the history reads hardly more rows of it, and no table of it from end to end (%s)",
  async (mode) => {
    const [before, after] = [await readBy(few.url, mode), await readBy(many.url, mode)];
    expect(before.rows).toBeGreaterThan(100);
    expect(after.rows).toBeLessThan(before.rows * 1.5);
    expect(after.tables).toEqual([]);
  },
);

/** How many rows of raw and core the overview's queries read, and which tables of them from end to end. */
async function readBy(url: string, mode: string): Promise<{ rows: number; tables: string[] }> {
  // As in the app a day stays the text that it is.
  const day = { to: 1082, from: [1082], serialize: (text: string) => text, parse: (text: string) => text };
  const connection = postgres(url, { max: 1, types: { day }, onnotice: () => {} });
  try {
    await connection.unsafe(`set plan_cache_mode = ${mode}`);
    const of = await shown(connection);
    await connection`begin`;
    for (const query of QUERIES) if (query !== OVERVIEW) await query.run(connection, of);
    const tables = await connection<{ name: string; rows: number; whole: number }[]>`
      select
        relid::regclass::text as name,
        (coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int as rows,
        seq_scan::int as whole
      from pg_stat_xact_user_tables
      where schemaname in ('raw', 'core')`;
    await connection`commit`;
    return {
      rows: tables.reduce((sum, { rows }) => sum + rows, 0),
      tables: tables.filter(({ whole }) => whole > 0).map(({ name }) => name),
    };
  } finally {
    await connection.end();
  }
}
