import { afterEach, beforeEach, vi } from "vitest";

let unexpected: unknown[][] = [];

/**
 * A console.error that a test does not expect fails it. A test that does expect one says so:
 * `vi.spyOn(console, "error").mockImplementation(() => {})`.
 */
beforeEach(() => {
  unexpected = [];
  const write = console.error.bind(console);
  vi.spyOn(console, "error").mockImplementation((...message) => {
    unexpected.push(message);
    write(...message);
  });
});

afterEach(() => {
  vi.mocked(console.error).mockRestore?.();
  const [first] = unexpected;
  if (first) throw new Error(`console.error was called, which this test does not expect: ${first.join(" ")}`);
});
