import { expect, test } from "vitest";
import { showProgress } from "../../app/cli/demo/progress";

test("on a terminal, progress is one line that is drawn over and ends with the time it took", () => {
  const out = recorder({ isTTY: true, columns: 120 });
  const progress = showProgress("A year", 200, 50, out.stream);
  progress.update(200);
  progress.end();
  progress.update(10);
  progress.end();
  expect(out.text()).toMatch(/^<line>A year █{7}░{21} 50 of 200 · …/);
  expect(out.text()).toMatch(/<line>A year █{28} 200 of 200 · \d+\.\d s\n$/);
});

test("in a narrow terminal, the line never wraps", () => {
  const out = recorder({ isTTY: true, columns: 40 });
  showProgress("A year of deliveries", 10_000, 0, out.stream).end();
  for (const line of out.text().split("<line>")) expect(line.trimEnd().length).toBeLessThan(40);
});

test("elsewhere, progress is a line at every tenth", () => {
  const out = recorder({ isTTY: false });
  const progress = showProgress("A year", 1_000, 0, out.stream);
  for (let done = 1; done <= 1_000; done++) progress.update(done);
  progress.end();
  expect(
    out
      .text()
      .trimEnd()
      .split("\n")
      .map((line) => line.split(" ·")[0]),
  ).toEqual([100, 200, 300, 400, 500, 600, 700, 800, 900, "1,000"].map((done) => `A year: ${done} of 1,000`));
});

function recorder(properties: { isTTY: boolean; columns?: number }) {
  const written: string[] = [];
  const stream = { ...properties, write: (text: string) => written.push(text) > 0 };
  return {
    stream: stream as unknown as NodeJS.WriteStream,
    text: () => written.join("").replaceAll("\r\x1b[2K", "<line>"),
  };
}
