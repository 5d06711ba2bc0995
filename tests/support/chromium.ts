import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { chromium } from "playwright";

/**
 * The path of a Chromium for the browser tests: CHROMIUM_PATH, one that is installed, or Playwright's own; else it is fetched,
 * the system's way first where that can be done without asking (apt-get as root), then Playwright's.
 * Throws with what to do when none can be had.
 */
export async function findChromium(say: (line: string) => void = () => {}): Promise<string> {
  const found = installed();
  if (found) return found;
  const fetches: [string, string[]][] = [];
  if (process.getuid?.() === 0 && onPath("apt-get")) {
    fetches.push(["apt-get", ["update", "-qq"]], ["apt-get", ["install", "-y", "-qq", "chromium"]]);
  }
  fetches.push([
    process.execPath,
    [path.join("node_modules", "playwright", "cli.js"), "install", "chromium"],
  ]);
  say("No Chromium here yet: fetching one for the browser tests.");
  for (const [command, args] of fetches) {
    say(`  ${path.basename(command)} ${args.join(" ")}`);
    spawnSync(command, args, {
      stdio: ["ignore", "ignore", "inherit"],
      timeout: 300_000,
    });
    const now = installed();
    if (now) return now;
  }
  throw new Error(
    "No Chromium could be fetched. Install one (Debian: apt-get install chromium) or set CHROMIUM_PATH to one.",
  );
}

function installed(): string | undefined {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`CHROMIUM_PATH names ${named}, which is not there. Correct or unset it.`);
  }
  const playwrights = chromium.executablePath();
  if (existsSync(playwrights)) return playwrights;
  return (
    onPath("chromium") ??
    onPath("chromium-browser") ??
    onPath("google-chrome") ??
    onPath("google-chrome-stable")
  );
}

function onPath(program: string): string | undefined {
  return (process.env.PATH ?? "")
    .split(path.delimiter)
    .map((folder) => path.join(folder, program))
    .find((file) => existsSync(file));
}
