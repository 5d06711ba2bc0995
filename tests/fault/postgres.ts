import type { Sql } from "postgres";
import { findCluster } from "../../db/server/place";
import { readPidFile } from "../../db/server/running";
import { ask } from "./promises";

/** The process that is the PostgreSQL server of a data folder. */
export function postmaster(dataDir: string): number {
  const cluster = findCluster(dataDir);
  const pid = cluster && readPidFile(cluster)?.pid;
  if (!pid) throw new Error(`No PostgreSQL runs in ${dataDir}.`);
  return pid;
}

/** Stops every process of the server where it stands; answers the function that lets them go on. */
export function freeze(dataDir: string, url: string): Promise<() => void> {
  return ask(url, async (sql) => {
    await sql`select`;
    const server = postmaster(dataDir);
    process.kill(server, "SIGSTOP"); // first, so that no process is added
    const rows = await sql<{ pid: number }[]>`
      select pid from pg_stat_activity where pid <> pg_backend_pid()`;
    const pids = [server, ...rows.map((row) => row.pid)];
    signal(pids, "SIGSTOP");
    return () => signal(pids, "SIGCONT");
  });
}

/** The sessions that are storing deliveries at this moment. */
function storing(sql: Sql): Promise<{ pid: number }[]> {
  return sql<{ pid: number }[]>`
    select pid from pg_stat_activity where application_name = 'tidemark ingest' and state = 'active'`;
}

/** Cuts sessions in the middle of storing, until it has met `count` of them. */
export function cutWhileStoring(url: string, count: number): Promise<void> {
  return ask(url, async (sql) => {
    const cut = new Set<number>();
    while (cut.size < count) {
      for (const { pid } of await storing(sql)) {
        await sql`select pg_terminate_backend(${pid})`;
        cut.add(pid);
      }
    }
  });
}

/** Kills one session in the middle of storing, as a machine without memory does. */
export function killWhileStoring(url: string): Promise<void> {
  return ask(url, async (sql) => {
    for (;;) {
      const [session] = await storing(sql);
      if (session) return void process.kill(session.pid, "SIGKILL");
    }
  });
}

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // a session that has ended meanwhile
    }
  }
}
