import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { answersAgain } from "./promises";
import type { Load } from "./senders";

/** FAULT_ROUNDS=20 looks longer, FAULT_REPORT=1 shows what each fault cost. */
const ROUNDS = Number(process.env.FAULT_ROUNDS ?? 3);
export const rounds = Array.from({ length: ROUNDS }, (_, index) => index + 1);

const AGAIN_WITHIN_MS = 20_000;
const UNDER_LOAD_MS = 400;

/** Does harm under load, and waits until new deliveries are stored; answers what went wrong for the callers meanwhile. */
export async function troublesAfter(
  { load, url, secret }: { load: Load; url: string; secret: string },
  harm: () => Promise<unknown> | unknown,
): Promise<Record<string, number>> {
  await sleep(UNDER_LOAD_MS);
  const before = load.troubles();
  await harm();
  const took = await answersAgain(url, secret, AGAIN_WITHIN_MS);
  await sleep(UNDER_LOAD_MS);
  const troubles = Object.fromEntries(
    Object.entries(load.troubles())
      .map(([name, count]) => [name, count - (before[name] ?? 0)] as const)
      .filter(([, count]) => count > 0),
  );
  report(
    `${expect.getState().currentTestName}: back after ${Math.round(took)} ms; ${JSON.stringify(troubles)}`,
  );
  return troubles;
}

export function report(line: string): void {
  if (process.env.FAULT_REPORT) process.stdout.write(`${line}\n`);
}
