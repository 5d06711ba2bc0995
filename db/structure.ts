import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import postgres from "postgres";
import { apply } from "./apply";
import { startEmbedded } from "./embedded";
import { structureOf } from "./runner/structure";

/**
 * `tsx db/structure.ts`: whether db/structure.sql is what db/ makes of an empty database; `--write` makes it so.
 * Works on a throw-away server of its own.
 */
const FILE = path.join("db", "structure.sql");

const dataDir = mkdtempSync(path.join(os.tmpdir(), "tidemark-structure-"));
chmodSync(dataDir, 0o755); // as root the server runs as another user, who must pass through
try {
  const structure = await fresh();
  if (process.argv.includes("--write")) {
    writeFileSync(FILE, structure);
    process.stdout.write(`${FILE} written: read its difference (git diff ${FILE}).\n`);
  } else if (readFileSync(FILE, "utf8") !== structure) {
    throw new Error(`${FILE} is not what db/ makes: run "npm run structure", and read its difference.`);
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}

async function fresh(): Promise<string> {
  const server = await startEmbedded({ dataDir, settings: { fsync: "off" } });
  const sql = postgres(server.url, { max: 1, onnotice: () => {} });
  try {
    await apply(server.url, { dir: "db" });
    return await structureOf(sql);
  } finally {
    await sql.end();
    await server.stop();
  }
}
