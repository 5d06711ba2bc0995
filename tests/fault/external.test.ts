import { randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EmbeddedServer, startEmbedded } from "../../db/embedded";
import { stopCluster } from "../../db/server/cluster";
import { aYear } from "../demo/year";
import { startProxy, type Way } from "../support/proxy";
import { discard } from "../support/servers";
import { report, rounds, troublesAfter } from "./harm";
import { promisesHold, tellsNothing } from "./promises";
import { type Load, startLoad } from "./senders";
import { type Supervised, supervise } from "./supervised";

const STOPPED_MS = 10_000;
const CUTS = 20;

const secret = `ws_${randomUUID()}`;
let folder: string;
let postgres: EmbeddedServer;
let proxy: Way;
let server: Supervised;
let load: Load;

/** A PostgreSQL that somebody else looks after, and a network on the way to it. */
beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), `tidemark-test-${process.pid}-`));
  chmodSync(folder, 0o755); // as root the database runs as another user, who must pass through
  postgres = await startEmbedded({ dataDir: folder });
  proxy = await startProxy({ port: postgres.port });
  const url = new URL(postgres.url);
  url.port = String(proxy.port);
  server = await supervise({ DATABASE_URL: url.href, WHOP_WEBHOOK_SECRET: secret, LOG_LEVEL: "info" });
  load = startLoad({ url: server.url, secret, deliveries: aYear().deliveries });
}, 120_000);
afterAll(async () => {
  await server?.stop();
  proxy?.close();
  discard(folder);
});

const troubles = (harm: () => Promise<unknown> | unknown) =>
  troublesAfter({ load, url: server.url, secret }, harm);

describe("nothing is lost and all counts once when, under load,", () => {
  test("PostgreSQL is stopped and is back after 10 s", async () => {
    const met = await troubles(async () => {
      await stopCluster(path.join(folder, "postgres"));
      await sleep(STOPPED_MS);
      postgres = await startEmbedded({ dataDir: folder, port: postgres.port });
    });
    expect(met).toMatchObject({ 503: expect.any(Number) });
    await promisesHold(postgres.url, load);
  });

  test.each(rounds)("connections are reset on their way (%i)", async () => {
    const met = await troubles(async () => {
      let cut = 0;
      while (cut < CUTS) {
        cut += proxy.cut();
        await sleep(50);
      }
    });
    expect(met).toMatchObject({ 503: expect.any(Number) });
    await promisesHold(postgres.url, load);
  });

  test("connections go silent for ever, as when the machine at their other end vanishes", async () => {
    const met = await troubles(() => expect(proxy.strand()).toBeGreaterThan(0));
    expect(met).toMatchObject({ 503: expect.any(Number) });
    await promisesHold(postgres.url, load);
  });
});

test("in the end everything that was sent is stored, by one process that never fell", async () => {
  const sent = await load.finish();
  expect(load.abandoned).toEqual([]);
  expect(load.acknowledged.size).toBe(sent.length);
  await promisesHold(postgres.url, load);
  expect(server.starts()).toBe(1);
  report(`${sent.length} deliveries; attempts that failed: ${JSON.stringify(load.troubles())}`);
});

test("the server's log tells nothing of what was sent", async () => {
  expect(await server.stop()).toBe(0);
  tellsNothing(server.output(), secret);
});
