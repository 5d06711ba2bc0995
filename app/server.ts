import type { RequestListener } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import * as build from "@remix-run/dev/server-build";
import { createRequestHandler, type HandleErrorFunction } from "@remix-run/node";
import { apply } from "../db/apply";
import { startEmbedded } from "../db/embedded";
import type { News } from "../db/server/keep";
import { createQueue } from "./ingest/queue";
import { createRefusals } from "./ingest/refusals";
import { type Database, openDatabase, provideDatabase } from "./lib/db";
import { type Environment, readEnvironment } from "./lib/env";
import { type HttpServer, listenHttp, PortInUse } from "./lib/http";
import { createLog, type Logger } from "./lib/log";
import { isLoopback } from "./lib/loopback";
import { resourceListener } from "./lib/resource";
import { say } from "./lib/say";
import { provideServices } from "./lib/services";
import { createHub } from "./live/hub";
import { listen } from "./live/listener";
import { startRefresher } from "./live/refresher";
import { changesAnyway, readEveryMs, readPage } from "./models/pages";

/** Requests under way get this long to be answered when the process is told to stop. */
const STOP_WITHIN_MS = 8_000;
const LISTEN_WITHIN_MS = 2_000;

const WEBHOOK_PATH = "/webhooks/whop";

/** Signals this close together are one wish to stop. */
const SAME_WISH_MS = 1_000;

/** Undone in this order, last first, when the process stops. */
const undo: (() => Promise<unknown>)[] = [];

/** The process: environment → port → database → HTTP. Each step leaves behind how it is undone. */
async function start(): Promise<void> {
  const environment = readEnvironment();
  const log = createLog(environment.LOG_LEVEL);
  const http = await claimPort(environment, log);
  undo.push(() => http.close(0));
  const database = await prepareDatabase(environment, log);

  const queue = createQueue({ sql: database.ingest, log });
  const refusals = createRefusals({ sql: database.reads, log });
  const hub = createHub({ read: readPage, readEveryMs, changesAnyway, log });
  const listener = listen({
    connect: database.connectListener,
    pulseBy: database.reads,
    nudge: hub.nudge,
    connected: hub.connected,
    disconnected() {
      hub.disconnected();
      database.doubt();
    },
    log,
  });
  const refresher = startRefresher({ sql: database.upkeep, log });
  undo.push(() => Promise.all([listener.stop(), refresher.stop()]));
  // A page that opens its stream at once is to hear that it is live. Without notifications it hears the truth.
  await Promise.race([listener.started, sleep(LISTEN_WITHIN_MS)]);

  provideDatabase(database);
  provideServices({ environment, log, queue, refusals, hub, url: http.url });
  http.open(requestHandler(log), { [WEBHOOK_PATH]: webhookListener(environment, log) });
  undo.push(async () => {
    hub.stop();
    await http.close(STOP_WITHIN_MS);
    await queue.drain();
    await refusals.stop();
  });

  if (environment.WHOP_WEBHOOK_SECRET.length === 0) {
    say(
      "No WHOP_WEBHOOK_SECRET: every delivery is refused. Set it to the secret that Whop shows for the webhook.",
    );
  }
  say(
    `Tidemark is at ${http.url}, for this machine only: no access is configured, so nobody else is let in.`,
  );
  process.send?.({ type: "ready", url: http.url });
}

/** Remix, logging as we do: by itself it prints an error whole, with the data that it is about. */
function requestHandler(log: Logger): (request: Request) => Promise<Response> {
  const handleError: HandleErrorFunction = (error, { request }) => {
    const { pathname } = new URL(request.url);
    if (!request.signal.aborted) log.error({ err: error, path: pathname }, "a request failed");
  };
  const entry = { module: { ...build.entry.module, handleError } };
  return createRequestHandler({ ...build, entry }, process.env.NODE_ENV);
}

/** The one path that must be fast: its route's own action, called without what Remix does for pages around it. */
function webhookListener({ TRUST_PROXY }: Environment, log: Logger): RequestListener {
  return resourceListener(build.routes["routes/webhooks.whop"]?.module ?? {}, {
    trustProxy: TRUST_PROXY,
    failed(error) {
      log.error({ err: error, path: WEBHOOK_PATH }, "a request failed");
      return new Response("Unexpected Server Error", { status: 500 });
    },
  });
}

async function claimPort(environment: Environment, log: Logger): Promise<HttpServer> {
  const { HOST, PORT, TRUST_PROXY } = environment;
  if (!isLoopback(HOST)) {
    say(
      `HOST is ${HOST}, but Tidemark listens on 127.0.0.1 only: without access configured it lets nobody else in.`,
    );
  }
  try {
    return await listenHttp({
      host: isLoopback(HOST) ? HOST : "127.0.0.1",
      port: PORT,
      trustProxy: TRUST_PROXY,
      log,
    });
  } catch (error) {
    if (error instanceof PortInUse && (await isTidemark(PORT))) {
      throw new Error(
        `Tidemark is already running at http://127.0.0.1:${PORT}: use that one, or set PORT to another, such as PORT=${PORT + 1}.`,
      );
    }
    throw error;
  }
}

async function isTidemark(port: number): Promise<boolean> {
  const answer = fetch(`http://127.0.0.1:${port}/healthz`, {
    signal: AbortSignal.timeout(1_000),
  });
  return answer.then(
    (response) => response.headers.has("x-tidemark"),
    () => false,
  );
}

/** Starts and keeps the embedded PostgreSQL unless there is a DATABASE_URL, and brings its structure up to date. */
async function prepareDatabase(environment: Environment, log: Logger): Promise<Database> {
  const began = performance.now();
  const own = environment.DATABASE_URL;
  const keep = ({ running, sentence }: News) => log[running ? "warn" : "error"](sentence);
  const embedded = own ? null : await startEmbedded({ dataDir: environment.TIDEMARK_DATA_DIR, say, keep });
  if (embedded) {
    undo.push(() => embedded.stop());
    const { version, port, adopted } = embedded;
    if (!adopted) say(`PostgreSQL ${version} on port ${port} (started in ${secondsSince(began)} s)`);
  }

  const { applied, unchanged } = await apply(embedded?.url ?? own ?? "");
  say(
    applied.length > 0
      ? `Database: ${files(applied.length)} applied`
      : `Database: up to date (${files(unchanged)})`,
  );

  const database = embedded
    ? openDatabase(embedded.roleUrl("tidemark_app"))
    : openDatabase(own ?? "", { role: "tidemark_app" });
  undo.push(() => database.close());
  return database;
}

/** Undoes what was started, once; a step that fails does not keep the others from being undone. */
async function stop(): Promise<void> {
  for (let step = undo.pop(); step; step = undo.pop()) {
    await step().catch((error: unknown) => {
      process.exitCode = 1;
      console.error(`Not everything could be stopped in order: ${sentenceOf(error)}`);
    });
  }
}

function stopOn(starting: Promise<void>): void {
  let askedAt: number | null = null;
  const ask = async () => {
    // Whoever asks again does not want to wait; what was answered with 200 is committed anyway. But one wish may come as two
    // signals: npm passes on a Ctrl-C that the terminal has sent already, and a terminal that closes hangs up twice.
    if (askedAt !== null && performance.now() - askedAt > SAME_WISH_MS) process.exit(130);
    if (askedAt !== null) return;
    askedAt = performance.now();
    say("Stopping …");
    await starting.catch(() => {});
    await stop();
    process.exit();
  };
  process.on("SIGINT", ask);
  process.on("SIGTERM", ask);
  process.on("SIGHUP", ask);
  process.on("disconnect", () => askedAt ?? ask());
  // A terminal that has closed takes no more words; stopping in order matters more than saying so.
  for (const output of [process.stdout, process.stderr]) output.on("error", () => {});
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function secondsSince(began: number): string {
  return ((performance.now() - began) / 1000).toFixed(1);
}

function files(count: number): string {
  return count === 1 ? "1 file" : `${count} files`;
}

const starting = start();
stopOn(starting);
starting.catch(async (error: unknown) => {
  console.error(sentenceOf(error));
  await Promise.race([stop(), sleep(STOP_WITHIN_MS)]);
  process.exit(1);
});
