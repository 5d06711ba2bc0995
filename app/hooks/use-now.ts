import { useSyncExternalStore } from "react";

const TICK_MS = 1_000;

/**
 * The time in milliseconds, a second apart; null on the server and while hydrating,
 * so that both print the same. All that use it share one timer.
 */
export function useNow(): number | null {
  return useSyncExternalStore(subscribe, read, () => null);
}

const listeners = new Set<() => void>();
let now = 0;
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function tick() {
  now = Date.now();
  for (const listener of listeners) listener();
}

function read(): number {
  now ||= Date.now();
  return now;
}
