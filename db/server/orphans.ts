import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/**
 * Ends the sessions of a server that was killed: one in the middle of a long query notices nothing, and no new server
 * starts before it has gone. Only for a cluster without a server. Other systems than Linux wait for them.
 */
export function endOrphans(cluster: string): void {
  if (process.platform !== "linux") return;
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const isOurs =
        readlinkSync(`/proc/${pid}/cwd`) === cluster &&
        readFileSync(`/proc/${pid}/comm`, "utf8").startsWith("postgres");
      if (isOurs) process.kill(Number(pid), "SIGQUIT"); // PostgreSQL's own word for "at once"
    } catch {
      // gone, or somebody else's
    }
  }
}
