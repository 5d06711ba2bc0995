import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import type { Account } from "./command";

/**
 * Who runs the server. PostgreSQL refuses to run as root, so root lends it the owner of the existing cluster,
 * else the system user `postgres`, which is made when missing. Everybody else runs it as themselves.
 */
export function serverAccount(cluster: string | null): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  if (cluster) {
    const { uid, gid } = statSync(cluster);
    if (uid !== 0) return { uid, gid };
  }
  return find("postgres") ?? make("postgres");
}

/** Whether that user may pass through all folders down to `folder`. */
export function canReach(folder: string, account: Account | undefined): boolean {
  if (!account) return true;
  return spawnSync("/bin/sh", ["-c", 'cd "$1"', "sh", folder], { ...account, cwd: "/" }).status === 0;
}

/** Whether that user may run `program`. */
export function canRun(program: string, account: Account | undefined): boolean {
  if (!account) return true;
  return spawnSync(program, ["--version"], { ...account, cwd: "/" }).status === 0;
}

function find(user: string): Account | null {
  const [uid, gid] = ["-u", "-g"].map((flag) => spawnSync("id", [flag, user], { encoding: "utf8" }));
  if (!uid || !gid || uid.status !== 0 || gid.status !== 0) return null;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

function make(user: string): Account {
  spawnSync("groupadd", ["--system", user]);
  spawnSync("useradd", ["--system", "--gid", user, "--no-create-home", "--shell", "/usr/sbin/nologin", user]);
  // BusyBox and others that have no useradd
  if (!find(user)) spawnSync("adduser", ["-S", "-D", "-H", user]);
  const made = find(user);
  if (made) return made;
  throw new Error(
    `PostgreSQL refuses to run as root, and a system user "${user}" could not be made: make one, run as an ordinary user, or set DATABASE_URL to a PostgreSQL 15 or newer of your own.`,
  );
}
