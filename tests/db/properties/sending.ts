import type { ReservedSql, Sql } from "postgres";

/** Stores these deliveries (`rowOf`) in one statement, as one batch of the endpoint's; those that are there already change nothing. */
export async function send(sql: Sql | ReservedSql, rows: readonly string[]): Promise<void> {
  await sql`
    insert into raw.webhook_events (delivery_key, sent_at, received_at, default_company_id, payload)
    select delivery_key, sent_at, received_at, default_company_id, payload
    from jsonb_to_recordset(${`[${rows.join(",")}]`}::text::jsonb)
      as delivery (delivery_key text, sent_at timestamptz, received_at timestamptz, default_company_id text, payload jsonb)
    on conflict do nothing`;
}
