import { chmodSync, existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import postgres from "postgres";
import { apply } from "../../db/apply";
import { startEmbedded } from "../../db/embedded";
import { type LoginRole, readCredentials, urlOf } from "../../db/server/credentials";
import { isAlive } from "../../db/server/lock";
import { readPidFile } from "../../db/server/running";

export const TEMPLATE = "tidemark_template";

/** What a test file is told about the throw-away server of its project. */
export interface TestServer {
  version: string;
  port: number;
  /** `postgres` is the superuser */
  passwords: Record<"postgres" | LoginRole, string>;
}

/** A throw-away server loses nothing that anybody wants, so it need not write to the disk. */
export const THROW_AWAY = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };

/**
 * Starts a throw-away server with db/ applied to `tidemark_template`, and returns it with the function that ends
 * it. It also ends when this process does, by Ctrl-C or by a failure; what a killed run left is swept here.
 */
export async function startTestServer(binDir?: string): Promise<{ server: TestServer; end: () => void }> {
  sweep();
  const dataDir = mkdtempSync(path.join(os.tmpdir(), `tidemark-test-${process.pid}-`));
  chmodSync(dataDir, 0o755); // as root the server runs as another user, who must pass through
  const end = () => {
    process.off("exit", end);
    discard(dataDir);
  };
  process.on("exit", end);
  const embedded = await startEmbedded({
    dataDir,
    ...(binDir && { binDir }),
    settings: { ...THROW_AWAY, max_connections: "200" },
  });
  try {
    const passwords = readCredentials(dataDir);
    if (!passwords) throw new Error(`${dataDir} has no credentials.json: run the tests again.`);
    const server = { version: embedded.version, port: embedded.port, passwords };
    await makeTemplate(server);
    return { server, end };
  } catch (error) {
    end();
    throw error;
  }
}

/** A project's template is db/ as it stands; `databases.ts` clones it. */
async function makeTemplate({ passwords, port }: TestServer): Promise<void> {
  const sql = postgres(urlOf(passwords, "postgres", port, "postgres"), { max: 1, onnotice: () => {} });
  await sql.unsafe(`create database ${TEMPLATE}`);
  await sql.end();
  await apply(urlOf(passwords, "postgres", port, TEMPLATE));
}

/** Stops the server of a throw-away data folder without ceremony, at once, and removes all of its files. */
export function discard(dataDir: string): void {
  const link = path.join(dataDir, "postgres");
  const cluster = existsSync(link) ? realpathSync(link) : link;
  const pid = existsSync(cluster) ? readPidFile(cluster)?.pid : undefined;
  if (pid && isAlive(pid)) {
    process.kill(pid, "SIGQUIT");
    const deadline = Date.now() + 5_000;
    while (existsSync(path.join(cluster, "postmaster.pid")) && Date.now() < deadline) sleepSync(20);
  }
  const remove = { recursive: true, force: true, maxRetries: 5, retryDelay: 100 };
  if (path.dirname(cluster) !== dataDir) rmSync(path.dirname(cluster), remove);
  rmSync(dataDir, remove);
}

/** Throw-away servers whose test run was killed. */
function sweep(): void {
  for (const name of readdirSync(os.tmpdir())) {
    const pid = Number(name.match(/^tidemark-test-(\d+)-/)?.[1]);
    if (!pid || isAlive(pid)) continue;
    try {
      discard(path.join(os.tmpdir(), name));
    } catch {
      // another user's, who sweeps it with their next run
    }
  }
}

function sleepSync(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
