import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { deliveryOf } from "../../app/ingest/delivery";
import { type CommitQueue, createQueue } from "../../app/ingest/queue";
import { type Database, openDatabase, provideDatabase } from "../../app/lib/db";
import { createLog } from "../../app/lib/log";
import type { Client, Snapshot } from "../../app/live/event-stream";
import { createHub, type Hub, READ_EVERY_MS, VIEWS } from "../../app/live/hub";
import { type Listener, listen, PULSE_MS, PULSE_WITHIN_MS } from "../../app/live/listener";
import { type DashboardData, readDashboard } from "../../app/models/dashboard";
import { createDatabase, type TestDatabase } from "../support/database";

const log = createLog("silent");
let scratch: TestDatabase;
let database: Database;
let queue: CommitQueue;
let hub: Hub;
let listener: Listener;
/** when each read began, in ms */
let reads: number[] = [];

beforeAll(async () => {
  scratch = await createDatabase();
  database = openDatabase(scratch.urlAs("tidemark_app"));
  provideDatabase(database);
  queue = createQueue({ sql: database.ingest, log });
});
afterAll(async () => {
  await database.close();
  await scratch.close();
});

beforeEach(async () => {
  reads = [];
  hub = createHub({
    read(companyId) {
      reads.push(performance.now());
      return readDashboard(companyId);
    },
    log,
  });
  listener = listen({
    connect: database.connectListener,
    pulseBy: database.reads,
    nudge: hub.nudge,
    connected: hub.connected,
    disconnected: hub.disconnected,
    log,
  });
  await listener.started;
});
afterEach(async () => {
  hub.stop();
  await listener.stop();
});

/** A watcher that keeps what it is shown. */
class Watcher implements Client {
  readonly shown: Snapshot[] = [];
  readonly said: string[] = [];
  ended = false;
  show(snapshot: Snapshot) {
    this.shown.push(snapshot);
  }
  say(event: string) {
    this.said.push(event);
  }
  end() {
    this.ended = true;
  }
  newest<View extends keyof DashboardData>(view: View): DashboardData[View] | undefined {
    const snapshot = this.shown.findLast((one) => one.view === view);
    return snapshot && JSON.parse(new TextDecoder().decode(snapshot.data).replace(/^data: /, ""));
  }
}

let delivered = 0;
async function deliver(companyId: string): Promise<void> {
  delivered += 1;
  const body = JSON.stringify({
    type: "payment.succeeded",
    id: `msg_envelope_${delivered}`,
    api_version: "v1",
    company_id: companyId,
    data: {
      id: `pay_${delivered}`,
      status: "paid",
      total: 10,
      subtotal: 10,
      currency: "usd",
      paid_at: new Date(),
    },
  });
  const sentAt = Math.floor(Date.now() / 1000);
  await queue.store(
    deliveryOf({
      headers: new Headers(),
      body: new TextEncoder().encode(body),
      deliveryId: `msg_${delivered}`,
      sentAt,
    }),
  );
}

async function watching(companyId: string) {
  const watcher = new Watcher();
  const leave = hub.watch(companyId, watcher);
  await vi.waitFor(() => expect(watcher.newest("feed")).toBeDefined());
  return { watcher, leave };
}

describe("a watched company", () => {
  test("is shown whole at once, and again when a delivery was committed", async () => {
    const { watcher } = await watching("biz_whole");
    expect(watcher.said).toEqual(["hello"]);
    expect(watcher.shown.map((snapshot) => snapshot.view)).toEqual([...VIEWS]);
    await deliver("biz_whole");
    await vi.waitFor(() => expect(watcher.newest("feed")).toHaveLength(1));
    expect(watcher.newest("figures")).toMatchObject({
      deliveries: 1,
      net30Days: { now: expect.stringMatching(/^10(\.0+)?$/) },
    });
    // MRR has not changed, so it is not sent again.
    expect(watcher.shown.filter((snapshot) => snapshot.view === "mrr")).toHaveLength(1);
  });

  test("is not read for what happens to another", async () => {
    await watching("biz_quiet");
    await deliver("biz_busy");
    await sleep(READ_EVERY_MS * 2);
    expect(reads).toHaveLength(1);
  });

  test("is sent nothing when a nudge changed nothing", async () => {
    const { watcher } = await watching("biz_same");
    const before = watcher.shown.length;
    await scratch.sql`select pg_notify('tidemark', 'biz_same')`;
    await vi.waitFor(() => expect(reads).toHaveLength(2));
    await sleep(50);
    expect(watcher.shown).toHaveLength(before);
  });

  test("is read at a steady pace while deliveries pour in, and ends up with the last of them", async () => {
    const { watcher } = await watching("biz_pour");
    const began = performance.now();
    for (let count = 0; count < 100; count++) {
      await deliver("biz_pour");
      await sleep(10);
    }
    await vi.waitFor(() => expect(watcher.newest("figures")?.deliveries).toBe(100));
    const seconds = (performance.now() - began) / 1000;
    expect(reads.length).toBeLessThanOrEqual(Math.ceil((seconds * 1000) / READ_EVERY_MS) + 2);
    const gaps = reads.slice(1).map((at, index) => at - (reads[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThan(READ_EVERY_MS - 5);
  });

  test("is read once and serialised once for however many watch", async () => {
    const watchers = await Promise.all(Array.from({ length: 200 }, () => watching("biz_popular")));
    expect(reads).toHaveLength(1);
    await deliver("biz_popular");
    await vi.waitFor(() => {
      for (const { watcher } of watchers) expect(watcher.newest("figures")?.deliveries).toBe(1);
    });
    expect(reads).toHaveLength(2);
    const bytes = new Set(
      watchers.map(({ watcher }) => watcher.shown.findLast((one) => one.view === "figures")?.data),
    );
    expect(bytes.size).toBe(1);
  });

  test("is forgotten when the last watcher leaves", async () => {
    const one = await watching("biz_left");
    const other = await watching("biz_left");
    expect(hub.watched()).toEqual({ companies: 1, clients: 2 });
    one.leave();
    other.leave();
    expect(hub.watched()).toEqual({ companies: 0, clients: 0 });
    const before = reads.length;
    await deliver("biz_left");
    await sleep(READ_EVERY_MS * 2);
    expect(reads).toHaveLength(before);
  });

  test("is left in order when the process stops", async () => {
    const { watcher } = await watching("biz_stop");
    hub.stop();
    expect(watcher.ended).toBe(true);
    const late = new Watcher();
    hub.watch("biz_stop", late);
    expect(late.ended).toBe(true);
  });
});

describe("when the database cannot be read", () => {
  test("watchers hear that what they see is stale, nothing false, and hello once it is true again", async () => {
    const { watcher } = await watching("biz_stale");
    const before = watcher.shown.length;
    await scratch.sql`alter function api.feed(text, integer) rename to feed_gone`;
    await deliver("biz_stale");
    await vi.waitFor(() => expect(watcher.said).toEqual(["hello", "stale"]));
    expect(watcher.shown).toHaveLength(before);

    const late = new Watcher();
    hub.watch("biz_stale", late);
    expect(late.said).toEqual(["stale"]);

    await scratch.sql`alter function api.feed_gone(text, integer) rename to feed`;
    await vi.waitFor(() => expect(watcher.said).toEqual(["hello", "stale", "hello"]), 5_000);
    expect(watcher.newest("figures")?.deliveries).toBe(1);
    expect(late.said).toEqual(["stale", "hello"]);
  });
});

describe("when the listener's connection", () => {
  const pidOfListener = async () => {
    const [row] = await scratch.sql<{ pid: number }[]>`
      select pid from pg_stat_activity
      where application_name = 'tidemark listener' and datname = current_database()`;
    return row?.pid ?? 0;
  };

  test("is cut, it is opened again and everything watched is read anew", async () => {
    const { watcher } = await watching("biz_cut");
    // A change that nobody is nudged about, as if it had come while the connection was away.
    await scratch.sql`select pg_terminate_backend(${await pidOfListener()})`;
    await scratch.sql`insert into ops.company_settings (company_id, time_zone) values ('biz_cut', 'Asia/Tokyo')`;
    await vi.waitFor(() => expect(watcher.newest("figures")?.timeZone).toBe("Asia/Tokyo"), 5_000);
    await deliver("biz_cut");
    await vi.waitFor(() => expect(watcher.newest("figures")?.deliveries).toBe(1));
  });

  test("dies without a word, watchers hear that they are stale, and hello after it is back", async () => {
    const { watcher } = await watching("biz_silent");
    const pid = await pidOfListener();
    process.kill(pid, "SIGSTOP");
    try {
      await deliver("biz_silent");
      const within = { timeout: PULSE_MS + PULSE_WITHIN_MS + 2_000 };
      await vi.waitFor(() => expect(watcher.said).toContain("stale"), within);
      await vi.waitFor(() => expect(watcher.said.at(-1)).toBe("hello"), 5_000);
      expect(watcher.newest("figures")?.deliveries).toBe(1);
    } finally {
      process.kill(pid, "SIGCONT");
    }
  });
});
