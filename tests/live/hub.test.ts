import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { deliveryOf } from "../../app/ingest/delivery";
import { type CommitQueue, createQueue } from "../../app/ingest/queue";
import { type Database, openDatabase, provideDatabase } from "../../app/lib/db";
import { createLog } from "../../app/lib/log";
import type { PageName } from "../../app/lib/pages";
import { parseQuestion, type Question, searchOf } from "../../app/lib/question";
import type { Client, Snapshot } from "../../app/live/event-stream";
import { createHub, type Hub, MOST_AT_FULL_PACE, READ_EVERY_MS, SLOW_PACE_MS } from "../../app/live/hub";
import { type Listener, listen, PULSE_MS, PULSE_WITHIN_MS } from "../../app/live/listener";
import { changesAnyway, type PageData, readPage, viewsOf } from "../../app/models/pages";
import { createDatabase, type TestDatabase } from "../support/database";

const log = createLog("silent");
let scratch: TestDatabase;
let database: Database;
let queue: CommitQueue;
let hub: Hub;
let listener: Listener;
/** what each read was asked, and when it began, in ms */
let reads: { asked: string; at: number }[] = [];
/** how often a question is read, where a test says something else than the hub */
let pace: ((question: Question) => number) | undefined;

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
  pace = undefined;
  hub = createHub({
    read(question) {
      reads.push({ asked: searchOf(question), at: performance.now() });
      return readPage(question);
    },
    readEveryMs: (question) => pace?.(question),
    changesAnyway,
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

type Overview = PageData<"overview">;

const ask = (companyId: string, search = "", page: PageName = "overview") =>
  parseQuestion(companyId, page, new URLSearchParams(search));

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
  newest<View extends keyof Overview>(view: View): Overview[View] | undefined {
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

async function watching(companyId: string, search = "") {
  const watcher = new Watcher();
  const leave = hub.watch(ask(companyId, search), watcher);
  await vi.waitFor(() => expect(watcher.newest("feed")).toBeDefined());
  return { watcher, leave };
}

describe("a watched company", () => {
  test("is shown whole at once, and again when a delivery was committed", async () => {
    const { watcher } = await watching("biz_whole");
    expect(watcher.said).toEqual(["hello"]);
    expect(watcher.shown.map((snapshot) => snapshot.view)).toEqual(viewsOf("overview"));
    await deliver("biz_whole");
    await vi.waitFor(() => expect(watcher.newest("feed")).toHaveLength(1));
    expect(watcher.newest("company")?.deliveries).toBe(1);
    expect(watcher.newest("figures")?.net_revenue.value).toMatch(/^10(\.0+)?$/);
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
    await vi.waitFor(() => expect(watcher.newest("company")?.deliveries).toBe(100));
    const seconds = (performance.now() - began) / 1000;
    expect(reads.length).toBeLessThanOrEqual(Math.ceil((seconds * 1000) / READ_EVERY_MS) + 2);
    const gaps = reads.slice(1).map(({ at }, index) => at - (reads[index]?.at ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThan(READ_EVERY_MS - 5);
  });

  test("is read once and serialised once for however many watch", async () => {
    const watchers = await Promise.all(Array.from({ length: 200 }, () => watching("biz_popular")));
    expect(reads).toHaveLength(1);
    await deliver("biz_popular");
    await vi.waitFor(() => {
      for (const { watcher } of watchers) expect(watcher.newest("company")?.deliveries).toBe(1);
    });
    expect(reads).toHaveLength(2);
    const bytes = new Set(
      watchers.map(({ watcher }) => watcher.shown.findLast((one) => one.view === "company")?.data),
    );
    expect(bytes.size).toBe(1);
  });

  test("is forgotten when the last watcher leaves", async () => {
    const one = await watching("biz_left");
    const other = await watching("biz_left");
    expect(hub.watched()).toEqual({ companies: 1, questions: 1, clients: 2 });
    one.leave();
    other.leave();
    expect(hub.watched()).toEqual({ companies: 0, questions: 0, clients: 0 });
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
    hub.watch(ask("biz_stop"), late);
    expect(late.ended).toBe(true);
  });
});

describe("questions of one company", () => {
  test("are each read and answered for themselves, and all anew when the company changed", async () => {
    const { watcher: month } = await watching("biz_two");
    const { watcher: past } = await watching("biz_two", "range=2024-01-01..2024-01-31");
    expect(hub.watched()).toEqual({ companies: 1, questions: 2, clients: 2 });
    expect(reads.map(({ asked }) => asked)).toEqual(["", "range=2024-01-01..2024-01-31"]);
    await deliver("biz_two");
    await vi.waitFor(() => expect(month.newest("company")?.deliveries).toBe(1));
    await vi.waitFor(() => expect(past.newest("company")?.deliveries).toBe(1));
    expect(month.newest("figures")?.net_revenue.value).toMatch(/^10(\.0+)?$/);
    // Nothing was sold in January 2024, then as now: only what changes anyway is sent again.
    const again = past.shown.slice(viewsOf("overview").length).map(({ view }) => view);
    expect(again.every((view) => ["company", "feed"].includes(view))).toBe(true);
  });

  test("that mean the same are one", async () => {
    await watching("biz_same_meaning", "compare=previous&range=7d");
    await watching("biz_same_meaning", "range=7d&interval=nonsense");
    expect(hub.watched()).toEqual({ companies: 1, questions: 1, clients: 2 });
    expect(reads).toHaveLength(1);
  });

  test("are forgotten one by one", async () => {
    const week = await watching("biz_one_by_one", "range=7d");
    const month = await watching("biz_one_by_one");
    week.leave();
    expect(hub.watched()).toEqual({ companies: 1, questions: 1, clients: 1 });
    await deliver("biz_one_by_one");
    await vi.waitFor(() => expect(month.watcher.newest("company")?.deliveries).toBe(1));
    expect(reads.filter(({ asked }) => asked === "range=7d")).toHaveLength(1);
  });

  test("of a slow page are read at its pace, and those of others at theirs meanwhile", async () => {
    pace = (question) => (question.range === "12m" ? 1_500 : READ_EVERY_MS);
    const { watcher: slow } = await watching("biz_slow", "range=12m");
    const { watcher: quick } = await watching("biz_slow");
    for (let count = 0; count < 20; count++) {
      await deliver("biz_slow");
      await sleep(30);
    }
    await vi.waitFor(() => expect(quick.newest("company")?.deliveries).toBe(20));
    await vi.waitFor(() => expect(slow.newest("company")?.deliveries).toBe(20), 3_000);
    const at = (asked: string) => reads.filter((read) => read.asked === asked).map((read) => read.at);
    const gaps = at("range=12m").map((each, nth, all) => each - (all[nth - 1] ?? Number.NEGATIVE_INFINITY));
    expect(Math.min(...gaps)).toBeGreaterThan(1_495);
    expect(at("").length).toBeGreaterThan(gaps.length);
  });
});

describe("more questions of one company than can be kept at full pace", () => {
  // Without a database: what counts is who is read when.
  const asked: string[] = [];
  const answers = new Map<string, number>();
  const many = () => {
    asked.length = 0;
    answers.clear();
    return createHub({
      async read(question) {
        const search = searchOf(question);
        asked.push(search);
        return { company: asked.length, figures: answers.get(search) ?? 0 };
      },
      changesAnyway: (_, view) => view === "company",
      log,
    });
  };
  const day = (nth: number) =>
    `2024-01-01..${new Date(Date.UTC(2024, 0, 1 + nth)).toISOString().slice(0, 10)}`;

  test("are all answered, the ones that changed longest ago at a slower pace", async () => {
    vi.useFakeTimers();
    const crowded = many();
    try {
      crowded.connected();
      const watchers = Array.from({ length: MOST_AT_FULL_PACE + 6 }, (_, nth) => {
        const watcher = new Watcher();
        crowded.watch(ask("biz_crowd", `range=${day(nth)}`), watcher);
        return watcher;
      });
      await vi.advanceTimersByTimeAsync(READ_EVERY_MS);
      expect(watchers.every(({ said }) => said.includes("hello"))).toBe(true);

      // The first seven ever watched would be the slow ones: let one of them change, so it is livelier than the rest.
      answers.set(`range=${day(0)}`, 1);
      await vi.advanceTimersByTimeAsync(SLOW_PACE_MS);
      crowded.nudge("biz_crowd");
      await vi.advanceTimersByTimeAsync(READ_EVERY_MS);
      asked.length = 0;
      crowded.nudge("biz_crowd");
      await vi.advanceTimersByTimeAsync(READ_EVERY_MS);
      expect(new Set(asked).size).toBe(MOST_AT_FULL_PACE);
      expect(asked).toContain(`range=${day(0)}`);
      expect(asked).not.toContain(`range=${day(1)}`);

      await vi.advanceTimersByTimeAsync(SLOW_PACE_MS);
      expect(new Set(asked).size).toBe(MOST_AT_FULL_PACE + 6);
      expect(watchers.every(({ said }) => said.at(-1) === "hello")).toBe(true);
    } finally {
      crowded.stop();
      vi.useRealTimers();
    }
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
    hub.watch(ask("biz_stale"), late);
    expect(late.said).toEqual(["stale"]);

    await scratch.sql`alter function api.feed_gone(text, integer) rename to feed`;
    await vi.waitFor(() => expect(watcher.said).toEqual(["hello", "stale", "hello"]), 5_000);
    expect(watcher.newest("company")?.deliveries).toBe(1);
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
    await vi.waitFor(() => expect(watcher.newest("company")?.timeZone).toBe("Asia/Tokyo"), 5_000);
    await deliver("biz_cut");
    await vi.waitFor(() => expect(watcher.newest("company")?.deliveries).toBe(1));
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
      expect(watcher.newest("company")?.deliveries).toBe(1);
    } finally {
      process.kill(pid, "SIGCONT");
    }
  });
});
