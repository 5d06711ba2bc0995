import type { CommitQueue } from "../ingest/queue";
import type { Refusals } from "../ingest/refusals";
import type { Hub } from "../live/hub";
import type { Environment } from "./env";
import type { Logger } from "./log";

/** What one process has one of. app/server.ts makes them; routes use them. */
export interface Services {
  environment: Environment;
  log: Logger;
  queue: CommitQueue;
  refusals: Refusals;
  hub: Hub;
  /** where this process listens, such as http://127.0.0.1:3000 */
  url: string;
}

let current: Services | undefined;

export function provideServices(services: Services): void {
  current = services;
}

export function services(): Services {
  if (!current)
    throw new Error("Tidemark is not running yet: app/server.ts starts it before the first request.");
  return current;
}
