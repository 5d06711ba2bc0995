import { chmodSync, mkdtempSync, statfsSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import postgres, { type Sql } from "postgres";
import { startEmbedded } from "../../../db/embedded";
import { discard } from "../../support/servers";
import { atTheEnd } from "./leave-nothing";

/** A PostgreSQL of the benchmark's own, as the product starts it: nothing is tuned, everything is durable. */
export interface BenchServer {
  version: string;
  /** where its data is */
  folder: string;
  /** makes an empty database, or a copy of `template` as it is on the disk; its superuser connection string */
  create(name: string, template?: string): Promise<string>;
  drop(name: string): Promise<void>;
  /** writes everything to the disk, so that no measurement pays for the one before */
  checkpoint(): Promise<void>;
  /**
   * Starts the server anew, with nothing in its memory: with these settings, or else as the product starts it. Nobody may
   * be connected. Throws unless it is fully durable, but where settings are given.
   */
  restart(settings?: Record<string, string>): Promise<void>;
}

/** What makes an answered delivery survive a power cut. */
const DURABLE = ["fsync", "synchronous_commit", "full_page_writes"];
/** statfs's type of a folder that is kept in memory (linux/magic.h). */
const TMPFS = 0x01021994;

/** Starts it in a new temporary folder; it ends with this process. Throws unless it is fully durable. */
export async function startBenchServer(): Promise<BenchServer> {
  // Named like a test's, so that the next test run sweeps what a killed run left.
  const folder = mkdtempSync(path.join(os.tmpdir(), `tidemark-test-${process.pid}-`));
  atTheEnd(() => discard(folder));
  if (statfsSync(folder).type === TMPFS) {
    throw new Error(
      `${os.tmpdir()} is in memory, where nothing is durable: set TMPDIR to a folder on a disk.`,
    );
  }
  chmodSync(folder, 0o755); // as root the server runs as another user, who must pass through
  let server = await startEmbedded({ dataDir: folder });
  const { url, port, version } = server;
  let sql = connect(url, 1);
  await refuseUnlessDurable(sql);
  const urlOf = (name: string) => Object.assign(new URL(url), { pathname: `/${name}` }).href;
  return {
    version,
    folder,
    async create(name, template) {
      // `file_copy` copies what a checkpoint has written; the other way would fill the log with all of it.
      const from = template ? `template ${template} strategy file_copy` : "template template0";
      await sql.unsafe(`create database ${name} ${from}`);
      // A copy has everything of its template but the privileges on the database itself.
      if (template) {
        await sql`
          update pg_database
          set datacl = (select original.datacl from pg_database as original where original.datname = ${template})
          where datname = ${name}`;
      }
      return urlOf(name);
    },
    drop: async (name) => void (await sql.unsafe(`drop database if exists ${name} with (force)`)),
    checkpoint: async () => void (await sql`checkpoint`),
    async restart(settings) {
      await sql.end();
      await server.stop();
      server = await startEmbedded({ dataDir: folder, port, ...(settings && { settings }) });
      if (server.adopted || server.port !== port) {
        throw new Error(
          `The server did not start anew on port ${port}: somebody was connected to it, or took its port.`,
        );
      }
      sql = connect(url, 1);
      if (!settings) await refuseUnlessDurable(sql);
    },
  };
}

/** Connections that say nothing. */
export function connect(url: string, max: number): Sql {
  return postgres(url, { max, onnotice: () => {} });
}

async function refuseUnlessDurable(sql: Sql): Promise<void> {
  for (const setting of DURABLE) {
    const [row] = await sql<{ value: string }[]>`select current_setting(${setting}) as value`;
    if (row?.value === "on") continue;
    throw new Error(
      `${setting} is ${row?.value} here: a figure without durability says nothing. Set it to on.`,
    );
  }
}
