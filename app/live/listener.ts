import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "../lib/db";
import type { Logger } from "../lib/log";

/** What the database notifies on; the payload is the id of a company that changed. */
export const CHANNEL = "tidemark";
/** How often the way from the database to here is tried from end to end, and how long the answer may take. */
export const PULSE_MS = 5_000;
export const PULSE_WITHIN_MS = 3_000;
const RECONNECT_MS = 500;

export interface Listener {
  /** resolves when notifications arrive for the first time */
  started: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Keeps one LISTEN connection for the whole process. A connection that is cut is opened again at once, and one that
 * died without a word is found by the pulse: a notification to ourselves, sent by another connection. After each
 * (re)connect `connected` is called, for what was notified in between is lost; after each loss `disconnected`.
 */
export function listen(i: {
  /** opens a client for LISTEN, which this listener then owns */
  connect: () => Pool;
  /** what the pulse is sent by */
  pulseBy: Pool;
  nudge: (companyId: string) => void;
  connected: () => void;
  disconnected: () => void;
  log: Logger;
}): Listener {
  const stopping = new AbortController();
  const pulseChannel = `tidemark_pulse_${randomBytes(6).toString("hex")}`;
  let client: Pool | undefined;
  let heard = () => {};
  let lost = false;
  let start = () => {};
  const started = new Promise<void>((resolve) => {
    start = resolve;
  });
  const done = run();

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await open();
        while (!stopping.signal.aborted) {
          await pause(PULSE_MS);
          await pulse();
        }
      } catch (error) {
        if (stopping.signal.aborted) break;
        if (!lost) i.log.warn({ err: error }, "notifications of the database do not arrive; connecting anew");
        lost = true;
        i.disconnected();
        await close();
        await pause(RECONNECT_MS);
      }
    }
    await close();
  }

  async function open(): Promise<void> {
    client = i.connect();
    await client.listen(pulseChannel, () => heard());
    // The driver listens again by itself after a cut, and calls this again.
    await client.listen(CHANNEL, i.nudge, connected);
  }

  function connected(): void {
    if (lost) i.log.info("notifications of the database arrive again");
    lost = false;
    i.connected();
    start();
  }

  async function pulse(): Promise<void> {
    if (stopping.signal.aborted) return;
    const arrived = new Promise<void>((resolve) => {
      heard = resolve;
    });
    const late = sleep(PULSE_WITHIN_MS, undefined, { ref: false }).then(() => {
      throw new Error(`a notification to ourselves did not arrive within ${PULSE_WITHIN_MS} ms`);
    });
    await Promise.race([Promise.all([i.pulseBy.notify(pulseChannel, ""), arrived]), late]);
  }

  async function pause(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: stopping.signal }).catch(() => {});
  }

  async function close(): Promise<void> {
    await client?.end({ timeout: 0 }).catch(() => {});
    client = undefined;
  }

  return {
    started,
    async stop() {
      stopping.abort();
      await done;
    },
  };
}
