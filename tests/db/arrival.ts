import type { Sql } from "postgres";
import type { TestDelivery } from "./deliver";

let arrived = 0;

/** The database is older than anything that arrives in a test, so that days of the past may be restated. */
export async function wasMadeLongAgo(sql: Sql): Promise<void> {
  await sql`update ops.applied_files set applied_at = '2025-01-01'`;
}

/**
 * Inserts deliveries in one statement as if it were `at`: received then, and what follows from them posted then. Answers the
 * number (`seq`) of each, in order.
 */
export async function arrive(
  sql: Sql,
  at: string,
  deliveries: readonly TestDelivery[],
  o: { source?: string } = {},
): Promise<number[]> {
  const rows = deliveries.map(({ key, payload }, index) => ({
    delivery_key: key ?? `msg_${at}_${String(index).padStart(3, "0")}_${++arrived}`,
    payload,
  }));
  const before = await newestEntries(sql);
  await sql`
    insert into raw.webhook_events (delivery_key, source, received_at, payload)
    select delivery_key, ${o.source ?? "webhook"}, ${at}::text::timestamptz, payload
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as delivery (delivery_key text, payload jsonb)`;
  for (const [ledger, newest] of Object.entries(before)) {
    await sql`update ${sql(ledger)} set posted_at = ${at}::text::timestamptz where entry_id > ${newest}`;
  }
  const stored = await sql<{ seq: number; delivery_key: string }[]>`
    select seq::int, delivery_key from raw.webhook_events where delivery_key = any (${rows.map((row) => row.delivery_key)})`;
  return rows.map((row) => stored.find(({ delivery_key }) => delivery_key === row.delivery_key)?.seq ?? -1);
}

const LEDGERS = ["core.revenue_entries", "core.mrr_entries", "core.access_entries"];

async function newestEntries(sql: Sql): Promise<Record<string, string>> {
  const newest: Record<string, string> = {};
  for (const ledger of LEDGERS) {
    const [row] = await sql<
      { id: string }[]
    >`select coalesce(max(entry_id), 0)::text as id from ${sql(ledger)}`;
    newest[ledger] = row?.id ?? "0";
  }
  return newest;
}
