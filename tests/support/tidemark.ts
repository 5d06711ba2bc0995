import { randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import postgres, { type Sql } from "postgres";
import { signStandard } from "../../app/ingest/signature";
import { findEmbedded } from "../../db/embedded";
import { startServer } from "./running-server";

/** Tidemark as its users run it: the compiled server with an embedded database of its own. */
export interface Tidemark {
  url: string;
  secret: string;
  /** superuser connections to its database */
  sql: Sql;
  /** Posts one signed delivery of this payload, and answers with the status. */
  post(payload: Record<string, unknown>): Promise<number>;
  stop(): Promise<void>;
}

/** Starts it with a new data folder, on any free port. */
export async function startTidemark(): Promise<Tidemark> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "tidemark-e2e-"));
  chmodSync(folder, 0o755); // as root the database runs as another user, who must pass through
  const secret = `ws_${randomUUID()}`;
  const server = await startServer({
    TIDEMARK_DATA_DIR: folder,
    WHOP_WEBHOOK_SECRET: secret,
    TIDEMARK_TEST_EVENTS: "on",
    LOG_LEVEL: "warn",
  });
  const database = await findEmbedded(folder);
  if (!database)
    throw new Error(`The server is up, but its database in ${folder} is not: ${server.output()}`);
  const sql = postgres(database.url, { max: 2, onnotice: () => {} });
  return {
    url: server.url,
    secret,
    sql,
    post: (payload) => post(server.url, secret, payload),
    async stop() {
      await sql.end({ timeout: 5 });
      await server.stop();
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
