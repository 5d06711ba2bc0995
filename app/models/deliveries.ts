import { reads, type Sql } from "../lib/db";

/** What became of a delivery: `core.deliveries.state`. */
export type DeliveryState = "projected" | "kept" | "failed" | "unassigned" | "test" | "unread";

/** One delivery, as a list shows it. Instants are ISO text. */
export interface ListedDelivery {
  /** order of arrival */
  seq: number;
  state: DeliveryState;
  key: string;
  /** webhook, backfill, import or test */
  source: string;
  /** the name as sent; null where it could not be read */
  eventName: string | null;
  /** Tidemark's name of it; null where it was not projected */
  type: string | null;
  category: string | null;
  sentAt: string | null;
  receivedAt: string;
  occurredAt: string | null;
  /** from Whop's signing to being received; Whop signs whole seconds */
  latencySeconds: number | null;
  /** how many more times it came */
  redeliveries: number;
  redeliveredAt: string | null;
  who: string | null;
  what: string | null;
  /** decimal string in major units of `currency` */
  amount: string | null;
  currency: string | null;
  status: string | null;
  sqlstate: string | null;
  /** how often it was tried and failed, and when last */
  failures: number | null;
  lastFailedAt: string | null;
}

/** Which deliveries are asked for; what is null asks for nothing. */
export interface DeliveryFilter {
  state: DeliveryState | null;
  /** a name as sent, Tidemark's name, or a category */
  type: string | null;
  search: string | null;
  /** only older ones than this */
  before: number | null;
}

export interface DeliveryList {
  /** newest first */
  rows: ListedDelivery[];
  /** where the next page begins (`before`); null: there is none */
  next: number | null;
  /** ISO instant: how far back was looked by what has no index; null: at all there are */
  lookedBackTo: string | null;
  /** whether names and e-mail addresses were looked for among all people there are */
  lookedAtEverybody: boolean;
}

/** A company's deliveries (`api.deliveries`), or with company null those of nobody's (`api.deliveries_without_company`). */
export async function readDeliveries(
  companyId: string | null,
  filter: DeliveryFilter,
  howMany: number,
  sql: Sql = reads(),
): Promise<DeliveryList> {
  const [rows, reach] = await Promise.all([
    readRows(companyId, filter, howMany + 1, sql),
    readReach(companyId, filter, sql),
  ]);
  const shown = rows.slice(0, howMany).map(toListed);
  const hasMore = rows.length > howMany;
  return {
    rows: shown,
    next: hasMore ? (shown.at(-1)?.seq ?? null) : (reach?.next ?? null),
    lookedBackTo: hasMore ? null : (reach?.receivedAt ?? null),
    lookedAtEverybody: reach?.looksAtEverybody ?? true,
  };
}

function readRows(
  companyId: string | null,
  { state, type, search, before }: DeliveryFilter,
  howMany: number,
  sql: Sql,
): Promise<DeliveryRow[]> {
  const asked = sql`
    state => ${state}, event_type => ${type}, search => ${search}, before_seq => ${before}, how_many => ${howMany}`;
  return companyId === null
    ? sql<DeliveryRow[]>`select ${listed(sql)} from api.deliveries_without_company(${asked})`
    : sql<DeliveryRow[]>`select ${listed(sql)} from api.deliveries(company_id => ${companyId}, ${asked})`;
}

/** Where a filter that has no index ends: `api.deliveries_reach`. */
async function readReach(
  companyId: string | null,
  { state, type, search, before }: DeliveryFilter,
  sql: Sql,
): Promise<{ next: number; receivedAt: string; looksAtEverybody: boolean } | null> {
  const isIndexed = search === null && type === null && (state === null || state === "failed");
  if (isIndexed) return null;
  const [row] = await sql<{ seq: string; received_at: Date; looks_at_everybody: boolean }[]>`
    select seq, received_at, looks_at_everybody
    from api.deliveries_reach(company_id => ${companyId}, before_seq => ${before})
  `;
  if (!row) return null;
  return {
    next: Number(row.seq) + 1,
    receivedAt: row.received_at.toISOString(),
    looksAtEverybody: row.looks_at_everybody,
  };
}

/** How deliveries have been arriving in the last 24 hours. */
export interface DeliveryHealth {
  /** ISO instant */
  lastReceivedAt: string | null;
  lastEventName: string | null;
  /** ISO instant: from when on they are counted; a day ago, or later where there are very many */
  since: string;
  deliveries: number;
  byState: Record<"projected" | "kept" | "test" | "failed", number>;
  /** how many came more than once */
  redelivered: number;
  /** seconds; null: nothing came */
  latency: { p50: number; p95: number } | null;
  /** all that are stored and could not be projected */
  failedInAll: number;
  /** of nobody's, counted up to 1,000 */
  withoutCompany: number;
}

/** `api.delivery_health` and `api.without_company`. */
export async function readDeliveryHealth(companyId: string, sql: Sql = reads()): Promise<DeliveryHealth> {
  const [[row], [nobodys]] = await Promise.all([
    sql<HealthRow[]>`
      select last_received_at, last_event_name, since, deliveries, projected, kept, test, failed, redelivered,
        latency_p50, latency_p95, failed_in_all
      from api.delivery_health(company_id => ${companyId})
    `,
    sql<{ unassigned: string; failed: string; test: string }[]>`
      select unassigned, failed, test from api.without_company()
    `,
  ]);
  if (!row)
    throw new Error(`api.delivery_health gave no row for ${companyId}; it must give one for any company`);
  const { latency_p50: p50, latency_p95: p95 } = row;
  return {
    lastReceivedAt: row.last_received_at?.toISOString() ?? null,
    lastEventName: row.last_event_name,
    since: row.since.toISOString(),
    deliveries: Number(row.deliveries),
    byState: {
      projected: Number(row.projected),
      kept: Number(row.kept),
      test: Number(row.test),
      failed: Number(row.failed),
    },
    redelivered: Number(row.redelivered),
    latency: p50 === null || p95 === null ? null : { p50: Number(p50), p95: Number(p95) },
    failedInAll: Number(row.failed_in_all),
    withoutCompany:
      Number(nobodys?.unassigned ?? 0) + Number(nobodys?.failed ?? 0) + Number(nobodys?.test ?? 0),
  };
}

interface HealthRow {
  last_received_at: Date | null;
  last_event_name: string | null;
  since: Date;
  deliveries: string;
  projected: string;
  kept: string;
  test: string;
  failed: string;
  redelivered: string;
  latency_p50: string | null;
  latency_p95: string | null;
  failed_in_all: string;
}

/** The columns of core.deliveries that a list shows; `of`: what stands before them, such as `(told).`. */
export function listed(sql: Sql, of: "" | "(told)." = "") {
  return sql.unsafe(COLUMNS.map((column) => `${of}${column}`).join(", "));
}

const COLUMNS = [
  "seq",
  "state",
  "delivery_key",
  "source",
  "event_name",
  "type",
  "category",
  "sent_at",
  "received_at",
  "occurred_at",
  "latency_seconds",
  "redeliveries",
  "redelivered_at",
  "who",
  "what",
  "amount",
  "currency",
  "status",
  "sqlstate",
  "failures",
  "last_failed_at",
] as const satisfies (keyof DeliveryRow)[];

export interface DeliveryRow {
  seq: string;
  state: DeliveryState;
  delivery_key: string;
  source: string;
  event_name: string | null;
  type: string | null;
  category: string | null;
  sent_at: Date | null;
  received_at: Date;
  occurred_at: Date | null;
  latency_seconds: string | null;
  redeliveries: number;
  redelivered_at: Date | null;
  who: string | null;
  what: string | null;
  amount: string | null;
  currency: string | null;
  status: string | null;
  sqlstate: string | null;
  failures: number | null;
  last_failed_at: Date | null;
}

export function toListed(row: DeliveryRow): ListedDelivery {
  return {
    seq: Number(row.seq),
    state: row.state,
    key: row.delivery_key,
    source: row.source,
    eventName: row.event_name,
    type: row.type,
    category: row.category,
    sentAt: row.sent_at?.toISOString() ?? null,
    receivedAt: row.received_at.toISOString(),
    occurredAt: row.occurred_at?.toISOString() ?? null,
    latencySeconds: row.latency_seconds === null ? null : Number(row.latency_seconds),
    redeliveries: row.redeliveries,
    redeliveredAt: row.redelivered_at?.toISOString() ?? null,
    who: row.who,
    what: row.what,
    amount: row.amount,
    currency: row.currency,
    status: row.status,
    sqlstate: row.sqlstate,
    failures: row.failures,
    lastFailedAt: row.last_failed_at?.toISOString() ?? null,
  };
}
