import type { Sql } from "postgres";

/** What is summed up in the ledgers. */
const SUMMED = ["amount", "payments", "customers", "students"];

const LEDGERS = ["core.revenue_entries", "core.mrr_entries", "core.access_entries"];

/** What depends on when something arrived here, and not on what was told. */
const OF_ARRIVAL = ["raw_seq", "entry_id", "posted_at", "last_received_at"];

/**
 * All rows of core and metrics that follow from the deliveries, by table, in one order: what must come out the same in
 * whatever order and however often they arrive. Ledgers are summed up, and days on which nothing moved are left out.
 */
export async function standing(
  sql: Sql,
  o: { except?: string[] } = {},
): Promise<Record<string, Record<string, unknown>[]>> {
  const tables = await sql<{ name: string }[]>`
    select n.nspname || '.' || c.relname as name
    from pg_class as c
    join pg_namespace as n on n.oid = c.relnamespace
    where n.nspname in ('core', 'metrics') and c.relkind = 'r' and c.relname <> 'event_names'
    order by 1`;
  const all: Record<string, Record<string, unknown>[]> = {};
  for (const { name } of tables) {
    if (o.except?.includes(name)) continue;
    all[name] = LEDGERS.includes(name) ? await ledger(sql, name) : await rows(sql, name);
  }
  return all;
}

async function rows(sql: Sql, table: string): Promise<Record<string, unknown>[]> {
  const found = await sql<{ row: Record<string, unknown> }[]>`
    select to_jsonb(stored) - ${OF_ARRIVAL}::text[] as row
    from ${sql(table)} as stored
    where ${!table.startsWith("metrics.")} or exists (
      select from jsonb_each(to_jsonb(stored)) where jsonb_typeof(value) = 'number' and value <> '0')
    order by (to_jsonb(stored) - ${OF_ARRIVAL}::text[])::text collate "C"`;
  return found.map(({ row }) => row);
}

async function ledger(sql: Sql, table: string): Promise<Record<string, unknown>[]> {
  const found = await sql<{ row: Record<string, unknown> }[]>`
    select key || jsonb_strip_nulls(jsonb_build_object('amount', sum(amount), 'count', sum(count))) as row
    from (
      select
        to_jsonb(entry) - ${[...OF_ARRIVAL, ...SUMMED]}::text[] as key,
        (to_jsonb(entry) ->> 'amount')::numeric as amount,
        coalesce(to_jsonb(entry) ->> 'payments', to_jsonb(entry) ->> 'customers', to_jsonb(entry) ->> 'students')::integer
          as count
      from ${sql(table)} as entry
    ) as entries
    group by key
    having sum(amount) <> 0 or sum(count) <> 0
    order by key::text collate "C"`;
  return found.map(({ row }) => row);
}
