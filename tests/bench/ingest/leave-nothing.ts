import type { ChildProcess } from "node:child_process";

/** Undone when this process ends, last first: at its end, by Ctrl-C or by a failure. Each must be done at once. */
const undo: (() => void)[] = [];

/** Has `work` done when this process ends, however it ends (but for kill -9). */
export function atTheEnd(work: () => void): void {
  if (undo.length === 0) listen();
  undo.push(work);
}

/** Ends that process with this one, if it has not ended by itself. */
export function endWithUs<Process extends ChildProcess>(child: Process): Process {
  atTheEnd(() => child.kill("SIGKILL"));
  return child;
}

/** Runs the benchmark and ends this process, with whatever still runs in it; an error is said in a sentence. */
export function runToTheEnd(benchmark: () => Promise<void>): void {
  benchmark().then(
    () => process.exit(),
    (error: unknown) => {
      console.error(sentenceOf(error));
      process.exit(1);
    },
  );
}

function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause ? `${error.message}\nThe cause: ${sentenceOf(error.cause)}` : error.message;
}

function listen(): void {
  process.on("exit", () => {
    for (let work = undo.pop(); work; work = undo.pop()) work();
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(130));
}
