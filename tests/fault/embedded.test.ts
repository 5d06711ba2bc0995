import { randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findEmbedded } from "../../db/embedded";
import { reckon } from "../demo/reckoning";
import { aYear } from "../demo/year";
import { discard } from "../support/servers";
import { report, rounds, troublesAfter } from "./harm";
import { cutWhileStoring, freeze, killWhileStoring, postmaster } from "./postgres";
import { figures, promisesHold, tellsNothing } from "./promises";
import { type Load, startLoad } from "./senders";
import { type Supervised, supervise } from "./supervised";

const FROZEN_MS = 10_000;

const secret = `ws_${randomUUID()}`;
let folder: string;
let server: Supervised;
let database: string;
let load: Load;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), `tidemark-test-${process.pid}-`));
  chmodSync(folder, 0o755); // as root the database runs as another user, who must pass through
  server = await supervise({ TIDEMARK_DATA_DIR: folder, WHOP_WEBHOOK_SECRET: secret, LOG_LEVEL: "info" });
  database = (await findEmbedded(folder))?.url ?? "";
  load = startLoad({ url: server.url, secret, deliveries: aYear().deliveries });
}, 120_000);
afterAll(async () => {
  await server?.stop();
  discard(folder);
});

const troubles = (harm: () => Promise<unknown> | unknown) =>
  troublesAfter({ load, url: server.url, secret }, harm);

describe("nothing is lost and all counts once when, under load,", () => {
  test.each(rounds)("the server is killed and started again (%i)", async () => {
    const starts = server.starts();
    expect(await troubles(server.kill)).not.toEqual({});
    expect(server.starts()).toBe(starts + 1);
    await promisesHold(database, load);
  });

  test.each(rounds)("PostgreSQL is killed, and the server starts it again (%i)", async () => {
    const [pid, killed] = [server.pid(), postmaster(folder)];
    const met = await troubles(async () => {
      process.kill(killed, "SIGKILL");
      await expect.poll(() => postmaster(folder)).not.toBe(killed);
    });
    expect(met).toMatchObject({ 503: expect.any(Number) });
    expect(server.pid()).toBe(pid);
    await promisesHold(database, load);
  });

  test.each(rounds)("one session of PostgreSQL is killed, which takes all others with it (%i)", async () => {
    const pid = server.pid();
    const met = await troubles(() => killWhileStoring(database));
    expect(met).toMatchObject({ 503: expect.any(Number) });
    expect(server.pid()).toBe(pid);
    await promisesHold(database, load);
  });

  test("both are killed at once", async () => {
    const met = await troubles(() => {
      process.kill(postmaster(folder), "SIGKILL");
      server.kill();
    });
    expect(met).not.toEqual({});
    database = (await findEmbedded(folder))?.url ?? "";
    await promisesHold(database, load);
  });

  test.each(rounds)("sessions are cut while they store (%i)", async () => {
    const pid = server.pid();
    expect(await troubles(() => cutWhileStoring(database, 10))).toMatchObject({ 503: expect.any(Number) });
    expect(server.pid()).toBe(pid);
    await promisesHold(database, load);
  });

  test("PostgreSQL stands still for 10 s", async () => {
    const pid = server.pid();
    const met = await troubles(async () => {
      const thaw = await freeze(folder, database);
      await sleep(FROZEN_MS);
      thaw();
    });
    expect(met).toMatchObject({ 503: expect.any(Number) });
    expect(server.pid()).toBe(pid);
    await promisesHold(database, load);
  });
});

test("in the end everything that was sent is stored, and the figures are those of an undisturbed day", async () => {
  const sent = await load.finish();
  expect(load.abandoned).toEqual([]);
  expect(load.acknowledged.size).toBe(sent.length);
  await promisesHold(database, load);
  const { grossByCurrency, refundsByCurrency, netByCurrency, students } = reckon(sent);
  expect(await figures(database)).toEqual({
    gross: grossByCurrency.usd,
    refunds: refundsByCurrency.usd ?? "0.00",
    net: netByCurrency.usd,
    students,
  });
  report(`${sent.length} deliveries; attempts that failed: ${JSON.stringify(load.troubles())}`);
});

test("the server's log tells of it, and nothing of what was sent", async () => {
  expect(await server.stop()).toBe(0);
  expect(server.output()).toMatch(/PostgreSQL was away for [\d.]+ s and runs again/);
  tellsNothing(server.output(), secret);
});
