import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type postgres from "postgres";
import { clearAbandoned } from "./server/abandoned";
import { findBinaries } from "./server/binaries";
import { createCluster, startCluster, stopCluster } from "./server/cluster";
import {
  type Credentials,
  type LoginRole,
  makeCredentials,
  readCredentials,
  urlOf,
} from "./server/credentials";
import { inWords } from "./server/failure";
import { keepRunning, type News } from "./server/keep";
import { lock } from "./server/lock";
import { findCluster, findPlace, type Place } from "./server/place";
import { ensureDatabase } from "./server/roles";
import { connect, findRunning } from "./server/running";
import { stopper } from "./server/stop";

/** The PostgreSQL that needs no installing, listening on 127.0.0.1 only. */
export interface EmbeddedServer {
  /** superuser connection string of database `tidemark` */
  url: string;
  port: number;
  /** such as "18.4" */
  version: string;
  /** true: it was already running */
  adopted: boolean;
  /** connection string of a login role; passwords are made once and kept (mode 600) beside the data */
  roleUrl(role: LoginRole): string;
  /** stops the server unless somebody else is still connected (then leaves it to them, and says so) */
  stop(): Promise<void>;
}

export interface StartOptions {
  dataDir: string;
  say?: (line: string) => void;
  /** another PostgreSQL's bin folder, e.g. Debian's 15 */
  binDir?: string;
  /** settings as in postgresql.conf */
  settings?: Record<string, string>;
  /** the port to prefer; any free one is taken when it is not free */
  port?: number;
  /** starts the server again whenever it dies before `stop()`, on the same port, and tells */
  keep?: (news: News) => void;
}

/**
 * Starts the server whose data is in `dataDir`, or adopts the one that is running there; makes the data, the
 * database `tidemark` and its roles where they are missing. Safe to call from several processes at once.
 * Full durability unless `settings` say otherwise. Throws one sentence saying what to do.
 * Holds one connection until `stop()`, so that no other process stops the server meanwhile.
 */
export async function startEmbedded(o: StartOptions): Promise<EmbeddedServer> {
  const dataDir = path.resolve(o.dataDir);
  try {
    mkdirSync(dataDir, { recursive: true });
    const unlock = await lock(dataDir);
    try {
      return await start(dataDir, o);
    } finally {
      unlock();
    }
  } catch (error) {
    throw inWords(error, dataDir);
  }
}

/** Connection strings of a server that is running in dataDir, or null. */
export async function findEmbedded(
  dataDir: string,
): Promise<Pick<EmbeddedServer, "url" | "port" | "roleUrl"> | null> {
  const folder = path.resolve(dataDir);
  try {
    const credentials = readCredentials(folder);
    const cluster = findCluster(folder);
    const running = credentials && cluster ? await findRunning(cluster, credentials) : null;
    return credentials && running ? addresses(credentials, running.port) : null;
  } catch (error) {
    throw inWords(error, folder);
  }
}

async function start(dataDir: string, o: StartOptions): Promise<EmbeddedServer> {
  const { say = () => {}, settings = {} } = o;
  const binaries = await findBinaries(o.binDir);
  await clearAbandoned(dataDir);
  const place = findPlace(dataDir, binaries, say);
  const credentials = credentialsOf(place);
  if (place.exists) refuseOtherMajor(place);
  else {
    say(`Making a new PostgreSQL ${binaries.version} database in ${shown(dataDir)}.`);
    await createCluster(place, credentials, settings.fsync !== "off");
  }
  const running = await findRunning(place.cluster, credentials);
  const port = running?.port ?? (await startCluster(place, settings, { first: o.port }));
  if (running) say(`Using the database that is already running in ${shown(dataDir)}, on port ${port}.`);
  let keeper: ReturnType<typeof keepRunning> | undefined;
  const session = connect(credentials, port, () => keeper?.look());
  try {
    await ensureDatabase(session, credentials);
    const version = await versionOf(session);
    if (o.keep) keeper = keepRunning({ place, credentials, settings, port, session, tell: o.keep });
    const end = stopper(place, session, say);
    const stop = () => {
      keeper?.end();
      return end();
    };
    return { ...addresses(credentials, port), version, adopted: running !== null, stop };
  } catch (error) {
    await session.end({ timeout: 1 });
    if (!running) await stopCluster(place.cluster);
    throw error;
  }
}

function addresses(credentials: Credentials, port: number): Pick<EmbeddedServer, "url" | "port" | "roleUrl"> {
  return {
    url: urlOf(credentials, "postgres", port),
    port,
    roleUrl: (role) => urlOf(credentials, role, port),
  };
}

function credentialsOf(place: Place): Credentials {
  const found = readCredentials(place.dataDir);
  if (found) return found;
  if (!place.exists) return makeCredentials(place.dataDir);
  throw new Error(
    `${place.dataDir} holds a database, but credentials.json with its passwords is missing: put it back, or delete the folder to start afresh.`,
  );
}

function refuseOtherMajor(place: Place): void {
  const major = Number(readFileSync(path.join(place.cluster, "PG_VERSION"), "utf8"));
  if (major === place.binaries.major) return;
  throw new Error(
    `The database in ${place.dataDir} was made by PostgreSQL ${major}, and this is ${place.binaries.version}: carry it over with pg_dump of version ${major}, or delete the folder to start afresh.`,
  );
}

async function versionOf(session: postgres.Sql): Promise<string> {
  const [row] = await session<{ server_version: string }[]>`show server_version`;
  return row?.server_version.split(" ")[0] ?? "";
}

function shown(folder: string): string {
  const relative = path.relative(process.cwd(), folder);
  return relative && !relative.startsWith("..") ? relative : folder;
}
