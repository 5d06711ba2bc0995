import type { Pool } from "../lib/db";
import { type Delivery, rowJson } from "./delivery";

/**
 * Inserts the deliveries in one statement, which is one commit; those already stored are left as they are.
 * Answers how many are new. Throws the driver's error, and then none of them is stored.
 */
export async function insertDeliveries(
  sql: Pool,
  deliveries: readonly Delivery[],
  as: "payload" | "body" = "payload",
): Promise<number> {
  const rows = `[${deliveries.map((delivery) => rowJson(delivery, as)).join(",")}]`;
  // By way of text: a parameter of type jsonb would be serialised by the driver once more.
  const { command, count } = await sql`
    insert into raw.webhook_events
      (delivery_key, source, received_at, sent_at, headers, payload, body, default_company_id)
    select
      delivery_key, source, received_at, sent_at, headers, payload, decode(body_base64, 'base64'), default_company_id
    from jsonb_to_recordset(${rows}::text::jsonb) as delivery (
      delivery_key text,
      source text,
      received_at timestamptz,
      sent_at timestamptz,
      headers jsonb,
      payload jsonb,
      body_base64 text,
      default_company_id text
    )
    on conflict do nothing
  `;
  // The driver has been seen to resolve a query that a broken connection had swallowed (app/lib/sockets.ts).
  if (command !== "INSERT") throw new Error("The database did not say that it stored the deliveries.");
  return count;
}

/** Adds to the counter of those deliveries whose stored row arrived at another time: `api.count_redeliveries`. */
export async function countRedeliveries(sql: Pool, deliveries: readonly Delivery[]): Promise<void> {
  await sql`
    select api.count_redeliveries(
      delivery_keys => ${deliveries.map((delivery) => delivery.deliveryKey)}::text[],
      received_at => ${deliveries.map((delivery) => delivery.receivedAt)}::text[]::timestamptz[]
    )
  `;
}
