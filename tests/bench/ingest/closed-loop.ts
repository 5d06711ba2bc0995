import { setTimeout as sleep } from "node:timers/promises";

/** How long one figure is taken. */
export interface Pace {
  /** seconds that are not counted: connections are opened, code is compiled, plans are made */
  warmUp: number;
  /** seconds that are counted */
  seconds: number;
}

/** So many deliveries are made ready for each second. Whoever is faster is measured for less time, not for less. */
const READY_PER_SECOND = 8_000;

export function readyFor({ warmUp, seconds }: Pace): number {
  return Math.ceil(READY_PER_SECOND * (warmUp + seconds));
}

/**
 * `callers` callers, each calling again as soon as it is answered; answers how many calls a second were answered.
 * `call(nth)` is called once for each nth from 0 to `ready - 1`, until the time is over. Rejects with the first call's error.
 */
export async function closedLoop(
  o: Pace & { callers: number; ready: number; call(nth: number): Promise<void> },
): Promise<number> {
  let next = 0;
  let answered = 0;
  let last = 0;
  let over = false;
  const caller = async () => {
    while (!over && next < o.ready) {
      await o.call(next++);
      answered += 1;
      last = performance.now();
    }
  };
  const calling = Promise.all(Array.from({ length: o.callers }, caller));
  calling.catch(() => {}); // awaited below
  await Promise.race([sleep(o.warmUp * 1_000), calling]);
  const [from, before] = [performance.now(), answered];
  const timer = new AbortController();
  await Promise.race([sleep(o.seconds * 1_000, null, { signal: timer.signal }).catch(() => {}), calling]);
  timer.abort();
  const [counted, until] = [answered - before, next < o.ready ? performance.now() : last];
  over = true;
  await calling;
  if (counted === 0) throw new Error("No call was answered in the time that counts: give it more --seconds.");
  return (counted / (until - from)) * 1_000;
}
