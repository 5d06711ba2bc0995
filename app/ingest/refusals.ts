import { databaseIsAway, type Pool } from "../lib/db";
import type { Logger } from "../lib/log";
import { keptHeaders } from "./delivery";
import { type Refusal, schemeOf } from "./signature";

/** The database hears of refused requests this often at most, however many there are. */
export const WRITE_EVERY_MS = 1_000;
/** While it cannot take them it is asked less and less often. */
const RETRY_AT_MOST_MS = 30_000;
/** The newest of each reason that are looked at more closely; all are counted. */
export const SAMPLES_PER_WRITE = 10;
/** What is counted while the database is away: about six days of every reason. Beyond that the oldest hour is forgotten. */
export const COUNTERS_AT_MOST = 1_000;
/** How long an orderly stop waits for the last write. */
const STOP_WITHIN_MS = 2_000;

const HOUR_MS = 3_600_000;

/** A request that was refused. Its body is not looked at, its signature not kept. */
export interface RefusedRequest {
  reason: Refusal | "too_large";
  headers: Headers;
  /** our clock minus the signed time, in whole seconds */
  clockDifference: number | null;
  bodyBytes: number | null;
}

export interface Refusals {
  /** Counts the request. Never throws, and waits for nothing. */
  note(request: RefusedRequest): void;
  /** Takes no more and resolves when what was counted is written, or cannot be. */
  stop(): Promise<void>;
}

interface Counter {
  hour: string;
  reason: string;
  requests: number;
}

interface Sample {
  received_at: string;
  reason: string;
  scheme: string;
  clock_difference_seconds: number | null;
  body_bytes: number | null;
  headers: Record<string, string>;
}

/**
 * Counts refused requests by reason and hour, and keeps the newest of each reason. They are written together, one statement a
 * second at most, so that however much junk is sent, deliveries do not notice.
 */
export function createRefusals({ sql, log }: { sql: Pool; log: Logger }): Refusals {
  let counters = new Map<string, Counter>();
  let samples = new Map<string, Sample[]>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> | undefined;
  let failures = 0;
  let stopped = false;

  function note({ reason, headers, clockDifference, bodyBytes }: RefusedRequest): void {
    if (stopped) return;
    const now = new Date();
    count({ hour: hourOf(now), reason, requests: 1 });
    keep(reason, samples.get(reason) ?? [], [
      {
        received_at: now.toISOString(),
        reason,
        scheme: schemeOf(headers),
        clock_difference_seconds: clockDifference,
        body_bytes: bodyBytes,
        headers: keptHeaders(headers),
      },
    ]);
    writeSoon();
  }

  function count({ hour, reason, requests }: Counter): void {
    const key = `${hour} ${reason}`;
    const counter = counters.get(key);
    if (counter) counter.requests += requests;
    else counters.set(key, { hour, reason, requests });
    // A key begins with its hour: the first in order is the oldest.
    if (counters.size > COUNTERS_AT_MOST) counters.delete([...counters.keys()].sort()[0] ?? "");
  }

  function keep(reason: string, older: Sample[], newer: Sample[]): void {
    samples.set(reason, [...older, ...newer].slice(-SAMPLES_PER_WRITE));
  }

  function writeSoon(): void {
    if (timer || writing || counters.size === 0) return;
    const wait = Math.min(WRITE_EVERY_MS * 2 ** failures, RETRY_AT_MOST_MS);
    timer = setTimeout(() => void write(), wait).unref();
  }

  /** Never rejects. What could not be written is kept, and newer is added to it. */
  function write(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const [counted, seen] = [[...counters.values()], samples];
    counters = new Map();
    samples = new Map();
    writing = recordRefused(sql, counted, [...seen.values()].flat())
      .then(
        () => {
          failures = 0;
        },
        (error: unknown) => {
          if (failures === 0)
            log.warn({ err: error }, "refused requests are not counted in the database for now");
          failures += 1;
          for (const counter of counted) count(counter);
          // What the database does not take for what it says would never be written: the counts are worth more.
          if (databaseIsAway(error))
            for (const [reason, list] of seen) keep(reason, list, samples.get(reason) ?? []);
        },
      )
      .finally(() => {
        writing = undefined;
        if (!stopped) writeSoon();
      });
    return writing;
  }

  return {
    note,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      const late = new Promise<void>((resolve) => setTimeout(resolve, STOP_WITHIN_MS).unref());
      const last = (writing ?? Promise.resolve()).then(() => (counters.size > 0 ? write() : undefined));
      await Promise.race([last, late]);
    },
  };
}

function hourOf(time: Date): string {
  return new Date(Math.floor(time.getTime() / HOUR_MS) * HOUR_MS).toISOString();
}

/** Adds to the counts and the samples in one statement: `api.record_refused_requests`. */
async function recordRefused(sql: Pool, counters: Counter[], samples: Sample[]): Promise<void> {
  await sql`
    select api.record_refused_requests(
      hours => ${counters.map(({ hour }) => hour)}::text[]::timestamptz[],
      reasons => ${counters.map(({ reason }) => reason)}::text[],
      requests => ${counters.map(({ requests }) => String(requests))}::text[]::bigint[],
      samples => ${JSON.stringify(samples)}::text::jsonb
    )
  `;
}
