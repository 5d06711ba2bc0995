import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { type Credentials, urlOf } from "./credentials";
import { isAlive } from "./lock";

const RETRY_MS = 100;
const GIVE_UP_AFTER_MS = 120_000;

/**
 * The process and port of the server that runs on `cluster`, or null. Waits for one that is starting or stopping.
 * A postmaster.pid left by a crash, whose process is gone or is by now something else, counts as null and is removed.
 */
export async function findRunning(
  cluster: string,
  credentials: Credentials,
): Promise<{ pid: number; port: number } | null> {
  const deadline = Date.now() + GIVE_UP_AFTER_MS;
  for (;;) {
    const noted = readPidFile(cluster);
    if (!noted || !isAlive(noted.pid)) return null;
    if (await serves(cluster, credentials, noted.port)) return noted;
    if (!mayServe(noted.pid, cluster)) {
      rmSync(path.join(cluster, "postmaster.pid"), { force: true });
      return null;
    }
    if (Date.now() > deadline) {
      throw new Error(
        `Process ${noted.pid} holds the database in ${cluster}, but does not let us in on port ${noted.port}: end that process, or restore credentials.json, and try again.`,
      );
    }
    await sleep(RETRY_MS);
  }
}

/** What the server of `cluster` noted about itself, running or not. */
export function readPidFile(cluster: string): { pid: number; port: number } | null {
  try {
    const lines = readFileSync(path.join(cluster, "postmaster.pid"), "utf8").split("\n");
    const pid = Number(lines[0]);
    return pid > 0 ? { pid, port: Number(lines[3]) } : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** One connection to the server's own database `postgres`, as its superuser; `broken` hears each time it ends. */
export function connect(credentials: Credentials, port: number, broken = () => {}): postgres.Sql {
  return postgres(urlOf(credentials, "postgres", port, "postgres"), {
    max: 1,
    idle_timeout: 0,
    max_lifetime: null,
    connect_timeout: 5,
    prepare: false,
    fetch_types: false,
    onnotice: () => {},
    onclose: broken,
    connection: { application_name: "tidemark-embedded" },
  });
}

/** Whether the server on `port` takes our password and has these very files: a copied folder has the same password. */
async function serves(cluster: string, credentials: Credentials, port: number): Promise<boolean> {
  if (!port) return false;
  const proof = `tidemark-${randomBytes(6).toString("hex")}.proof`;
  const sql = connect(credentials, port);
  try {
    writeFileSync(path.join(cluster, proof), "");
    const [found] = await sql<{ here: boolean }[]>`
      select (pg_stat_file(${proof}, true)).size is not null as here`;
    return found?.here ?? false;
  } catch {
    return false;
  } finally {
    rmSync(path.join(cluster, proof), { force: true });
    await sql.end({ timeout: 1 });
  }
}

/** Whether process `pid` may be the server of `cluster` (it may be on its way up or down); unsure counts as yes. */
function mayServe(pid: number, cluster: string): boolean {
  if (process.platform === "linux") {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === cluster; // a server works in its data folder
    } catch {
      return false; // gone, or somebody else's
    }
  }
  const ps = spawnSync("ps", ["-ww", "-o", "command=", "-p", String(pid)], { encoding: "utf8" });
  return ps.status !== 0 || / -D /.test(ps.stdout);
}
