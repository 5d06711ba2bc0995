import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stopCluster } from "../../../db/server/cluster";
import { findCluster } from "../../../db/server/place";

const STOPS_WITHIN_MS = 90_000;

/** The demo's own Tidemark: a process like `npm start`, with its own data and secret. */
export interface Server {
  /** Where it is, once it takes deliveries. */
  ready: Promise<string>;
  /** How it ended, in words. Resolves when it has, for whatever reason. */
  ended: Promise<string>;
  /** Asks it to stop, unless that has been done, and waits until it has. */
  stop(): Promise<void>;
  /** Ends it and its database without waiting for anybody. */
  kill(): Promise<void>;
}

/** Starts the compiled server on the data in `folder`. It stops by itself should this process disappear. */
export function startServer(o: { folder: string; secret: string }): Server {
  const child = spawn(process.execPath, [path.resolve("build/index.js")], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: {
      ...process.env,
      // Empty means unset, and keeps .env from setting it: the demo never touches a database of yours.
      DATABASE_URL: "",
      WHOP_COMPANY_ID: "",
      TIDEMARK_DATA_DIR: o.folder,
      WHOP_WEBHOOK_SECRET: o.secret,
      TIDEMARK_TEST_EVENTS: "on",
      LOG_LEVEL: "warn",
    },
  });
  const end = endOf(child);
  const ready = new Promise<string>((resolve) => {
    child.on("message", (message) => isReady(message) && resolve(message.url));
  });
  const kill = async () => {
    child.kill("SIGKILL");
    await end;
    await stopDatabase(o.folder);
  };
  return {
    ready,
    ended: end.then(({ how }) => how),
    kill,
    async stop() {
      // A terminal's Ctrl-C has reached it already. Hanging up asks too, without being a second Ctrl-C.
      if (child.connected) child.disconnect();
      const outcome = await Promise.race([end, sleep(STOPS_WITHIN_MS, null, { ref: false })]);
      // In order, it has stopped its database itself, or left it to a psql that is still looking.
      if (!outcome?.inOrder) await kill();
    },
  };
}

function endOf(child: ChildProcess): Promise<{ how: string; inOrder: boolean }> {
  return new Promise((resolve) => {
    child.once("error", (error) =>
      resolve({ how: `The server could not be started (${error.message})`, inOrder: false }),
    );
    child.once("exit", (code, signal) =>
      resolve({ how: `The server ended (${signal ?? `exit code ${code}`})`, inOrder: code === 0 }),
    );
  });
}

/** The database runs in a session of its own: a server that was killed leaves it behind. */
async function stopDatabase(folder: string): Promise<void> {
  const cluster = findCluster(folder);
  if (cluster) await stopCluster(cluster);
}

function isReady(message: unknown): message is { type: "ready"; url: string } {
  return typeof message === "object" && message !== null && "type" in message && message.type === "ready";
}
