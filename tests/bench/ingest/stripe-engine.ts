import { createRequire } from "node:module";
import type * as Engine from "@supabase/stripe-sync-engine";
import { closedLoop, type Pace, readyFor } from "./closed-loop";
import { CALLERS } from "./group-commit";
import { type BenchServer, connect } from "./server";
import { chargeSucceeded, type StripeEvent, storedSubscription, subscriptionUpdated } from "./stripe-events";

/** Version 0.48.5 as an ES module does not find its own migrations (`__dirname`), so it is loaded the older way. */
const { runMigrations, StripeSync } = createRequire(import.meta.url)(
  "@supabase/stripe-sync-engine",
) as typeof Engine;

/** The engine's own default. */
const CONNECTIONS = 10;

export type StripeKind = "charge" | "subscription";

/** Makes the database `name` as the engine's own migrations want it, with so many subscriptions stored. */
export async function createStripe(server: BenchServer, name: string, subscriptions: number): Promise<void> {
  console.log(`Storing ${subscriptions.toLocaleString("en")} subscriptions for the engine`);
  const url = await server.create(name);
  await runMigrations({ databaseUrl: url, schema: "stripe" });
  const sql = connect(url, 1);
  try {
    const { subscription, item, customer } = storedSubscription();
    for (const [table, row] of [
      ["customers", customer],
      ["subscriptions", subscription],
      ["subscription_items", item],
    ] as const) {
      await sql.unsafe(
        `insert into stripe.${table}
        select stored.*
        from generate_series(0, $2::int - 1) as nth
        cross join lateral jsonb_populate_record(
          null::stripe.${table},
          replace($1::text, '#N#', nth::text)::jsonb
            || jsonb_build_object('updated_at', now(), 'last_synced_at', now() - interval '10 years')
        ) as stored`,
        [JSON.stringify(row), subscriptions],
      );
    }
    await sql`vacuum analyze`;
  } catch (cause) {
    throw new Error(
      "The engine's tables could not be filled; its migrations hide their errors, so they may have failed: try the version in package.json.",
      { cause },
    );
  } finally {
    await sql.end();
  }
}

/**
 * Events a second that callers of the engine's `processEvent` see stored: the events already parsed and not signed,
 * nothing fetched from Stripe.
 */
export async function stripeEngine(
  o: { url: string; kind: StripeKind; subscriptions: number } & Pace,
): Promise<number> {
  const ready = readyFor(o);
  const events: StripeEvent[] = Array.from({ length: ready }, (_, nth) =>
    o.kind === "charge"
      ? chargeSucceeded(nth)
      : subscriptionUpdated(nth, Math.floor(Math.random() * o.subscriptions)),
  );
  const engine = new StripeSync({
    poolConfig: { connectionString: o.url, max: CONNECTIONS },
    stripeSecretKey: "sk_test_never_used",
    stripeWebhookSecret: "whsec_never_used",
    autoExpandLists: false,
    backfillRelatedEntities: false,
  });
  // Its pool says that it has ended before its connections have; dropping the database ends them first.
  engine.postgresClient.pool.on("error", () => {});
  try {
    return await closedLoop({
      ...o,
      callers: CALLERS,
      ready,
      async call(nth) {
        const event = events[nth];
        if (event) await engine.processEvent(event);
      },
    });
  } finally {
    await engine.close();
  }
}
