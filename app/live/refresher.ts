import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "../lib/db";
import type { Logger } from "../lib/log";
import { analyzeDue, refreshDue } from "../models/upkeep";

/** How often the database is asked whether statistics or a materialized view are due; it decides by itself what that means. */
export const REFRESH_MS = 3_000;

/** Has statistics gathered and materialized views refreshed while the process runs, one round after the other. */
export function startRefresher({ sql, log }: { sql: Pool; log: Logger }): {
  stop(): Promise<void>;
} {
  const stopping = new AbortController();
  const done = run();

  async function run(): Promise<void> {
    let failing = false;
    while (!stopping.signal.aborted) {
      try {
        for (const table of await analyzeDue(sql)) log.debug({ table }, "gathered statistics");
        await refreshAllDue();
        failing = false;
      } catch (error) {
        if (!failing) log.warn({ err: error }, "statistics and materialized views are not kept up for now");
        failing = true;
      }
      await sleep(REFRESH_MS, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }

  /** One after the other: a view that fails, or takes long, keeps nobody from reading or refreshing the others. */
  async function refreshAllDue(): Promise<void> {
    while (!stopping.signal.aborted) {
      const refreshed = await refreshDue(sql);
      if (!refreshed) return;
      if (refreshed.error)
        log.warn(refreshed, "a materialized view could not be refreshed, and keeps what it held");
      else log.debug(refreshed, "refreshed a materialized view");
    }
  }

  return {
    async stop() {
      stopping.abort();
      // A refresh may take minutes; the view keeps its previous content when it is cut short.
      await Promise.race([done, sleep(1_000, undefined, { ref: false })]);
    },
  };
}
