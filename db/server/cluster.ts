import {
  appendFileSync,
  chownSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import net from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { program } from "./binaries";
import { type Account, run } from "./command";
import type { Credentials } from "./credentials";
import { isAlive } from "./lock";
import { endOrphans } from "./orphans";
import type { Place } from "./place";
import { readPidFile } from "./running";

const PREFERRED_PORT = 54329;
const START_ATTEMPTS = 10;
const LOG_LIMIT_BYTES = 10 * 1024 * 1024;
/** A server that was cut off replays its log when it starts again, however long that takes. */
const START_TIMEOUT_S = 600;
const STOP_TIMEOUT_MS = 60_000;
const STOP_POLL_MS = 20;

/**
 * Makes the cluster in a folder of its own and gives it its name when it is complete, so that an interrupted
 * initdb leaves nothing that looks like a database.
 */
export async function createCluster(place: Place, credentials: Credentials, sync: boolean): Promise<void> {
  for (const name of readdirSync(place.home)) {
    if (name.startsWith("postgres.new")) remove(path.join(place.home, name));
  }
  const fresh = path.join(place.home, `postgres.new.${process.pid}`);
  const passwordFile = `${fresh}.password`;
  writeFileSync(passwordFile, credentials.postgres, { mode: 0o600 });
  mkdirSync(fresh, { mode: 0o700 });
  give(passwordFile, place.account);
  give(fresh, place.account);
  const { code, output } = await run(
    program(place.binaries, "initdb"),
    [
      `--pgdata=${fresh}`,
      "--username=postgres",
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      // Sorts by code point like C, but knows upper and lower case beyond ASCII.
      ...(place.binaries.major >= 17 ? ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] : []),
      ...(sync ? [] : ["--no-sync"]),
    ],
    // Half a second of work that Ctrl-C need not interrupt: it is taken up when the process is told to stop.
    { account: place.account, ownSession: true },
  );
  rmSync(passwordFile, { force: true });
  if (code !== 0) {
    remove(fresh);
    throw new Error(`The database could not be made in ${place.home}: ${explain(output)}`);
  }
  appendFileSync(
    path.join(fresh, "postgresql.conf"),
    "\n# Written anew by Tidemark at every start; what stands below this line wins over it.\ninclude_if_exists = 'tidemark.conf'\n",
  );
  renameSync(fresh, place.cluster);
  if (place.home !== place.dataDir) symlinkSync(place.cluster, path.join(place.dataDir, "postgres"));
}

/** Starts the server and returns its port: `only`, else `first` if it is free, the one used last, 54329, or any. */
export async function startCluster(
  place: Place,
  settings: Record<string, string>,
  port: { only: number } | { first: number | undefined },
): Promise<number> {
  const log = openLog(place);
  let wanted = "first" in port ? [port.first, lastPort(place.cluster), PREFERRED_PORT] : [];
  for (let attempt = 1; ; attempt += 1) {
    const chosen = "only" in port ? port.only : await freePort(wanted);
    writeSettings(place, { ...settings, port: String(chosen) });
    const logged = statSync(log).size;
    const { code, output } = await run(
      program(place.binaries, "pg_ctl"),
      [
        "start",
        "--pgdata",
        place.cluster,
        "--log",
        log,
        "--wait",
        "--timeout",
        String(START_TIMEOUT_S),
        "--silent",
      ],
      { account: place.account, ownSession: true },
    );
    if (code === 0) return chosen;
    const reason = readFileSync(log).subarray(logged).toString() || output;
    if (attempt === START_ATTEMPTS || !MAY_PASS.test(reason)) {
      throw new Error(
        `The database in ${place.cluster} did not start: ${explain(reason)} Its log is ${log}.`,
      );
    }
    if (PORT_TAKEN.test(reason)) wanted = [];
    if (SESSIONS_LEFT.test(reason)) endOrphans(place.cluster);
    await sleep(300);
  }
}

/** Stops the server after it has ended its sessions and written its data; does nothing when it has stopped already. */
export async function stopCluster(cluster: string): Promise<void> {
  const pid = readPidFile(cluster)?.pid;
  if (!pid || !isAlive(pid)) return;
  process.kill(pid, "SIGINT"); // a "fast" shutdown, as pg_ctl asks for it, whoever we are and whatever we can reach
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  while (readPidFile(cluster)?.pid === pid && isAlive(pid)) {
    if (Date.now() > deadline) {
      throw new Error(
        `The database in ${cluster} has not stopped after ${STOP_TIMEOUT_MS / 1000} s: end process ${pid} by hand.`,
      );
    }
    await sleep(STOP_POLL_MS);
  }
}

/** Failures that another port or a moment cure: a port just taken, a killed server's last sessions. */
const PORT_TAKEN = /Address already in use/;
const SESSIONS_LEFT = /pre-existing shared memory block/;
const MAY_PASS = new RegExp(`${PORT_TAKEN.source}|${SESSIONS_LEFT.source}`);

const WRONG_SETTING =
  /unrecognized configuration parameter|invalid value for parameter|outside the valid range/;

const REMEDIES: [RegExp, string][] = [
  [/No space left on device|Disk quota exceeded/, "Make room on the disk and try again."],
  [/could not (create|resize|map) (shared memory|anonymous)/, "Give the machine or container more memory."],
  [
    /invalid permissions|wrong ownership/,
    "Choose a folder on a disk with Unix permissions, with TIDEMARK_DATA_DIR.",
  ],
  [/Permission denied/, "Run as the user that made the folder, or choose another with TIDEMARK_DATA_DIR."],
  [WRONG_SETTING, "Correct the setting and try again."],
];

/** What PostgreSQL gave as its reason, in one line, and what to do about it. */
function explain(output: string): string {
  const lines = output.split("\n").map((line) => line.trim());
  const reason =
    lines.find((line) => WRONG_SETTING.test(line)) ??
    lines.find((line) => /(FATAL|PANIC|error): /.test(line)) ??
    lines.filter(Boolean).at(-1) ??
    "no reason given";
  const remedy = REMEDIES.find(([pattern]) => pattern.test(output))?.[1];
  return `${reason.replace(/^.*?(LOG|FATAL|PANIC|error):\s+/, "")}. ${remedy ?? "Correct that and try again, or set DATABASE_URL to a PostgreSQL 15 or newer of your own."}`;
}

function writeSettings(place: Place, settings: Record<string, string>): void {
  const file = path.join(place.cluster, "tidemark.conf");
  const all = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    timezone: "UTC",
    log_timezone: "UTC",
    password_encryption: "scram-sha-256",
    fsync: "on",
    synchronous_commit: "on",
    full_page_writes: "on",
    // Plans made while the tables are empty take the wrong index once they are not: a first year of history came in at 850
    // deliveries a second in one connection until the tables were first analysed, at 2,100 after.
    autovacuum_naptime: "5s",
    log_checkpoints: "off",
    log_line_prefix: "%m [%p] %u@%d ",
    ...settings,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'`);
  writeFileSync(file, `${lines.join("\n")}\n`, { mode: 0o600 });
  give(file, place.account);
}

function lastPort(cluster: string): number | undefined {
  try {
    const settings = readFileSync(path.join(cluster, "tidemark.conf"), "utf8");
    return Number(settings.match(/^port = '(\d+)'/m)?.[1]) || undefined;
  } catch {
    return undefined;
  }
}

async function freePort(wanted: (number | undefined)[]): Promise<number> {
  for (const port of wanted) {
    if (port && (await tryPort(port))) return port;
  }
  const any = await tryPort(0);
  if (any) return any;
  throw new Error("No port is free on 127.0.0.1: close some programs and try again.");
}

function tryPort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once("error", () => resolve(null));
    probe.listen(port, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : null));
    });
  });
}

function openLog(place: Place): string {
  const log = path.join(place.home, "postgres.log");
  if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT_BYTES) renameSync(log, `${log}.1`);
  closeSync(openSync(log, "a", 0o600));
  give(log, place.account);
  return log;
}

function give(file: string, account: Account | undefined): void {
  if (account) chownSync(file, account.uid, account.gid);
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
