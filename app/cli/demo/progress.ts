const REDRAW_EVERY_MS = 100;
const BAR_WIDTH = 28;

export interface Progress {
  /** How many are done by now. */
  update(done: number): void;
  /** The last word; what is told afterwards is not shown. */
  end(): void;
}

/**
 * Shows how far something of `total` steps has come that began at step `from`: on a terminal in one line that is drawn
 * over (bar, count, rate, time left), elsewhere in a line at every tenth. `title` says what is being done.
 */
export function showProgress(
  title: string,
  total: number,
  from = 0,
  out: NodeJS.WriteStream = process.stdout,
): Progress {
  const began = performance.now();
  const words = (done: number) => {
    const seconds = (performance.now() - began) / 1000;
    return `${counted(done, total)} · ${done >= total ? took(seconds) : pace(done - from, total - done, seconds)}`;
  };
  return out.isTTY ? onTerminal(title, total, from, words, out) : inLines(title, total, from, words, out);
}

type Words = (done: number) => string;

function onTerminal(
  title: string,
  total: number,
  from: number,
  words: Words,
  out: NodeJS.WriteStream,
): Progress {
  let drawnAt = Number.NEGATIVE_INFINITY;
  let done = from;
  let ended = false;
  const draw = () => {
    const filled = Math.round((done / Math.max(1, total)) * BAR_WIDTH);
    const bar = "█".repeat(filled) + "░".repeat(BAR_WIDTH - filled);
    const line = `${title} ${bar} ${words(done)}`;
    out.write(`\r\x1b[2K${line.slice(0, Math.max(20, (out.columns || 80) - 1))}`);
    drawnAt = performance.now();
  };
  draw();
  return {
    update(now) {
      done = now;
      if (!ended && performance.now() - drawnAt >= REDRAW_EVERY_MS) draw();
    },
    end() {
      if (ended) return;
      ended = true;
      draw();
      out.write("\n");
    },
  };
}

function inLines(
  title: string,
  total: number,
  from: number,
  words: Words,
  out: NodeJS.WriteStream,
): Progress {
  const tenthOf = (count: number) => Math.floor((count / Math.max(1, total)) * 10);
  let done = from;
  let written = from;
  let ended = false;
  const write = () => {
    written = done;
    out.write(`${title}: ${words(done)}\n`);
  };
  return {
    update(now) {
      done = now;
      if (!ended && tenthOf(done) > tenthOf(written)) write();
    },
    end() {
      if (!ended && written !== done) write();
      ended = true;
    },
  };
}

function counted(done: number, total: number): string {
  return `${done.toLocaleString("en")} of ${total.toLocaleString("en")}`;
}

function took(seconds: number): string {
  return `${seconds.toFixed(1)} s`;
}

function pace(done: number, left: number, seconds: number): string {
  const rate = done / Math.max(0.001, seconds);
  if (rate < 1) return "…";
  return `${Math.round(rate).toLocaleString("en")}/s · ${Math.ceil(left / rate)} s left`;
}
