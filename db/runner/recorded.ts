import type { Queries } from "./objects";

/** path → checksum of all that is applied; empty on a new database. */
export async function recorded(sql: Queries): Promise<Map<string, string>> {
  const [table] = await sql<{ exists: boolean }[]>`
    select to_regclass('ops.applied_files') is not null as exists`;
  if (!table?.exists) return new Map();
  const rows = await sql<{ path: string; checksum: string }[]>`select path, checksum from ops.applied_files`;
  return new Map(rows.map((row) => [row.path, row.checksum]));
}
