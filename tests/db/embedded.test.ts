import { type ChildProcess, spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type EmbeddedServer, findEmbedded, type StartOptions, startEmbedded } from "../../db/embedded";
import type { News } from "../../db/server/keep";
import { discard, THROW_AWAY } from "../support/servers";

const isRoot = process.getuid?.() === 0;

let dataDir: string;
let said: string[];
beforeEach(() => {
  dataDir = makeFolder(0o755);
  said = [];
});
afterEach(() => discard(dataDir));

describe("a first start", () => {
  test("makes the database and its roles, listens on 127.0.0.1 alone, and ends with stop()", async () => {
    const server = await start();
    expect(server).toMatchObject({ adopted: false, version: expect.stringMatching(/^18\.\d+$/) });
    expect(await ask(server.url, "select current_user || ' ' || current_database()")).toBe(
      "postgres tidemark",
    );
    for (const role of ["tidemark_owner", "tidemark_app", "tidemark_analyst"] as const) {
      expect(await ask(server.roleUrl(role), "select current_user")).toBe(role);
    }
    expect(await ask(server.url, "show listen_addresses")).toBe("127.0.0.1");
    expect(await ask(server.url, "show timezone")).toBe("UTC");
    expect((await findEmbedded(dataDir))?.url).toBe(server.url);
    await server.stop();
    await expect(ask(server.url, "select 1")).rejects.toMatchObject({ code: "ECONNREFUSED" });
    expect(await findEmbedded(dataDir)).toBeNull();
  });

  test("keeps the passwords from everybody else, and lets nobody in without one", async () => {
    const server = await start();
    expect(statSync(path.join(dataDir, "credentials.json")).mode & 0o777).toBe(0o600);
    const url = new URL(server.url);
    url.password = "guess";
    await expect(ask(url.href, "select 1")).rejects.toMatchObject({ code: "28P01" });
  });

  test("is durable unless told otherwise", async () => {
    const server = await startEmbedded({ dataDir });
    for (const setting of ["fsync", "synchronous_commit", "full_page_writes"]) {
      expect(await ask(server.url, `show ${setting}`), setting).toBe("on");
    }
  });

  test("takes another port when the preferred one is taken, and keeps it from then on", async () => {
    const { port, close } = await occupyPort();
    const server = await start({ port });
    expect(server.port).not.toBe(port);
    await server.stop();
    close();
    const again = await start();
    expect(again.port).toBe(server.port);
  });

  test("sweeps up what an interrupted one left", async () => {
    mkdirSync(path.join(dataDir, "postgres.new.1", "base"), { recursive: true });
    writeFileSync(path.join(dataDir, "postgres.new.1", "PG_VERSION"), "18\n");
    mkdirSync(path.join(dataDir, "postgres"));
    writeFileSync(path.join(dataDir, "starting.lock"), "999999999");
    const server = await start();
    expect(await ask(server.url, "select 1")).toBe(1);
    expect(existsSync(path.join(dataDir, "postgres.new.1"))).toBe(false);
  });

  test("is made once by processes that start at the same time, and stops with the last of them", async () => {
    const [one, other] = await Promise.all([startProcess(), startProcess()]);
    expect(one.told.port).toBe(other.told.port);
    expect([one.told.adopted, other.told.adopted].sort()).toEqual([false, true]);
    await end(one.child, "SIGTERM");
    expect(await findEmbedded(dataDir)).toMatchObject({ port: one.told.port });
    await end(other.child, "SIGTERM");
    expect(await findEmbedded(dataDir)).toBeNull();
  });
});

describe("a server that is kept", () => {
  const postmaster = () =>
    Number(readFileSync(path.join(dataDir, "postgres", "postmaster.pid"), "utf8").split("\n")[0]);

  test("is started again on its port when it was killed, even while a query still runs", async () => {
    const news: News[] = [];
    const server = await start({
      keep: (heard) => news.push(heard),
      settings: { synchronous_commit: "on" },
    });
    await ask(server.url, "create table kept as select 42 as answer");
    const long = postgres(server.url, { max: 1, onnotice: () => {} });
    const cut = long`select count(*) from generate_series(1, 1e10)`.catch((error: unknown) => error);
    await sleep(200);
    const killed = postmaster();
    process.kill(killed, "SIGKILL");
    await expect.poll(() => news).toHaveLength(1);
    expect(news[0]).toMatchObject({ running: true, sentence: expect.stringMatching(/away for [\d.]+ s/) });
    expect(await cut).toBeInstanceOf(Error);
    expect(postmaster()).not.toBe(killed);
    expect(await ask(server.url, "select answer from kept")).toBe(42);
    await long.end({ timeout: 1 });
    await server.stop();
  });

  test("is started again each time, says nothing of a cut session, and stays down after stop()", async () => {
    const news: News[] = [];
    const server = await start({ keep: (heard) => news.push(heard) });
    for (const [deaths, signal] of (["SIGKILL", "SIGINT"] as const).entries()) {
      await ask(
        server.url,
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'tide%'",
      );
      await sleep(200);
      expect(news).toHaveLength(deaths);
      process.kill(postmaster(), signal);
      await expect.poll(() => news).toHaveLength(deaths + 1);
      expect(await ask(server.url, "select 1")).toBe(1);
    }
    await server.stop();
    await sleep(200);
    expect(await findEmbedded(dataDir)).toBeNull();
    expect(news).toHaveLength(2);
  });
});

describe("a later start", () => {
  test("adopts the server of a process that was killed, with all it holds", async () => {
    const { child, told } = await startProcess();
    const url = (await findEmbedded(dataDir))?.url ?? "";
    await ask(url, "create table kept as select 42 as answer");
    await end(child, "SIGKILL");
    const server = await start();
    expect(server).toMatchObject({ adopted: true, port: told.port });
    expect(said).toEqual([expect.stringContaining(`already running in ${dataDir}, on port ${told.port}`)]);
    expect(await ask(server.url, "select answer from kept")).toBe(42);
    await server.stop();
    expect(await findEmbedded(dataDir)).toBeNull();
  });

  test("does not mind that the server itself was killed", async () => {
    await (await start()).stop();
    const pidFile = path.join(dataDir, "postgres", "postmaster.pid");
    // A process id that by now is somebody else's: ours.
    writeFileSync(pidFile, `${process.pid}\n${dataDir}/postgres\n1\n54329\n\n127.0.0.1\n\nready\n`);
    said = [];
    const server = await start();
    expect(server.adopted).toBe(false);
    expect(said).toEqual([]);
    process.kill(Number(readFileSync(pidFile, "utf8").split("\n")[0]), "SIGKILL");
    const again = await start();
    expect(await ask(again.url, "select 1")).toBe(1);
  });

  test("leaves a server alone that somebody else is using, and says so", async () => {
    const server = await start();
    const somebody = postgres(server.url, { max: 1 });
    await somebody`select 1`;
    said = [];
    await server.stop();
    expect(said).toEqual(["The database keeps running: 1 other connection uses it."]);
    expect(await somebody`select 1 as one`).toEqual([{ one: 1 }]);
    await somebody.end();
  });

  test("says what to do when the passwords are lost, or the data are of another PostgreSQL", async () => {
    await (await start()).stop();
    const version = path.join(dataDir, "postgres", "PG_VERSION");
    writeFileSync(version, "17\n");
    await expect(start()).rejects.toThrow(
      /was made by PostgreSQL 17, and this is 18\..*: carry it over with pg_dump/,
    );
    writeFileSync(version, "18\n");
    rmSync(path.join(dataDir, "credentials.json"));
    await expect(start()).rejects.toThrow(/credentials\.json with its passwords is missing: put it back/);
  });

  test("says why PostgreSQL did not start", async () => {
    await expect(start({ settings: { shared_buffers: "9000GB" } })).rejects.toThrow(
      /did not start: .*Its log is .*postgres\.log\.$/,
    );
  });
});

describe.runIf(isRoot)("as root, in a folder that only root can pass", () => {
  beforeEach(() => {
    rmSync(dataDir, { recursive: true });
    dataDir = path.join(makeFolder(0o700), ".tidemark");
  });
  afterEach(() => {
    discard(dataDir);
    rmSync(path.dirname(dataDir), { recursive: true, force: true });
  });

  test("the cluster lives below /var/lib/tidemark, and everything else is as ever", async () => {
    const server = await start();
    const link = path.join(dataDir, "postgres");
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(realpathSync(link)).toMatch(/^\/var\/lib\/tidemark\/tidemark-[0-9a-f]{12}\/postgres$/);
    expect(said[0]).toContain(`cannot reach ${dataDir}: the database is in /var/lib/tidemark/`);
    expect((await findEmbedded(dataDir))?.port).toBe(server.port);
    const second = await start();
    expect(second.adopted).toBe(true);
    await server.stop();
    await second.stop();
    expect(await findEmbedded(dataDir)).toBeNull();
    const again = await start();
    expect(await ask(again.url, "select 1")).toBe(1);
  });

  test("a deleted data folder starts afresh, and its old server ends", async () => {
    const server = await start();
    const old = path.dirname(realpathSync(path.join(dataDir, "postgres")));
    try {
      rmSync(dataDir, { recursive: true });
      const fresh = await start();
      expect(fresh.adopted).toBe(false);
      expect(path.dirname(realpathSync(path.join(dataDir, "postgres")))).not.toBe(old);
      expect(existsSync(path.join(old, "postgres", "postmaster.pid"))).toBe(false);
      await server.stop();
      expect(await ask(fresh.url, "select 1")).toBe(1);
    } finally {
      rmSync(old, { recursive: true, force: true });
    }
  });
});

function start(o: Omit<StartOptions, "dataDir"> = {}): Promise<EmbeddedServer> {
  const say = (line: string) => said.push(line);
  return startEmbedded({ ...o, dataDir, say, settings: { ...THROW_AWAY, ...o.settings } });
}

async function ask(url: string, query: string): Promise<unknown> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    const [row] = await sql.unsafe(query).values();
    return row?.[0];
  } finally {
    await sql.end();
  }
}

interface Told {
  port: number;
  adopted: boolean;
  said: string[];
}

/** Starts the server from another process, which waits to be ended. */
async function startProcess(): Promise<{ child: ChildProcess; told: Told }> {
  const child = spawn(process.execPath, ["--import", "tsx", "tests/support/start-and-wait.ts", dataDir], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const told = await new Promise<string>((resolve, reject) => {
    child.stdout.once("data", (line) => resolve(String(line)));
    child.once("exit", (code) => reject(new Error(`it ended with ${code} before it said anything`)));
  });
  return { child, told: JSON.parse(told) as Told };
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill(signal);
  });
}

function occupyPort(): Promise<{ port: number; close: () => void }> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (typeof address === "object" && address)
        resolve({ port: address.port, close: () => server.close() });
      else reject(new Error("no port"));
    });
  });
}

function makeFolder(mode: number): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), `tidemark-test-${process.pid}-`));
  chmodSync(folder, mode);
  return folder;
}
