import { setTimeout as sleep } from "node:timers/promises";
import { closedLoop, type Pace, readyFor } from "./closed-loop";
import { type Connection, openConnection } from "./connection";
import { type Kind, makeDeliveries, type World } from "./deliveries";
import { CALLERS } from "./group-commit";
import { signedRequest } from "./request";
import { quantile } from "./statistics";

/**
 * A process of its own that posts deliveries, so that it takes no time of the server's process. With `perSecond` they are
 * sent on time whether or not the ones before are answered; without, each of the callers sends when it is answered.
 */
export interface Load extends Pace {
  url: string;
  secret: string;
  kind: Kind;
  world: World;
  perSecond?: number;
}

export type LoadResult =
  | { perSecond: number }
  | { p50: number /* ms */; p99: number /* ms */; longest: number /* ms */ }
  | { error: string };

/** Times of a steady load are looked at this often. */
const TICK_MS = 1;

async function closed(load: Load): Promise<LoadResult> {
  const requests = makeRequests(load, readyFor(load));
  const idle = await Promise.all(Array.from({ length: CALLERS }, () => openConnection(load.url)));
  const perSecond = await closedLoop({
    ...load,
    callers: CALLERS,
    ready: requests.length,
    call: (nth) => post(load.url, idle, requests[nth]),
  });
  return { perSecond };
}

/** The time of each answer counts from when its delivery was due, so that a late sender does not hide a slow server. */
async function steady(load: Load, perSecond: number): Promise<LoadResult> {
  const count = Math.ceil(perSecond * (load.warmUp + load.seconds));
  const requests = makeRequests(load, count);
  const idle = await Promise.all(Array.from({ length: CALLERS }, () => openConnection(load.url)));
  const times: number[] = [];
  const sending: Promise<void>[] = [];
  const began = performance.now();
  for (let nth = 0; nth < count; ) {
    const dueAt = began + (nth / perSecond) * 1_000;
    if (performance.now() < dueAt) {
      await sleep(TICK_MS);
      continue;
    }
    const answered = post(load.url, idle, requests[nth]).then(() => {
      if (dueAt - began >= load.warmUp * 1_000) times.push(performance.now() - dueAt);
    });
    answered.catch(() => {}); // awaited below
    sending.push(answered);
    nth += 1;
  }
  await Promise.all(sending);
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99), longest: quantile(times, 1) };
}

function makeRequests(load: Load, count: number): Buffer[] {
  return makeDeliveries({ ...load, count }).map((delivery) => signedRequest({ ...load, ...delivery }));
}

async function post(url: string, idle: Connection[], request: Buffer = Buffer.alloc(0)): Promise<void> {
  const connection = idle.pop() ?? (await openConnection(url));
  const status = await connection.send(request);
  idle.push(connection);
  if (status !== 200) throw new Error(`A delivery was answered ${status}: look at what the server wrote.`);
}

const load = JSON.parse(process.argv[2] ?? "{}") as Load;
const result: LoadResult = await (load.perSecond ? steady(load, load.perSecond) : closed(load)).catch(
  (error: unknown) => ({ error: error instanceof Error ? error.message : String(error) }),
);
process.send?.(result, () => process.exit());
