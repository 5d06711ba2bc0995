import { reads, type Sql } from "../lib/db";

/** What became of one delivery. */
export interface DeliveryOutcome {
  seq: number;
  /** `projected`, `failed` (kept, with its error), `test`, `unassigned` (its company is not known yet) or `kept` */
  state: string;
  companyId: string | null;
  /** rows of core.events that it gave */
  events: unknown;
  /** ledger entries that it gave; amounts as the database wrote them */
  entries: unknown;
  error: string | null;
}

/** One delivery by its key, or null when it is not stored: `api.delivery`. */
export async function readDelivery(deliveryKey: string, sql: Sql = reads()): Promise<DeliveryOutcome | null> {
  const [row] = await sql<Row[]>`
    select seq, state, company_id, events, entries, error
    from api.delivery(delivery_key => ${deliveryKey})
  `;
  if (!row) return null;
  const { seq, state, company_id: companyId, events, entries, error } = row;
  return { seq: Number(seq), state, companyId, events, entries, error };
}

interface Row {
  seq: string;
  state: string;
  company_id: string | null;
  events: unknown;
  entries: unknown;
  error: string | null;
}
