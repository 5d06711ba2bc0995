/** Seconds between two lines where nobody watches a terminal. */
const LINE_EVERY_S = 10;

/** Shows how far something long has come: on a terminal in one line, else now and then in a new one. */
export function createProgress(title: string): (share: number /* 0 to 1 */) => void {
  const began = performance.now();
  let saidAt = 0;
  return (share) => {
    const seconds = (performance.now() - began) / 1_000;
    const line = `${title}: ${Math.floor(share * 100)} % (${seconds.toFixed(0)} s)`;
    if (process.stdout.isTTY) process.stdout.write(`\r${line}${share < 1 ? "" : "\n"}`);
    else if (share >= 1 || seconds - saidAt >= LINE_EVERY_S) {
      saidAt = seconds;
      console.log(line);
    }
  };
}
