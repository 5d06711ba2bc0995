import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import postgres, { type Sql } from "postgres";
import { expect } from "vitest";
import { lessonCompleted } from "../support/deliveries";
import { type Load, send } from "./senders";

const PROBE_MS = 100;

/** Queries on a connection of their own, as soon as there can be one: those of before may have died with their server. */
export async function ask<T>(url: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, {
    max: 1,
    fetch_types: false,
    onnotice: () => {},
    connect_timeout: 5,
    backoff: () => 0.1,
  });
  try {
    await expect.poll(() => sql`select 1 as one`.catch(() => [])).toHaveLength(1);
    return await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** Sends new deliveries until one is stored; answers how long that took (ms). Throws when it takes longer than `withinMs`. */
export async function answersAgain(url: string, secret: string, withinMs: number): Promise<number> {
  const began = performance.now();
  for (;;) {
    const body = JSON.stringify(lessonCompleted("biz_probe"));
    const outcome = await send(url, secret, { id: `msg_${randomUUID()}`, body });
    const took = performance.now() - began;
    if (outcome === "200") return took;
    if (took > withinMs) throw new Error(`Still ${outcome} after ${Math.round(took)} ms.`);
    await sleep(PROBE_MS);
  }
}

/** What was answered 200 is stored exactly once, nothing that is stored is half projected, and the books balance. */
export async function promisesHold(url: string, load: Load): Promise<void> {
  const answered = [...load.acknowledged];
  await ask(url, async (sql) => {
    const [stored] = await sql`
      select count(*)::integer as rows, count(distinct delivery_key)::integer as deliveries
      from raw.webhook_events where delivery_key in (select jsonb_array_elements_text(${JSON.stringify(answered)}::text::jsonb))`;
    expect(stored).toEqual({ rows: answered.length, deliveries: answered.length });
    const halfProjected = await sql`
      select seq, event_name from raw.webhook_events as delivery
      where not exists (select from core.events where raw_seq = delivery.seq)
        and not exists (select from ops.failures where raw_seq = delivery.seq)`;
    expect(halfProjected).toEqual([]);
    expect(await sql`select * from ops.failures`).toEqual([]);
    expect(await sql`select * from core.audit()`).toEqual([]);
  });
}

/** The money and people of biz_demo, in the words of the reckoning. */
export function figures(url: string): Promise<Record<string, unknown>> {
  return ask(url, async (sql) => {
    const [row] = await sql`
      select sum(gross)::numeric(20, 2) as gross, sum(refunds)::numeric(20, 2) as refunds,
        sum(net)::numeric(20, 2) as net, metrics.students('biz_demo', 'usd', '-infinity', 'infinity')::integer as students
      from metrics.revenue_daily where company_id = 'biz_demo' and currency = 'usd'`;
    return { ...row };
  });
}

/** A line of the server never holds who somebody is, what was sent, or what signs it. */
export function tellsNothing(output: string, secret: string): void {
  expect(output).not.toContain(secret);
  expect(output).not.toMatch(
    /@example|@[a-z]+\.(com|test)|"(data|payload|email|username|user_id)"|msg_\w|user_\w|postgres:\/\//,
  );
}
