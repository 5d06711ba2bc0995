import type { Sql } from "postgres";
import { v1Envelope } from "../../../app/whop/samples/envelope";
import { apply } from "../../../db/apply";
import { store } from "../../support/year-of-history";
import { type World, wordsOfMember } from "./deliveries";
import { createProgress } from "./progress";
import { type BenchServer, connect } from "./server";
import { TEMPLATES, type Words, worded } from "./templates";

const BATCH = 1_000;
const DAY_MS = 86_400_000;
/** Members joined over this long, evenly, until yesterday. */
const JOINED_WITHIN_DAYS = 300;

/**
 * Makes the database `name` with db/ applied in which this world is known: each company's plan, and each membership
 * from the delivery that activated it. Stored through the trigger like any delivery.
 */
export async function createFilled(server: BenchServer, name: string, world: World): Promise<void> {
  const url = await server.create(name);
  await apply(url);
  const sql = connect(url, 1);
  const progress = createProgress(`Storing ${world.memberships.toLocaleString("en")} memberships`);
  await store(sql, plansOf(world.companies));
  for (let from = 0; from < world.memberships; from += BATCH) {
    await store(sql, activations(world, from, Math.min(from + BATCH, world.memberships)));
    progress(from / world.memberships);
  }
  await refuseUnlessProjected(sql);
  await sql`vacuum analyze`;
  progress(1);
  await sql.end();
}

/** Throws unless everything that was delivered has become events. */
export async function refuseUnlessProjected(sql: Sql): Promise<void> {
  const [row] = await sql<{ deliveries: number; projected: number; failures: number }[]>`
    select
      (select count(*) from raw.webhook_events)::int as deliveries,
      (select count(distinct raw_seq) from core.events)::int as projected,
      (select count(*) from ops.failures)::int as failures`;
  if (row && row.deliveries === row.projected && row.failures === 0) return;
  throw new Error(
    `Of ${row?.deliveries} deliveries ${row?.projected} became events and ${row?.failures} failed, so the figures would mean nothing: look into ops.failures.`,
  );
}

/** `plan.created` of each company's only plan. */
export function plansOf(companies: number): { id: string; body: string }[] {
  return Array.from({ length: companies }, (_, company) => planOf(company));
}

/** `plan.created` of the only plan of the company of that name. */
export function planOf(company: string | number): { id: string; body: string } {
  const at = Date.UTC(2025, 0, 1);
  const data = {
    id: `plan_Bench${company}`,
    title: "Monthly",
    plan_type: "renewal",
    currency: "usd",
    initial_price: 0,
    renewal_price: 49,
    billing_period: 30,
    company: { id: `biz_Bench${company}`, title: "Northlight Trading" },
    product: { id: `prod_Bench${company}`, title: "Northlight Inner Circle" },
    created_at: new Date(at).toISOString(),
    updated_at: new Date(at).toISOString(),
  };
  const id = `msg_BenchPlan${company}`;
  const companyId = `biz_Bench${company}`;
  return { id, body: JSON.stringify(v1Envelope({ id, type: "plan.created", companyId, at, data })) };
}

/** The delivery that activated a membership. */
export function activation(words: Words): { id: string; body: string } {
  const id = `msg_BenchJoined${words.company}y${words.strip}x${words.nth}`;
  const body = worded(TEMPLATES.membership, { ...words, unique: id, leaving: "false" });
  return { id, body: body.replace('"membership.updated"', '"membership.activated"') };
}

function activations(world: World, from: number, until: number): { id: string; body: string }[] {
  const first = Date.now() - (JOINED_WITHIN_DAYS + 1) * DAY_MS;
  return Array.from({ length: until - from }, (_, offset) => {
    const member = from + offset;
    const at = new Date(first + (member / world.memberships) * JOINED_WITHIN_DAYS * DAY_MS).toISOString();
    return activation({ ...wordsOfMember(world, member), at });
  });
}
