import type { ISql, Sql } from "postgres";

/** A delivery as a test writes it: its payload, and a key where the test cares. */
export interface TestDelivery {
  key?: string;
  payload: Record<string, unknown>;
}

let made = 0;

/** Inserts deliveries in one statement, as the app does; whoever `sql` is logged in as. Answers how many were new. */
export async function deliver(sql: ISql, deliveries: readonly TestDelivery[]): Promise<number> {
  const rows = deliveries.map(({ key, payload }) => ({
    delivery_key: key ?? `msg_test_${++made}`,
    headers: {},
    payload,
  }));
  const { count } = await sql`
    insert into raw.webhook_events (delivery_key, headers, payload)
    select delivery_key, headers, payload
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
      as delivery (delivery_key text, headers jsonb, payload jsonb)
    on conflict do nothing
  `;
  return count;
}

/** A v1 envelope of company biz_1 (or another). */
export function v1(type: string, data: Record<string, unknown>, company = "biz_1"): TestDelivery {
  return {
    payload: {
      id: `msg_envelope_${++made}`,
      type,
      api_version: "v1",
      timestamp: "2026-06-30T00:00:00.000Z",
      company_id: company,
      data,
    },
  };
}

/** A v1 envelope that does not say whose it is. */
export function nameless(type: string, data: Record<string, unknown>): TestDelivery {
  const { company_id: _, ...payload } = v1(type, data).payload;
  return { payload };
}

/** A v2 envelope: no company, no version, no time. */
export function v2(action: string, data: Record<string, unknown>): TestDelivery {
  return { payload: { action, data } };
}

/** A v1 payment of 49.00 usd by user_1 for mem_1 on plan_month, but for what `over` says. */
export function paid(id: string, at: string, over: Record<string, unknown> = {}): TestDelivery {
  return v1("payment.succeeded", {
    id,
    status: "paid",
    currency: "usd",
    total: 49,
    subtotal: 49,
    billing_reason: "subscription_cycle",
    created_at: at,
    paid_at: at,
    user: {
      id: "user_1",
      name: "Ada Lovelace",
      username: "ada",
      email: "ada@example.com",
    },
    membership: { id: "mem_1", status: "active" },
    plan: { id: "plan_month" },
    product: { id: "prod_1", title: "Harbour" },
    ...over,
  });
}

/** A v1 membership event of mem_1 (user_1, plan_month, a 30-day period), but for what `over` says. */
export function membership(type: string, at: string, over: Record<string, unknown> = {}): TestDelivery {
  return v1(type, {
    id: "mem_1",
    status: "active",
    created_at: at,
    updated_at: at,
    renewal_period_start: "2026-01-01T00:00:00.000Z",
    renewal_period_end: "2026-01-31T00:00:00.000Z",
    cancel_at_period_end: false,
    user: { id: "user_1", name: "Ada Lovelace", username: "ada" },
    plan: { id: "plan_month" },
    product: { id: "prod_1", title: "Harbour" },
    ...over,
  });
}

/** Empties every table that deliveries fill, and what companies set themselves. */
export async function emptyEverything(sql: Sql): Promise<void> {
  await sql`
    truncate raw.webhook_events, core.events, core.companies, core.users, core.products, core.plans, core.experiences,
      core.payments, core.refunds, core.disputes, core.subscriptions, core.revenue_entries, core.mrr_entries,
      core.access_entries, core.tiers, metrics.revenue_daily, metrics.mrr_daily, metrics.students_daily, metrics.activity_user_days,
      metrics.activity_daily, metrics.active_users_by_previous_day, ops.failures, ops.company_settings, ops.forgotten_users
  `;
}

/** Refreshes materialized views of metrics by hand. */
export async function refresh(sql: Sql, ...views: string[]): Promise<void> {
  for (const view of views) await sql.unsafe(`refresh materialized view concurrently metrics.${view}`);
}
