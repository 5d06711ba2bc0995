import { setTimeout as sleep } from "node:timers/promises";
import type postgres from "postgres";
import { startCluster } from "./cluster";
import type { Credentials } from "./credentials";
import { lock } from "./lock";
import type { Place } from "./place";
import { findRunning } from "./running";

const RETRY_MS = 1_000;

/** What has become of a server that went away: it runs again, or why not yet. */
export interface News {
  running: boolean;
  sentence: string;
}

/**
 * Keeps a server running that nobody else looks after. Idle sessions end with their server, so the one that we hold
 * is the bell: whenever it breaks, `look()` sees whether the server died (killed, or stopped by somebody) and starts
 * it again on its port, however often that takes. A server that recovers by itself is waited for, without a word.
 */
export function keepRunning(i: {
  place: Place;
  credentials: Credentials;
  settings: Record<string, string>;
  port: number;
  session: postgres.Sql;
  tell: (news: News) => void;
}): { look(): void; end(): void } {
  let ended = false;
  let looking = false;
  let rung = false;

  async function look(): Promise<void> {
    const began = performance.now();
    let down = false;
    while (rung && !ended) {
      rung = false;
      try {
        down = (await startIfDead()) || down;
        if (ended) return;
        await i.session`select`;
        if (down)
          i.tell({
            running: true,
            sentence: `PostgreSQL was away for ${secondsSince(began)} s and runs again.`,
          });
        down = false;
      } catch (error) {
        rung = true;
        const why = error instanceof Error ? error.message : String(error);
        if (!down && !ended)
          i.tell({
            running: false,
            sentence: `PostgreSQL is away, and is tried until it runs again. ${why}`,
          });
        down = true;
        await sleep(RETRY_MS, undefined, { ref: false });
      }
    }
  }

  /** Whoever else uses this data folder starts and stops its server under the same lock. */
  async function startIfDead(): Promise<boolean> {
    const unlock = await lock(i.place.dataDir);
    try {
      if (ended || (await findRunning(i.place.cluster, i.credentials))) return false;
      await startCluster(i.place, i.settings, { only: i.port });
      return true;
    } finally {
      unlock();
    }
  }

  return {
    look() {
      rung = true;
      if (looking) return;
      looking = true;
      void look().finally(() => {
        looking = false;
      });
    },
    end() {
      ended = true;
    },
  };
}

function secondsSince(began: number): string {
  return ((performance.now() - began) / 1000).toFixed(1);
}
