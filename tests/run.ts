/** `npm test`: types, lint and every test, each step said and timed; ends with one line, `N passed, N failed`. */

import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { findChromium } from "./support/chromium";

const REPORT = path.join("tests", "output", "report.json");

interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  success: boolean;
}

let passed = 0;
let failed = 0;
let skipped = 0;

await check("Types", "node_modules/typescript/bin/tsc", ["--noEmit"]);
await check("Lint and format", "node_modules/@biomejs/biome/bin/biome", ["check", "--error-on-warnings"]);
await findChromium(say);
await runTests();

say("");
say(
  failed === 0
    ? "All is well. Next: npm run demo shows Tidemark with a year of data."
    : "What failed is above, with its file and line. One test alone: npx vitest --config tests/vitest.config.ts FILE",
);
say(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exit(failed === 0 ? 0 : 1);

async function check(name: string, script: string, args: string[]): Promise<void> {
  const began = Date.now();
  const code = await run(script, args);
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  if (code === 0) passed += 1;
  else failed += 1;
  say(code === 0 ? `${name}: in order (${seconds} s)` : `${name}: failed (${seconds} s), see above.`);
}

async function runTests(): Promise<void> {
  mkdirSync(path.dirname(REPORT), { recursive: true });
  rmSync(REPORT, { force: true });
  const named = process.argv.slice(2);
  const code = await run("node_modules/vitest/vitest.mjs", [
    "run",
    "--config=tests/vitest.config.ts",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${REPORT}`,
    ...named,
  ]);
  const report = readReport();
  passed += report?.numPassedTests ?? 0;
  failed += report?.numFailedTests ?? 0;
  skipped += report?.numPendingTests ?? 0;
  // A run that broke outside a test (a file that does not load, an unhandled error) is a failure too.
  if (code !== 0 && (report?.numFailedTests ?? 0) === 0) failed += 1;
}

function readReport(): Report | null {
  try {
    return JSON.parse(readFileSync(REPORT, "utf8")) as Report;
  } catch {
    return null;
  }
}

function run(script: string, args: string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], {
      stdio: "inherit",
    });
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
  });
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
