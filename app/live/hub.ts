import { createHash } from "node:crypto";
import type { Logger } from "../lib/log";
import type { DashboardData } from "../models/dashboard";
import { type Client, type Snapshot, snapshotData } from "./event-stream";

/** The views of a dashboard, in the order in which they are sent and named in an event's id. */
export const VIEWS = ["figures", "revenue", "mrr", "feed"] as const satisfies (keyof DashboardData)[];

/** However many deliveries arrive, a company is read no more often than this: a change waits for it, and 250 ms are promised in all. */
export const READ_EVERY_MS = 150;
/** Figures change without a delivery, too: at midnight, or as "yesterday up to this time of day" moves on. */
export const REREAD_MS = 60_000;
const RETRY_AT_MOST_MS = 10_000;

export interface Hub {
  /** Keeps the client up to date with a company, beginning with what it does not have. Answers how to stop. */
  watch(companyId: string, client: Client): () => void;
  /** A company changed. */
  nudge(companyId: string): void;
  /** Nudges arrive (again): everything watched is read anew, for some may have been missed. */
  connected(): void;
  /** Nudges do not arrive: what is shown may be out of date, and watchers are told so. */
  disconnected(): void;
  watched(): { companies: number; clients: number };
  /** Ends every stream. */
  stop(): void;
}

interface Watched {
  companyId: string;
  clients: Set<Client>;
  snapshots: Map<string, Snapshot>;
  /** something changed since the last read began */
  dirty: boolean;
  reading: boolean;
  timer: NodeJS.Timeout | undefined;
  lastReadAt: number;
  /** reads that failed in a row */
  failures: number;
  /** whether watchers were told that what they see is live; null: nothing was read yet, so nothing was said */
  live: boolean | null;
  /** epoch ms: when what is shown was last known to be true */
  trueAt: number;
}

/**
 * Turns nudges into snapshots: a company that anybody watches is read once for all of them, serialised once, and
 * what changed is sent. A watcher never hears that it is live while the figures cannot be read: it gets `stale`
 * with the moment since when, and `hello` once they are true again.
 */
export function createHub({
  read,
  log,
}: {
  read: (companyId: string) => Promise<DashboardData>;
  log: Logger;
}): Hub {
  const companies = new Map<string, Watched>();
  /** monotonic ms since when nudges arrive; null while they do not */
  let listeningSince: number | null = null;
  let stopped = false;
  const rereading = setInterval(rereadAll, REREAD_MS);

  function watch(companyId: string, client: Client): () => void {
    if (stopped) {
      client.end();
      return () => {};
    }
    const company = companies.get(companyId) ?? begin(companyId);
    company.clients.add(client);
    // The figures first, and then that they are live.
    for (const snapshot of company.snapshots.values()) client.show(snapshot);
    tell(company, client);
    return () => {
      company.clients.delete(client);
      if (company.clients.size > 0) return;
      clearTimeout(company.timer);
      companies.delete(companyId);
    };
  }

  function begin(companyId: string): Watched {
    const company: Watched = {
      companyId,
      clients: new Set(),
      snapshots: new Map(),
      dirty: false,
      reading: false,
      timer: undefined,
      lastReadAt: Number.NEGATIVE_INFINITY,
      failures: 0,
      live: null,
      trueAt: Date.now(),
    };
    companies.set(companyId, company);
    readSoon(company);
    return company;
  }

  /** The first change is read at once; those that follow within the interval are read together at its end. */
  function readSoon(company: Watched): void {
    company.dirty = true;
    if (company.reading || company.timer || !companies.has(company.companyId)) return;
    const pause = Math.min(READ_EVERY_MS * 2 ** company.failures, RETRY_AT_MOST_MS);
    const wait = Math.max(0, company.lastReadAt + pause - performance.now());
    if (wait === 0) return void readNow(company);
    company.timer = setTimeout(() => void readNow(company), wait);
  }

  async function readNow(company: Watched): Promise<void> {
    company.timer = undefined;
    company.dirty = false;
    company.reading = true;
    company.lastReadAt = performance.now();
    const beganAt = Date.now();
    try {
      const data = await read(company.companyId);
      company.failures = 0;
      for (const view of VIEWS) showIfChanged(company, view, data[view]);
      // A read from before the listener was back may lack what nobody nudged about.
      const isTrue = listeningSince !== null && listeningSince <= company.lastReadAt;
      if (isTrue) company.trueAt = beganAt;
      if (isTrue || company.live === null) setLive(company, isTrue);
    } catch (error) {
      log.warn({ err: error, company: company.companyId }, "a watched company could not be read");
      company.failures += 1;
      company.dirty = true;
      setLive(company, false);
    } finally {
      company.reading = false;
      if (company.dirty) readSoon(company);
    }
  }

  function showIfChanged(company: Watched, view: string, content: unknown): void {
    const json = JSON.stringify(content);
    const hash = createHash("sha256").update(json).digest("base64url").slice(0, 12);
    if (company.snapshots.get(view)?.hash === hash) return;
    const snapshot = { view, hash, data: snapshotData(json) };
    company.snapshots.set(view, snapshot);
    for (const client of company.clients) client.show(snapshot);
  }

  function setLive(company: Watched, live: boolean): void {
    if (company.live === live) return;
    company.live = live;
    for (const client of company.clients) tell(company, client);
  }

  function tell(company: Watched, client: Client): void {
    if (company.live === null) return;
    if (company.live) client.say("hello", {});
    else client.say("stale", { since: new Date(company.trueAt).toISOString() });
  }

  function rereadAll(): void {
    for (const company of companies.values()) readSoon(company);
  }

  return {
    watch,
    nudge(companyId) {
      const company = companies.get(companyId);
      if (company) readSoon(company);
    },
    connected() {
      listeningSince = performance.now();
      rereadAll();
    },
    disconnected() {
      listeningSince = null;
      for (const company of companies.values()) setLive(company, false);
    },
    watched: () => ({
      companies: companies.size,
      clients: [...companies.values()].reduce((sum, company) => sum + company.clients.size, 0),
    }),
    stop() {
      stopped = true;
      clearInterval(rereading);
      for (const company of companies.values()) {
        clearTimeout(company.timer);
        for (const client of [...company.clients]) client.end();
      }
      companies.clear();
    },
  };
}
