import type { Sql } from "postgres";
import { aYear } from "../demo/year";

/** Stores the demo's year up to now as if it had been delivered: for pages and benchmarks that want history. */
export async function storeYear(sql: Sql): Promise<number> {
  const { deliveries } = aYear({ anchor: Date.now() });
  for (let at = 0; at < deliveries.length; at += 200) await store(sql, deliveries.slice(at, at + 200));
  return deliveries.length;
}

/** The bodies are spliced into one JSON parameter, as the app does, so that no digit of an amount is lost. */
export async function store(sql: Sql, deliveries: readonly { id: string; body: string }[]): Promise<void> {
  const rows = deliveries.map(
    ({ id, body }) => `{"delivery_key": ${JSON.stringify(id)}, "headers": {}, "payload": ${body}}`,
  );
  await sql`
    insert into raw.webhook_events (delivery_key, headers, payload)
    select delivery_key, headers, payload
    from jsonb_to_recordset(${`[${rows.join(",")}]`}::text::jsonb)
      as delivery (delivery_key text, headers jsonb, payload jsonb)
  `;
}
