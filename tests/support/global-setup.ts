import type { TestProject } from "vitest/node";
import { startTestServer, type TestServer } from "./servers";

declare module "vitest" {
  interface ProvidedContext {
    /** another PostgreSQL's programs than the embedded ones */
    postgresBin?: string;
    server: TestServer;
  }
}

type Started = ReturnType<typeof startTestServer>;

/** Each project has its own copy of this module; the servers are one per version and run. */
const registry = globalThis as typeof globalThis & { tidemarkTestServers?: Map<string, Started> };
registry.tidemarkTestServers ??= new Map();
const servers = registry.tidemarkTestServers;

/** Starts the throw-away server of this project's PostgreSQL, unless another project has done so. */
export async function setup(project: TestProject): Promise<void> {
  const binDir = project.config.provide.postgresBin;
  const key = binDir ?? "embedded";
  const started = servers.get(key) ?? startTestServer(binDir);
  servers.set(key, started);
  project.provide("server", (await started).server);
}

/** Vitest calls this once all tests are done. */
export async function teardown(): Promise<void> {
  for (const [key, started] of servers) {
    servers.delete(key);
    await started.then(({ end }) => end()).catch(() => {}); // a failed start has cleaned up after itself
  }
}
