import { reads, type Sql } from "../lib/db";

/** One thing that happened. */
export interface FeedRow {
  id: string;
  /** the delivery it came from */
  seq: number;
  category: string;
  /** Tidemark's name of it, such as `payment.refunded` */
  type: string;
  /** Whop's name of it, as sent */
  sourceType: string;
  /** ISO instant */
  occurredAt: string;
  /** ISO instant */
  receivedAt: string;
  who: string | null;
  /** product or plan title */
  what: string | null;
  /** decimal string in major units of `currency` */
  amount: string | null;
  currency: string | null;
  status: string | null;
  isTest: boolean;
}

/** Newest first. */
export type Feed = FeedRow[];

/** The newest `howMany` things that happened: `api.feed`. */
export async function readFeed(companyId: string, howMany: number, sql: Sql = reads()): Promise<Feed> {
  const rows = await sql<Row[]>`
    select
      id, seq, category, type, source_type, occurred_at, received_at,
      who, what, amount, currency, status, is_test
    from api.feed(company_id => ${companyId}, how_many => ${howMany})
  `;
  return rows.map((row) => ({
    id: row.id,
    seq: Number(row.seq),
    category: row.category,
    type: row.type,
    sourceType: row.source_type,
    occurredAt: row.occurred_at.toISOString(),
    receivedAt: row.received_at.toISOString(),
    who: row.who,
    what: row.what,
    amount: row.amount,
    currency: row.currency,
    status: row.status,
    isTest: row.is_test,
  }));
}

interface Row {
  id: string;
  seq: string;
  category: string;
  type: string;
  source_type: string;
  occurred_at: Date;
  received_at: Date;
  who: string | null;
  what: string | null;
  amount: string | null;
  currency: string | null;
  status: string | null;
  is_test: boolean;
}
