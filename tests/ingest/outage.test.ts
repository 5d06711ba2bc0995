import { chmodSync, mkdtempSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { signStandard } from "../../app/ingest/signature";
import { type EmbeddedServer, startEmbedded } from "../../db/embedded";
import { stopCluster } from "../../db/server/cluster";
import { findCluster } from "../../db/server/place";
import { type RunningServer, startServer } from "../support/running-server";
import { discard, THROW_AWAY } from "../support/servers";

const SECRET = "ws_a_secret_of_this_test";
let folder: string;
let database: EmbeddedServer;
let server: RunningServer;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), `tidemark-test-${process.pid}-`));
  chmodSync(folder, 0o755); // as root the database runs as another user, who must pass through
  database = await startEmbedded({ dataDir: folder, settings: THROW_AWAY });
  server = await startServer({ DATABASE_URL: database.url, WHOP_WEBHOOK_SECRET: SECRET });
}, 120_000);
afterAll(async () => {
  await server?.stop();
  discard(folder);
});

const get = (address: string) => fetch(`${server.url}${address}`, { redirect: "manual" });

async function deliver(id: string, secret = SECRET): Promise<Response> {
  const timestamp = Math.floor(Date.now() / 1000);
  const headers = {
    "webhook-id": id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": signStandard({ secret, id, timestamp, body: "{}" }),
  };
  return fetch(`${server.url}/webhooks/whop`, { method: "POST", headers, body: "{}" });
}

test("while the database is stopped all is answered 503 with when to come back, and all works again once it is back", async () => {
  expect((await deliver("msg_before")).status).toBe(200);
  expect((await get("/dashboard/biz_1")).status).toBe(200);
  await stopCluster(findCluster(folder) ?? "");

  for (const address of ["/", "/dashboard/biz_1"]) {
    const page = await get(address);
    expect([address, page.status, page.headers.get("retry-after")]).toEqual([address, 503, "5"]);
    const html = await page.text();
    expect(html).toContain("The database cannot be reached");
    expect(html).not.toMatch(/ECONN|CONNECTION|127\.0\.0\.1:\d+ /);
  }
  const data = await get("/dashboard/biz_1?_data=routes%2Fdashboard.%24companyId._index");
  expect([data.status, data.headers.get("retry-after")]).toEqual([503, "5"]);
  expect(await data.text()).toMatch(/^The database cannot be reached at the moment\..*\n$/);

  const delivery = await deliver("msg_during");
  expect([delivery.status, delivery.headers.get("retry-after")]).toEqual([503, "5"]);
  expect(await delivery.json()).toMatchObject({ stored: false, reason: "not_stored" });
  expect((await deliver("msg_forged", "ws_of_somebody_else")).status).toBe(401);
  expect((await get("/readyz")).status).toBe(503);
  expect((await get("/healthz")).status).toBe(200);

  database = await startEmbedded({ dataDir: folder, settings: THROW_AWAY, port: database.port });
  expect((await deliver("msg_during")).status).toBe(200);
  expect((await get("/dashboard/biz_1")).status).toBe(200);

  const sql = postgres(database.url, { max: 1, onnotice: () => {} });
  await expect
    .poll(() => sql`select reason, requests::int from ops.refused_hourly`, { timeout: 20_000 })
    .toEqual([{ reason: "wrong_signature", requests: 1 }]);
  await sql.end();
}, 60_000);

test("a stream says that it is stale while the database is stopped, and live once it is back", async () => {
  await stopCluster(findCluster(folder) ?? "");
  const leaving = new AbortController();
  const stream = await fetch(`${server.url}/dashboard/biz_2/stream`, { signal: leaving.signal });
  expect(stream.status).toBe(200);
  const events: string[] = [];
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of stream.body as unknown as AsyncIterable<Uint8Array>)
      events.push(decoder.decode(chunk));
  })().catch(() => {});
  await expect.poll(() => events.join("")).toContain("event: stale");
  database = await startEmbedded({ dataDir: folder, settings: THROW_AWAY, port: database.port });
  await expect.poll(() => events.join(""), { timeout: 20_000 }).toContain("event: hello");
  leaving.abort();
  await reading;
}, 60_000);
