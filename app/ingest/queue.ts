import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "../lib/db";
import type { Logger } from "../lib/log";
import type { Delivery } from "./delivery";
import { failureOf, NotStored } from "./failures";
import { countRedeliveries, insertDeliveries } from "./insert";

/** One commit takes at most this much. Batches are where the speed is, but every row of one waits for all of it. */
export const BATCH_ROWS = 500;
export const BATCH_BYTES = 4 * 1024 * 1024;
export const BATCHES_IN_FLIGHT = 2;
/** Beyond this the answer is 503: Whop keeps what this process cannot. */
export const QUEUE_ROWS = 10_000;
export const QUEUE_BYTES = 64 * 1024 * 1024;
/** Whop gives up after 5 s; until then it hears a clear answer. */
export const ANSWER_WITHIN_MS = 4_500;
/** How often a batch that met a deadlock is sent once more, and how long it waits before. */
const ATTEMPTS = 4;
const ATTEMPT_PAUSE_MS = 20;

export interface CommitQueue {
  /** Resolves when this delivery's row is committed, or was before. Rejects with NotStored. */
  store(delivery: Delivery): Promise<void>;
  /** Takes no more and resolves when what is waiting has been committed or refused. */
  drain(): Promise<void>;
  depth(): { rows: number; bytes: number; batchesInFlight: number };
}

interface Waiting {
  delivery: Delivery;
  stored(): void;
  refused(error: NotStored): void;
}

/**
 * Group commit: while one batch is being committed the next gathers. There is no timer, so a lone delivery waits
 * for nobody, and under load a commit serves hundreds.
 */
export function createQueue({ sql, log }: { sql: Pool; log: Logger }): CommitQueue {
  let waiting: Waiting[] = [];
  let bytes = 0;
  let inFlight = 0;
  let draining = false;
  let drained: (() => void)[] = [];

  function store(delivery: Delivery): Promise<void> {
    if (draining) return Promise.reject(new NotStored("Tidemark is stopping. Send it again."));
    const size = delivery.body.byteLength;
    if (waiting.length >= QUEUE_ROWS || bytes + size > QUEUE_BYTES) {
      return Promise.reject(new NotStored("Too many deliveries are waiting. Send it again."));
    }
    return new Promise((resolve, reject) => {
      // The row may still be committed after that; then Whop's next attempt finds it stored.
      const deadline = setTimeout(
        () => reject(new NotStored("The database took too long. Send it again.")),
        ANSWER_WITHIN_MS,
      );
      waiting.push({
        delivery,
        stored() {
          clearTimeout(deadline);
          resolve();
        },
        refused(error) {
          clearTimeout(deadline);
          reject(error);
        },
      });
      bytes += size;
      commitNext();
    });
  }

  function commitNext(): void {
    while (inFlight < BATCHES_IN_FLIGHT && waiting.length > 0) {
      const batch = takeBatch();
      inFlight += 1;
      void commit(batch).finally(() => {
        inFlight -= 1;
        commitNext();
      });
    }
    if (inFlight === 0 && waiting.length === 0) {
      for (const done of drained) done();
      drained = [];
    }
  }

  function takeBatch(): Waiting[] {
    let rows = 0;
    let size = 0;
    for (const { delivery } of waiting.slice(0, BATCH_ROWS)) {
      size += delivery.body.byteLength;
      if (rows > 0 && size > BATCH_BYTES) break;
      rows += 1;
    }
    const batch = waiting.slice(0, rows);
    waiting = waiting.slice(rows);
    for (const { delivery } of batch) bytes -= delivery.body.byteLength;
    return batch;
  }

  /** Never rejects: each row's caller hears how it went. */
  async function commit(batch: Waiting[], as: "payload" | "body" = "payload", attempt = 1): Promise<void> {
    const deliveries = batch.map((row) => row.delivery);
    try {
      const stored = await insertDeliveries(sql, deliveries, as);
      if (stored < deliveries.length) await noteRedeliveries(deliveries);
      for (const row of batch) row.stored();
    } catch (error) {
      const { remedy, sentence } = failureOf(error);
      const level = remedy === "give_up" ? "warn" : "info";
      log[level]({ err: error, rows: batch.length, remedy }, "a batch of deliveries was not stored");
      if (remedy === "again" && attempt < ATTEMPTS) {
        await sleep(ATTEMPT_PAUSE_MS * attempt * (1 + Math.random()));
        return commit(batch, as, attempt + 1);
      }
      if (remedy !== "give_up" && batch.length > 1) {
        // Down to the row that it was about; the others are stored a few to a commit.
        const half = Math.ceil(batch.length / 2);
        await commit(batch.slice(0, half));
        return commit(batch.slice(half));
      }
      if (remedy === "as_bytes" && as === "payload") return commit(batch, "body");
      for (const row of batch) row.refused(new NotStored(sentence));
    }
  }

  /** The deliveries are safe by now, so a counter that cannot be written is logged, not answered. */
  async function noteRedeliveries(deliveries: Delivery[]): Promise<void> {
    try {
      await countRedeliveries(sql, deliveries);
    } catch (error) {
      log.warn({ err: error }, "redeliveries were not counted");
    }
  }

  return {
    store,
    drain() {
      draining = true;
      return new Promise((resolve) => {
        drained.push(resolve);
        commitNext();
      });
    },
    depth: () => ({ rows: waiting.length, bytes, batchesInFlight: inFlight }),
  };
}
