import { reads, type Sql } from "../lib/db";
import { type DeliveryRow, type DeliveryState, type ListedDelivery, listed, toListed } from "./deliveries";

/** All there is to know of one delivery. */
export interface DeliveryDetail extends ListedDelivery {
  headers: Record<string, string>;
  /** its body as JSON text, personal data as dots unless revealed; null where it is no JSON, or too long to show */
  payload: string | null;
  payloadBytes: number | null;
  /** where dots stand, as JSON pointers: "/data/user/email" */
  hidden: string[];
  /** its body as text where it is no JSON, and was revealed */
  body: string | null;
  bodyBytes: number | null;
  /** what PostgreSQL said where it could not be projected */
  message: string | null;
  events: DeliveryEvent[];
  entries: DeliveryEntry[];
}

/** A thing that a delivery told of. */
export interface DeliveryEvent {
  part: number;
  type: string;
  category: string;
  source_type: string;
  /** ISO instant */
  occurred_at: string;
  status: string | null;
  /** decimal string in major units of `currency` */
  amount: string | null;
  currency: string | null;
  user_id: string | null;
  membership_id: string | null;
  payment_id: string | null;
  refund_id: string | null;
  dispute_id: string | null;
  product_id: string | null;
  plan_id: string | null;
}

/** A ledger entry of a delivery. */
export interface DeliveryEntry {
  ledger: "revenue" | "mrr" | "access";
  kind: string;
  /** ISO instants */
  occurred_at: string;
  posted_at: string;
  /** signed decimal string in major units of `currency`; null in the access ledger */
  amount: string | null;
  currency: string | null;
  /** what it adds to the count of payments, customers or students */
  counts: number;
  customer_id: string | null;
  payment_id: string | null;
  membership_id: string | null;
}

/**
 * One delivery of a company (`api.delivery`), or with company null of nobody's (`api.delivery_without_company`);
 * null where it is not theirs. What is personal in it is dots unless `reveal`.
 */
export async function readDelivery(
  companyId: string | null,
  seq: number,
  o: { reveal?: boolean } = {},
  sql: Sql = reads(),
): Promise<DeliveryDetail | null> {
  const reveal = o.reveal ?? false;
  const delivery =
    companyId === null
      ? sql`api.delivery_without_company(seq => ${seq}, reveal => ${reveal})`
      : sql`api.delivery(company_id => ${companyId}, seq => ${seq}, reveal => ${reveal})`;
  const [row] = await sql<DetailRow[]>`
    select ${listed(sql, "(told).")}, headers, payload::text as payload, payload_bytes, to_json(hidden) as hidden,
      body, body_bytes, message, events, entries
    from ${delivery}
  `;
  if (!row) return null;
  return {
    ...toListed(row),
    headers: row.headers,
    payload: row.payload,
    payloadBytes: row.payload_bytes,
    hidden: row.hidden ?? [],
    body: row.body,
    bodyBytes: row.body_bytes,
    message: row.message,
    events: row.events,
    entries: row.entries,
  };
}

interface DetailRow extends DeliveryRow {
  headers: Record<string, string>;
  payload: string | null;
  payload_bytes: number | null;
  hidden: string[] | null;
  body: string | null;
  body_bytes: number | null;
  message: string | null;
  events: DeliveryEvent[];
  entries: DeliveryEntry[];
}

/** One delivery of a company by its key, or null when it is not stored, or not theirs. */
export async function readDeliveryByKey(
  companyId: string,
  key: string,
  sql: Sql = reads(),
): Promise<DeliveryDetail | null> {
  const [row] = await sql<{ seq: string }[]>`
    select seq from api.deliveries(company_id => ${companyId}, search => ${key}, how_many => 1)
  `;
  return row ? readDelivery(companyId, Number(row.seq), {}, sql) : null;
}

/** What a replay did. */
export interface Replayed {
  stateBefore: DeliveryState;
  state: DeliveryState;
  /** how many ledger entries it posted */
  posted: number;
  sqlstate: string | null;
  error: string | null;
}

/**
 * Reads one delivery of a company again and projects it (`api.replay`), or with company null one of nobody's
 * (`api.replay_without_company`); null, and nothing done, where it is not theirs.
 */
export async function replayDelivery(
  companyId: string | null,
  seq: number,
  sql: Sql = reads(),
): Promise<Replayed | null> {
  const replay =
    companyId === null
      ? sql`api.replay_without_company(seq => ${seq})`
      : sql`api.replay(company_id => ${companyId}, seq => ${seq})`;
  const [row] = await sql<ReplayRow[]>`select state_before, state, posted, sqlstate, error from ${replay}`;
  if (!row) return null;
  const { state_before: stateBefore, state, posted, sqlstate, error } = row;
  return { stateBefore, state, posted: Number(posted), sqlstate, error };
}

interface ReplayRow {
  state_before: DeliveryState;
  state: DeliveryState;
  posted: string;
  sqlstate: string | null;
  error: string | null;
}
