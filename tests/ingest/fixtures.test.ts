import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { signLegacy, signStandard } from "../../app/ingest/signature";
import { createDatabase, type TestDatabase } from "../support/database";
import { type RunningServer, startServer } from "../support/running-server";

const FOLDER = path.join("tests", "fixtures", "whop");
const SECRET = "ws_of_the_fixtures";
const files = readdirSync(FOLDER).filter((name) => name.endsWith(".json"));
/** Two sources print the same payload to the byte: without an id that is one delivery, sent twice. */
const different = new Set(files.map((name) => readFileSync(path.join(FOLDER, name), "utf8")));

let database: TestDatabase;
let server: RunningServer;

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer({ DATABASE_URL: database.url, WHOP_WEBHOOK_SECRET: SECRET });
}, 120_000);
afterAll(async () => {
  await server?.stop();
  await database?.close();
});

/** Signed as its dialect is: v1 by the current scheme, older ones by the legacy scheme. */
function signed(name: string, body: Buffer): Record<string, string> {
  const timestamp = Math.floor(Date.now() / 1000);
  if (!name.startsWith("v1")) return { "x-whop-signature": signLegacy({ secret: SECRET, timestamp, body }) };
  const id = `msg_${name}`;
  return {
    "webhook-id": id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": signStandard({ secret: SECRET, id, timestamp, body }),
  };
}

test.each(files)("%s is answered 200", async (name) => {
  const body = readFileSync(path.join(FOLDER, name));
  const response = await fetch(`${server.url}/webhooks/whop`, {
    method: "POST",
    headers: { "content-type": "application/json", ...signed(name, body) },
    body: new Uint8Array(body),
  });
  expect(response.status).toBe(200);
});

test("each is stored as it came and has its event, none is lost, none failed", async () => {
  const rows = await database.sql<
    { payload: unknown }[]
  >`select payload from raw.webhook_events order by seq`;
  expect(rows.map((row) => row.payload)).toEqual([...different].map((text) => JSON.parse(text)));
  expect(await database.sql`select sum(redeliveries)::int as again from raw.webhook_events`).toEqual([
    { again: files.length - different.size },
  ]);
  expect(await database.sql`select count(distinct raw_seq)::int as events from core.events`).toEqual([
    { events: different.size },
  ]);
  expect(await database.sql`select * from ops.failures`).toEqual([]);
  expect(await database.sql`select * from core.audit()`).toEqual([]);
});

test("the two real v5 captures become a payment of 2.00 usd and a membership", async () => {
  expect(await database.sql`select total::text, currency, status from core.payments`).toEqual([
    { total: "2.00", currency: "usd", status: "paid" },
  ]);
  expect(await database.sql`select membership_id, status, mrr::text from core.subscriptions`).toEqual([
    { membership_id: "mem_h1MVOnEnSIzrmw", status: "active", mrr: "2.00" },
  ]);
});

test("Whop's placeholders and test deliveries count for nobody", async () => {
  expect(await database.sql`select company_id from core.companies`).toEqual([
    { company_id: "biz_xccbH7e5UNfLvd" },
  ]);
});
