import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import path from "node:path";
import { canReach, canRun, serverAccount } from "./account";
import { type Binaries, program } from "./binaries";
import type { Account } from "./command";

/** Where things go that root's server user cannot reach in a private folder. */
export const SHARED = "/var/lib/tidemark";

/** Where a server's files are. */
export interface Place {
  /** the folder that the caller named; it holds `postgres`, the cluster or a link to it */
  dataDir: string;
  /** the folder that really holds the cluster and its log: dataDir, or one below /var/lib/tidemark */
  home: string;
  /** the real path of the cluster, whether or not it exists yet */
  cluster: string;
  exists: boolean;
  account: Account | undefined;
  binaries: Binaries;
}

/**
 * Decides where the cluster of `dataDir` is or will be, who runs it, and with which programs. As root, a data
 * folder or programs that the server's user cannot reach (a clone in /root, say) are placed where it can.
 */
export function findPlace(dataDir: string, binaries: Binaries, say: (line: string) => void): Place {
  const existing = findCluster(dataDir);
  const account = serverAccount(existing);
  const home = existing ? path.dirname(existing) : chooseHome(dataDir, account, say);
  if (existing && !canReach(home, account)) {
    throw new Error(
      `The user that owns ${existing} can no longer reach it: let it pass through the folders above (chmod a+x), and try again.`,
    );
  }
  return {
    dataDir,
    home,
    cluster: existing ?? path.join(home, "postgres"),
    exists: existing !== null,
    account,
    binaries: reachableBinaries(binaries, account, say),
  };
}

/** The real path of the cluster that belongs to `dataDir`; null when there is none yet. */
export function findCluster(dataDir: string): string | null {
  const named = path.join(dataDir, "postgres");
  const link = lstatSync(named, { throwIfNoEntry: false });
  if (!link) return null;
  if (!existsSync(named)) {
    throw new Error(
      `${named} points to ${readlinkSync(named)}, which is gone: bring it back, or delete ${dataDir} to start afresh.`,
    );
  }
  if (existsSync(path.join(named, "PG_VERSION"))) return realpathSync(named);
  if (readdirSync(named).length > 0) {
    throw new Error(
      `${named} is not a PostgreSQL data folder (PG_VERSION is missing): restore it, or delete ${dataDir} to start afresh.`,
    );
  }
  rmdirSync(named);
  return null;
}

function chooseHome(dataDir: string, account: Account | undefined, say: (line: string) => void): string {
  if (canReach(dataDir, account)) return dataDir;
  makeShared();
  const home = path.join(
    SHARED,
    `${path.basename(dataDir).replace(/^\./, "")}-${randomBytes(6).toString("hex")}`,
  );
  mkdirSync(home, { mode: 0o755 });
  chmodSync(home, 0o755);
  symlinkSync(dataDir, path.join(home, "data-folder"));
  say(
    `PostgreSQL does not run as root, and its user cannot reach ${dataDir}: the database is in ${home}, with a link to it here.`,
  );
  return home;
}

function reachableBinaries(
  binaries: Binaries,
  account: Account | undefined,
  say: (line: string) => void,
): Binaries {
  if (canRun(program(binaries, "postgres"), account)) return binaries;
  if (!binaries.bundle) {
    throw new Error(
      `The user that runs PostgreSQL cannot run the programs in ${binaries.bin}: let it read them (chmod -R a+rX).`,
    );
  }
  makeShared();
  const copy = path.join(SHARED, `postgresql-${binaries.bundle.version}`);
  const bin = path.join(copy, "native", "bin");
  if (!existsSync(bin)) {
    copyForAll(binaries.bundle.root, copy);
    say(
      `PostgreSQL's programs were copied to ${copy}, because its user cannot reach ${binaries.bundle.root}.`,
    );
  }
  return { ...binaries, bin };
}

function copyForAll(from: string, to: string): void {
  const fresh = `${to}.${process.pid}`;
  for (const [command, args] of [
    ["cp", ["-R", "-P", from, fresh]],
    ["chmod", ["-R", "u+rwX,a+rX", fresh]],
  ] as const) {
    const { status, stderr } = spawnSync(command, args, { encoding: "utf8" });
    if (status === 0) continue;
    rmSync(fresh, { recursive: true, force: true });
    throw new Error(
      `PostgreSQL's programs cannot be copied to ${to} (${stderr.trim()}): make room there, or run as an ordinary user.`,
    );
  }
  try {
    renameSync(fresh, to);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(to)) throw error; // else another process was quicker
  }
}

function makeShared(): void {
  mkdirSync(SHARED, { recursive: true });
  if ((statSync(SHARED).mode & 0o755) !== 0o755) chmodSync(SHARED, 0o755);
}
