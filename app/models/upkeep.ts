import { reads, type Sql } from "../lib/db";

/** Whether the database can take and show deliveries: `api.ready`. Throws when it cannot be asked. */
export async function readReady(sql: Sql = reads()): Promise<boolean> {
  const [row] = await sql<{ ready: boolean }[]>`select api.ready() as ready`;
  return row?.ready === true;
}

/** A materialized view that was refreshed, or whose refresh failed: it keeps what it held. */
export interface Refreshed {
  view: string;
  seconds: number;
  /** SQLSTATE and message; null: it did not fail */
  error: string | null;
}

/**
 * Refreshes one materialized view that is due, in a transaction of its own, and says which; null: none is due.
 * `api.refresh_due`. It takes as long as it takes: `sql` should have no `statement_timeout`.
 */
export async function refreshDue(sql: Sql): Promise<Refreshed | null> {
  const [row] = await sql<{ view_name: string; seconds: string; error: string | null }[]>`
    select view_name, extract(epoch from duration) as seconds, error
    from api.refresh_due()
  `;
  return row ? { view: row.view_name, seconds: Number(row.seconds), error: row.error } : null;
}

/** Gathers the planner's statistics where tables have grown a lot, and names them: `api.analyze_due`. */
export async function analyzeDue(sql: Sql): Promise<string[]> {
  const rows = await sql<{ table_name: string }[]>`select table_name from api.analyze_due() as table_name`;
  return rows.map((row) => row.table_name);
}
