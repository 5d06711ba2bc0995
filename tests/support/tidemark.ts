import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import postgres, { type Sql } from "postgres";
import { signStandard } from "../../app/ingest/signature";
import { findEmbedded } from "../../db/embedded";

const READY_WITHIN_MS = 60_000;

/** The compiled server, running as its own process on a database of its own, as `npm start` runs it. */
export interface Tidemark {
  url: string;
  secret: string;
  /** superuser connections to its database */
  sql: Sql;
  /** Posts one signed delivery of this payload, and answers with the status. */
  post(payload: Record<string, unknown>): Promise<number>;
  stop(): Promise<void>;
}

/** Starts the server in build/ with a new data folder; `port` 0 (the default) takes any that is free. */
export async function startTidemark(o: { port?: number } = {}): Promise<Tidemark> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "tidemark-e2e-"));
  chmodSync(folder, 0o755); // as root the database runs as another user, who must pass through
  const secret = `ws_${randomUUID()}`;
  const child = spawn(process.execPath, ["build/index.js"], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    env: {
      ...process.env,
      NODE_ENV: "production",
      PORT: String(o.port ?? 0),
      DATABASE_URL: "",
      TIDEMARK_DATA_DIR: folder,
      WHOP_WEBHOOK_SECRET: secret,
      TIDEMARK_TEST_EVENTS: "on",
      LOG_LEVEL: "warn",
    },
  });
  const url = await readyUrl(child);
  const database = await findEmbedded(folder);
  if (!database)
    throw new Error(`The server is up, but its database in ${folder} is not: run the tests again.`);
  const sql = postgres(database.url, { max: 2, onnotice: () => {} });
  return {
    url,
    secret,
    sql,
    post: (payload) => post(url, secret, payload),
    async stop() {
      await sql.end({ timeout: 5 });
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function post(url: string, secret: string, payload: Record<string, unknown>): Promise<number> {
  const body = JSON.stringify(payload);
  const id = `msg_${randomUUID()}`;
  const timestamp = Math.floor(Date.now() / 1000);
  const response = await fetch(`${url}/webhooks/whop`, {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": String(timestamp),
      "webhook-signature": signStandard({ secret, id, timestamp, body }),
    },
  });
  await response.arrayBuffer();
  return response.status;
}

function readyUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(
      () => reject(new Error("The server was not ready in a minute.")),
      READY_WITHIN_MS,
    );
    child.on("message", (message: { type?: string; url?: string }) => {
      if (message.type !== "ready" || !message.url) return;
      clearTimeout(late);
      resolve(message.url);
    });
    child.once("exit", (code) => reject(new Error(`The server ended with ${code} before it was ready.`)));
  });
}
