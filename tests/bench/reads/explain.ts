import postgres from "postgres";
import type { Pool } from "../../../app/lib/db";
import { MORE, OVERVIEW, QUERIES, shown } from "./queries";

/** PostgreSQL plans by the parameters at first, and may then settle on one plan for all. */
const MODES = ["force_custom_plan", "force_generic_plan"] as const;
const WARM_UP = 3;

/**
 * The plan of every statement that each query runs, also inside of functions, with times and buffers: once planned for
 * these parameters and once for any. Needs a superuser's connection string.
 */
export async function plansOf(url: string): Promise<string> {
  const said: string[] = [];
  let listening = false;
  const sql = postgres(url, {
    max: 1,
    onnotice: ({ message = "" }) => {
      if (listening) said.push(message);
    },
  });
  try {
    await sql`load 'auto_explain'`;
    await sql.unsafe(`
      set auto_explain.log_min_duration = 0;
      set auto_explain.log_nested_statements = on;
      set auto_explain.log_analyze = on;
      set auto_explain.log_buffers = on;
      set client_min_messages = log;
    `);
    // Models take the pools that the app opens; a plain connection runs their queries as well.
    const pool = sql as unknown as Pool;
    const of = await shown(pool);
    for (const mode of MODES) {
      await sql.unsafe(`set plan_cache_mode = ${mode}`);
      for (const { title, run } of [...QUERIES, ...MORE]) {
        if (title === OVERVIEW.title) continue;
        for (let nth = 0; nth < WARM_UP; nth++) await run(pool, of);
        said.push(`\n==== ${title} (${mode})`);
        listening = true;
        await run(pool, of);
        listening = false;
      }
    }
    return said.join("\n");
  } finally {
    await sql.end();
  }
}
