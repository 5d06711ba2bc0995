import type { Sql } from "postgres";

/** Tables and materialized views as the catalogue lists them, so that a new one cannot be forgotten. */
export interface Table {
  name: string;
  columns: { name: string; type: string }[];
  isMaterialized: boolean;
}

export async function tablesOf(sql: Sql, schemas: string[]): Promise<Table[]> {
  return sql<Table[]>`
    select
      c.oid::regclass::text as name,
      c.relkind = 'm' as "isMaterialized",
      json_agg(json_build_object(
        'name', a.attname, 'type', coalesce(nullif(t.typbasetype, 0), t.oid)::regtype::text) order by a.attnum) as columns
    from pg_class as c
    join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_type as t on t.oid = a.atttypid
    where c.relnamespace = any (${schemas}::regnamespace[]) and c.relkind in ('r', 'p', 'm') and not c.relispartition
    group by c.oid
    order by 1`;
}

/** Empties all that deliveries fill, whatever tables there are. */
export async function emptyAll(sql: Sql): Promise<void> {
  const tables = (await tablesOf(sql, ["raw", "core", "metrics", "ops"])).filter(
    ({ isMaterialized, columns }) => !isMaterialized && columns.some(({ name }) => name === "company_id"),
  );
  await sql.unsafe(`truncate ${tables.map(({ name }) => name).join(", ")}`);
}

/** Brings every materialized view of metrics up to date. */
export async function refreshAll(sql: Sql): Promise<void> {
  for (const { name, isMaterialized } of await tablesOf(sql, ["metrics"])) {
    if (isMaterialized) await sql.unsafe(`refresh materialized view ${name}`);
  }
}
