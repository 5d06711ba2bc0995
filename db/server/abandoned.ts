import { existsSync, readdirSync, readlinkSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { stopCluster } from "./cluster";
import { SHARED } from "./place";
import { readPidFile } from "./running";

const KEEP_DAYS = 7;

/**
 * What root's server user could not reach lies below /var/lib/tidemark, and stays behind when its data folder is
 * deleted. Its server is stopped when the folder is used afresh, and its files go a week after their last use:
 * a folder on a disk that is not mounted today looks deleted, too.
 */
export async function clearAbandoned(dataDir: string): Promise<void> {
  for (const abandoned of abandonedHomes()) {
    const cluster = path.join(abandoned.home, "postgres");
    if (!existsSync(cluster)) continue;
    if (abandoned.dataDir === dataDir) await stopCluster(cluster);
    const days = (Date.now() - statSync(cluster).mtimeMs) / 86_400_000;
    if (readPidFile(cluster) || days < KEEP_DAYS) continue;
    rmSync(abandoned.home, { recursive: true, force: true });
  }
}

/** Folders below /var/lib/tidemark whose data folder has been deleted, or has another cluster by now. */
function abandonedHomes(): { home: string; dataDir: string }[] {
  if (process.getuid?.() !== 0 || !existsSync(SHARED)) return [];
  return readdirSync(SHARED).flatMap((name) => {
    const home = path.join(SHARED, name);
    const dataDir = linkTarget(path.join(home, "data-folder"));
    if (!dataDir || linkTarget(path.join(dataDir, "postgres")) === path.join(home, "postgres")) return [];
    return [{ home, dataDir }];
  });
}

function linkTarget(link: string): string | null {
  try {
    return readlinkSync(link);
  } catch {
    return null;
  }
}
