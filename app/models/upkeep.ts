import { reads, type Sql } from "../lib/db";

/** Whether the database can take and show deliveries: `api.ready`. Throws when it cannot be asked. */
export async function readReady(sql: Sql = reads()): Promise<boolean> {
  const [row] = await sql<{ ready: boolean }[]>`select api.ready() as ready`;
  return row?.ready === true;
}

/** Refreshes the materialized views whose input changed, and says which, with how long each took: `api.refresh_due`. */
export async function refreshDue(sql: Sql): Promise<{ view: string; seconds: number }[]> {
  const rows = await sql<{ view_name: string; seconds: string }[]>`
    select view_name, extract(epoch from duration) as seconds
    from api.refresh_due()
  `;
  return rows.map((row) => ({
    view: row.view_name,
    seconds: Number(row.seconds),
  }));
}

/** Gathers the planner's statistics where tables have grown a lot, and names them: `api.analyze_due`. */
export async function analyzeDue(sql: Sql): Promise<string[]> {
  const rows = await sql<{ table_name: string }[]>`select table_name from api.analyze_due() as table_name`;
  return rows.map((row) => row.table_name);
}
