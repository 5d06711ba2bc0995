import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type postgres from "postgres";
import { stopCluster } from "./cluster";
import { lock } from "./lock";
import type { Place } from "./place";

const OTHERS_LEAVE_WITHIN_MS = 1_000;

/**
 * The function that stops a server unless somebody else is connected, and then says so. Under the lock of the data
 * folder: whoever adopts the server is connected before they give the lock back. A second call waits for the first.
 */
export function stopper(
  place: Place,
  session: postgres.Sql,
  say: (line: string) => void,
): () => Promise<void> {
  let stopping: Promise<void> | undefined;
  return () => {
    stopping ??= stop(place, session, say);
    return stopping;
  };
}

async function stop(place: Place, session: postgres.Sql, say: (line: string) => void): Promise<void> {
  const unlock = existsSync(place.dataDir) ? await lock(place.dataDir) : () => {};
  try {
    const others = await othersThatStay(session);
    await session.end({ timeout: 1 });
    if (others > 0) {
      say(`The database keeps running: ${others} other connection${others === 1 ? " uses" : "s use"} it.`);
    } else await stopCluster(place.cluster);
  } finally {
    unlock();
  }
}

/** Connections other than this one. Those that this process has just closed get a moment to disappear. */
async function othersThatStay(session: postgres.Sql): Promise<number> {
  const deadline = Date.now() + OTHERS_LEAVE_WITHIN_MS;
  try {
    for (;;) {
      const [row] = await session<{ others: number }[]>`
        select count(*)::int as others
        from pg_stat_activity
        where backend_type = 'client backend' and pid <> pg_backend_pid()`;
      const others = row?.others ?? 0;
      if (others === 0 || Date.now() > deadline) return others;
      await sleep(25);
    }
  } catch {
    return 0; // the server is going down or gone
  }
}
