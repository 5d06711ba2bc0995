import { createHash } from "node:crypto";
import type { Logger } from "../lib/log";
import { hrefOf, type Question } from "../lib/question";
import { type Client, type Snapshot, snapshotData } from "./event-stream";

/** However many deliveries arrive, a question is read no more often than this: a change waits for it, and 250 ms are promised in all. */
export const READ_EVERY_MS = 150;
/** So many questions of one company are kept at their own pace; of the others, those that changed longest ago, at this one. */
export const MOST_AT_FULL_PACE = 64;
export const SLOW_PACE_MS = 5_000;
/** Questions read at once, of all companies: a page that is just being opened finds a connection. */
const MOST_READS_AT_ONCE = 3;
/** Figures change without a delivery, too: at midnight, or as "yesterday up to this time of day" moves on. */
export const REREAD_MS = 60_000;
const RETRY_AT_MOST_MS = 10_000;

export interface Hub {
  /** Keeps the client up to date with the answer to a question, beginning with what it does not have. Answers how to stop. */
  watch(question: Question, client: Client): () => void;
  /** A company changed: whatever is asked about it is read anew. */
  nudge(companyId: string): void;
  /** Nudges arrive (again): everything watched is read anew, for some may have been missed. */
  connected(): void;
  /** Nudges do not arrive: what is shown may be out of date, and watchers are told so. */
  disconnected(): void;
  watched(): { companies: number; questions: number; clients: number };
  /** Ends every stream. */
  stop(): void;
}

export interface HubOptions {
  /** answers a question: the views of its page by name, in the order in which they are sent */
  read: (question: Question) => Promise<object>;
  /** how often a question of that page is read at most, in ms; READ_EVERY_MS unless told */
  readEveryMs?: (question: Question) => number | undefined;
  /** whether a view changes with every delivery, whatever was asked: then it does not make its question one that changed lately */
  changesAnyway?: (question: Question, view: string) => boolean;
  log: Logger;
}

interface Watched {
  key: string;
  question: Question;
  clients: Set<Client>;
  snapshots: Map<string, Snapshot>;
  /** something changed since the last read began */
  dirty: boolean;
  reading: boolean;
  timer: NodeJS.Timeout | undefined;
  lastReadAt: number;
  /** the higher, the later its answer was last another one */
  changedAs: number;
  /** reads that failed in a row */
  failures: number;
  /** whether watchers were told that what they see is live; null: nothing was read yet, so nothing was said */
  live: boolean | null;
  /** epoch ms: when what is shown was last known to be true */
  trueAt: number;
}

/**
 * Turns nudges into snapshots: a question that anybody watches is read once for all who ask it, serialised once, and
 * what changed is sent. A watcher never hears that it is live while the figures cannot be read: it gets `stale`
 * with the moment since when, and `hello` once they are true again.
 */
export function createHub({ read, readEveryMs, changesAnyway, log }: HubOptions): Hub {
  /** by company, then by question */
  const companies = new Map<string, Map<string, Watched>>();
  const turns = takeTurns(MOST_READS_AT_ONCE);
  /** monotonic ms since when nudges arrive; null while they do not */
  let listeningSince: number | null = null;
  let stopped = false;
  let changes = 0;
  const rereading = setInterval(rereadAll, REREAD_MS);

  function watch(question: Question, client: Client): () => void {
    if (stopped) {
      client.end();
      return () => {};
    }
    const key = hrefOf(question);
    const watched = companies.get(question.companyId)?.get(key) ?? begin(key, question);
    watched.clients.add(client);
    // The figures first, and then that they are live.
    for (const snapshot of watched.snapshots.values()) client.show(snapshot);
    tell(watched, client);
    return () => {
      watched.clients.delete(client);
      if (watched.clients.size === 0) forget(watched);
    };
  }

  function begin(key: string, question: Question): Watched {
    const watched: Watched = {
      key,
      question,
      clients: new Set(),
      snapshots: new Map(),
      dirty: false,
      reading: false,
      timer: undefined,
      lastReadAt: Number.NEGATIVE_INFINITY,
      changedAs: ++changes,
      failures: 0,
      live: null,
      trueAt: Date.now(),
    };
    const company = companies.get(question.companyId) ?? new Map<string, Watched>();
    companies.set(question.companyId, company.set(key, watched));
    readSoon(watched);
    return watched;
  }

  function forget(watched: Watched): void {
    clearTimeout(watched.timer);
    const { companyId } = watched.question;
    const company = companies.get(companyId);
    if (company?.get(watched.key) !== watched) return;
    company.delete(watched.key);
    if (company.size === 0) companies.delete(companyId);
  }

  /** The first change is read at once; those that follow within the interval are read together at its end. */
  function readSoon(watched: Watched): void {
    watched.dirty = true;
    if (watched.reading || watched.timer || !isWatched(watched)) return;
    const wait = Math.max(0, watched.lastReadAt + paceOf(watched) - performance.now());
    if (wait === 0) return void readNow(watched);
    watched.timer = setTimeout(() => void readNow(watched), wait);
  }

  function isWatched({ question, key }: Watched): boolean {
    return companies.get(question.companyId)?.has(key) ?? false;
  }

  function paceOf(watched: Watched): number {
    const own = readEveryMs?.(watched.question) ?? READ_EVERY_MS;
    const pace = isAmongTheLively(watched) ? own : Math.max(own, SLOW_PACE_MS);
    return Math.max(pace, Math.min(pace * 2 ** watched.failures, RETRY_AT_MOST_MS));
  }

  /** Whether its answer is one of those of its company that changed last. */
  function isAmongTheLively({ question, changedAs }: Watched): boolean {
    const company = companies.get(question.companyId);
    if (!company || company.size <= MOST_AT_FULL_PACE) return true;
    let livelier = 0;
    for (const other of company.values()) if (other.changedAs > changedAs) livelier += 1;
    return livelier < MOST_AT_FULL_PACE;
  }

  async function readNow(watched: Watched): Promise<void> {
    watched.timer = undefined;
    watched.reading = true;
    const done = await turns.next();
    watched.dirty = false;
    watched.lastReadAt = performance.now();
    const beganAt = Date.now();
    try {
      if (!isWatched(watched)) return;
      const views = await read(watched.question);
      watched.failures = 0;
      for (const [view, content] of Object.entries(views)) showIfChanged(watched, view, content);
      // A read from before the listener was back may lack what nobody nudged about.
      const isTrue = listeningSince !== null && listeningSince <= watched.lastReadAt;
      if (isTrue) watched.trueAt = beganAt;
      if (isTrue || watched.live === null) setLive(watched, isTrue);
    } catch (error) {
      log.warn(
        { err: error, company: watched.question.companyId, page: watched.question.page },
        "what a page watches could not be read",
      );
      watched.failures += 1;
      watched.dirty = true;
      setLive(watched, false);
    } finally {
      done();
      watched.reading = false;
      if (watched.dirty) readSoon(watched);
    }
  }

  function showIfChanged(watched: Watched, view: string, content: unknown): void {
    const json = JSON.stringify(content);
    const hash = createHash("sha256").update(json).digest("base64url").slice(0, 12);
    if (watched.snapshots.get(view)?.hash === hash) return;
    const snapshot = { view, hash, data: snapshotData(json) };
    watched.snapshots.set(view, snapshot);
    if (!changesAnyway?.(watched.question, view)) watched.changedAs = ++changes;
    for (const client of watched.clients) client.show(snapshot);
  }

  function setLive(watched: Watched, live: boolean): void {
    if (watched.live === live) return;
    watched.live = live;
    for (const client of watched.clients) tell(watched, client);
  }

  function tell(watched: Watched, client: Client): void {
    if (watched.live === null) return;
    if (watched.live) client.say("hello", {});
    else client.say("stale", { since: new Date(watched.trueAt).toISOString() });
  }

  function* everything(): Generator<Watched> {
    for (const company of companies.values()) yield* company.values();
  }

  function rereadAll(): void {
    for (const watched of everything()) readSoon(watched);
  }

  return {
    watch,
    nudge(companyId) {
      for (const watched of companies.get(companyId)?.values() ?? []) readSoon(watched);
    },
    connected() {
      listeningSince = performance.now();
      rereadAll();
    },
    disconnected() {
      listeningSince = null;
      for (const watched of everything()) setLive(watched, false);
    },
    watched: () => ({
      companies: companies.size,
      questions: [...everything()].length,
      clients: [...everything()].reduce((sum, { clients }) => sum + clients.size, 0),
    }),
    stop() {
      stopped = true;
      clearInterval(rereading);
      for (const watched of [...everything()]) {
        clearTimeout(watched.timer);
        for (const client of [...watched.clients]) client.end();
      }
      companies.clear();
    },
  };
}

/** Lets `atOnce` work at the same time; the others come in the order in which they asked. Each calls what it got when it is done. */
function takeTurns(atOnce: number): { next(): Promise<() => void> } {
  const waiting: (() => void)[] = [];
  let free = atOnce;
  const done = () => {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  };
  return {
    async next() {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      return done;
    },
  };
}
