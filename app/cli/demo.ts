import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readEnvironment } from "../lib/env";
import { say } from "../lib/say";
import { company, setPace } from "../whop/world";
import { type Endpoint, post, postAll } from "./demo/post";
import { showProgress } from "./demo/progress";
import { type Server, startServer } from "./demo/server";
import { type DemoState, openState, saveState, tell } from "./demo/state";

/** Live traffic is planned, and written down, this far ahead. */
const SLICE_MS = 5_000;
/** After a longer break than this (a stop, a sleeping laptop) life goes on at its normal pace until now. */
const BREAK_MS = 30_000;
const SAVE_EVERY_MS = 2_000;
/** Fewer deliveries than this are sent before anybody has read that they are. */
const WORTH_SHOWING = 50;
/** What is on its way when the demo is stopped gets this long to be answered. */
const ANSWERS_WITHIN_MS = 3_000;
/** npm passes a Ctrl-C on to a process that has had it from the terminal: within this, it is the same one. */
const SAME_PRESS_MS = 1_000;

const stopping = new AbortController();
let server: Server | undefined;

/**
 * `npm run demo`: a Tidemark of its own, told a year of a made-up creator's business through the real endpoint, and
 * then live traffic until Ctrl-C. What was told is kept in `<data folder>/demo`; the next run goes on from there.
 */
async function demo(): Promise<void> {
  const folder = path.join(readEnvironment().TIDEMARK_DATA_DIR, "demo");
  const state = openState(folder);
  server = startServer({ folder, secret: state.secret });
  const ended = server.ended.then((how) => {
    throw new Error(`${how}, and the demo with it: see the lines above. npm run demo goes on where it was.`);
  });
  await Promise.race([tellAll(folder, state, server), ended]);
}

async function tellAll(folder: string, state: DemoState, { ready }: Server): Promise<void> {
  const endpoint: Endpoint = { url: await ready, secret: state.secret, signal: stopping.signal };
  const current = await catchUp(folder, state, endpoint);
  if (stopping.signal.aborted) return;
  describe(endpoint.url);
  await live(folder, current, endpoint);
}

/** Tells what is left of the stretch in the state, then what happened from its end until now. */
async function catchUp(folder: string, state: DemoState, endpoint: Endpoint): Promise<DemoState> {
  let current = await tellFast(folder, state, endpoint);
  while (!endpoint.signal.aborted && Date.now() - current.until > BREAK_MS) {
    setPace(current.world, "steady");
    current = await tellFast(folder, { ...current, until: Date.now() }, endpoint);
  }
  return current;
}

async function tellFast(folder: string, state: DemoState, endpoint: Endpoint): Promise<DemoState> {
  const { deliveries, next } = tell(state);
  saveState(folder, state);
  if (deliveries.length === state.stored) return next;
  const progress =
    deliveries.length > WORTH_SHOWING ? showProgress(titleOf(state), deliveries.length, state.stored) : null;
  endpoint.signal.addEventListener("abort", () => progress?.end());
  let savedAt = Date.now();
  let current = state;
  const stored = (count: number) => {
    current = { ...state, stored: count };
    progress?.update(count);
    if (Date.now() - savedAt < SAVE_EVERY_MS) return;
    savedAt = Date.now();
    saveState(folder, current);
  };
  await postAll(deliveries, endpoint, { from: state.stored, stored });
  progress?.end();
  if (endpoint.signal.aborted) {
    saveState(folder, current);
    return current;
  }
  saveState(folder, next);
  return next;
}

/** Tells what happens from now on, as it happens, until the signal says stop. */
async function live(folder: string, from: DemoState, endpoint: Endpoint): Promise<void> {
  let state = from;
  while (!endpoint.signal.aborted) {
    if (Date.now() - state.until > BREAK_MS) state = await catchUp(folder, state, endpoint);
    setPace(state.world, "live");
    state = { ...state, until: Math.max(state.until, Date.now()) + SLICE_MS };
    // Written down before it is told: whatever ends this process, the next one tells exactly the same.
    saveState(folder, state);
    const { deliveries, next } = tell(state);
    const answers: Promise<boolean>[] = [];
    for (const delivery of deliveries) {
      const due = Math.max(0, delivery.occurredAt - Date.now());
      await sleep(due, undefined, { signal: endpoint.signal }).catch(() => {});
      if (endpoint.signal.aborted) break;
      const answer = post(delivery, endpoint);
      answer.catch(() => {}); // heard below, once the slice is over
      answers.push(answer);
    }
    const all = await Promise.all(answers);
    if (all.length === deliveries.length && all.every(Boolean)) state = next;
  }
}

function titleOf(state: DemoState): string {
  const days = Math.round((state.until - state.world.now) / 86_400_000);
  if (days > 300) return "A year of deliveries";
  return days > 1 ? `The ${days} days since the last run` : "The time since the last run";
}

function describe(url: string): void {
  const dashboard = `${url}/dashboard/${company.id}`;
  say(`
${company.title} is live.

  Dashboard   ${dashboard}
  Traffic     a delivery or more a second, signed and posted to ${url}/webhooks/whop as Whop does it
  Database    npm run psql, in a second terminal
  Stop        Ctrl-C stops everything; npm run demo goes on where it was
`);
}

/** Stops on the first Ctrl-C (or SIGTERM, or the terminal's end); the second one does not wait for anybody. */
function stopOnSignals(): void {
  let askedAt = 0;
  const ask = () => {
    if (!askedAt) {
      askedAt = Date.now();
      stopping.abort();
    } else if (Date.now() - askedAt > SAME_PRESS_MS) {
      Promise.resolve(server?.kill()).finally(() => process.exit(130));
    }
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, ask);
}

/** Resolves when what was on its way at the stop has had its time to be answered. */
function patience(): Promise<void> {
  return new Promise((resolve) => {
    stopping.signal.addEventListener("abort", () => setTimeout(resolve, ANSWERS_WITHIN_MS).unref());
  });
}

// A terminal that was closed takes no more words; there is still a database to stop.
for (const out of [process.stdout, process.stderr]) out.on("error", () => {});
stopOnSignals();
const failure = await Promise.race([demo(), patience()]).catch((error: unknown) =>
  error instanceof Error ? error.message : String(error),
);
const wanted = stopping.signal.aborted;
stopping.abort();
if (failure && !wanted) console.error(failure);
await server?.stop().catch((error: Error) => console.error(error.message));
if (wanted) say("Stopped.");
process.exit(wanted ? 0 : 1);
