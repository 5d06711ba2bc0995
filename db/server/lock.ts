import { readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const HEARTBEAT_MS = 1_000;
const ABANDONED_AFTER_MS = 10_000;
const RETRY_MS = 50;
const GIVE_UP_AFTER_MS = 300_000;

/**
 * Takes the one lock of a data folder, so that processes start and stop its server one at a time; returns the
 * function that gives it back. A lock whose process is gone, or that nobody has touched for ten seconds, is
 * taken over. It only spares the processes each other's way: PostgreSQL's own postmaster.pid and the rename of
 * a finished cluster keep the data safe without it.
 */
export async function lock(dataDir: string): Promise<() => void> {
  const file = path.join(dataDir, "starting.lock");
  const deadline = Date.now() + GIVE_UP_AFTER_MS;
  while (!take(file)) {
    if (isAbandoned(file)) remove(file);
    else if (Date.now() > deadline) {
      throw new Error(
        `Process ${holder(file)} has been starting or stopping the database for ${GIVE_UP_AFTER_MS / 60_000} minutes: end it, or delete ${file}, and try again.`,
      );
    }
    await sleep(RETRY_MS);
  }
  const heartbeat = setInterval(() => touch(file), HEARTBEAT_MS).unref();
  return () => {
    clearInterval(heartbeat);
    if (holder(file) === process.pid) rmSync(file, { force: true });
  };
}

function take(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function isAbandoned(file: string): boolean {
  try {
    if (Date.now() - statSync(file).mtimeMs > ABANDONED_AFTER_MS) return true;
    const pid = holder(file);
    return pid !== null && !isAlive(pid);
  } catch {
    return false; // given back in this moment
  }
}

/** Moves the lock away first: of two processes that find it abandoned, one succeeds. */
function remove(file: string): void {
  const away = `${file}.${process.pid}`;
  try {
    renameSync(file, away);
    rmSync(away, { force: true });
  } catch {
    // the other one succeeded
  }
}

function holder(file: string): number | null {
  try {
    return Number(readFileSync(file, "utf8")) || null;
  } catch {
    return null;
  }
}

function touch(file: string): void {
  try {
    utimesSync(file, new Date(), new Date());
  } catch {
    // the data folder was deleted under us: there is nothing left to protect
  }
}

/** Whether a process of this id exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
