import { setTimeout as sleep } from "node:timers/promises";
import { type RunningServer, startServer } from "../support/running-server";

const RESTART_MS = 100;

/** The compiled server under a supervisor, which starts it again whenever it ends. */
export interface Supervised {
  url: string;
  /** the process of this moment */
  pid(): number;
  /** how often it was started */
  starts(): number;
  /** all that all of its processes wrote */
  output(): string;
  kill(): void;
  /** stops it in order, for good, and answers its exit code */
  stop(): Promise<number | null>;
}

export async function supervise(settings: Record<string, string>): Promise<Supervised> {
  const servers: RunningServer[] = [];
  let stopping = false;
  let restarting: Promise<void> | undefined;
  const first = await startServer(settings);
  const { url } = first;
  watch(first);
  const current = () => servers.at(-1) ?? first;

  function watch(server: RunningServer): void {
    servers.push(server);
    server.process.once("exit", () => {
      restarting = restart();
    });
  }

  async function restart(): Promise<void> {
    while (!stopping) {
      await sleep(RESTART_MS);
      try {
        return watch(await startServer({ ...settings, PORT: new URL(url).port }));
      } catch {
        // as a supervisor does: again
      }
    }
  }

  return {
    url,
    pid: () => current().process.pid ?? 0,
    starts: () => servers.length,
    output: () => servers.map((server) => server.output()).join(""),
    kill() {
      current().process.kill("SIGKILL");
    },
    async stop() {
      stopping = true;
      await restarting;
      return current().stop();
    },
  };
}
