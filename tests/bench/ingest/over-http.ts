import { fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import path from "node:path";
import { startServer } from "../../support/running-server";
import type { BareSettings } from "./bare-server";
import { endWithUs } from "./leave-nothing";
import type { Load, LoadResult } from "./load";

type Posting = Omit<Load, "url" | "secret"> & { databaseUrl: string };

/** What posting to the compiled server, as `npm start` runs it, came to. `databaseUrl`: a superuser's. */
export async function postToTidemark(o: Posting): Promise<LoadResult> {
  const secret = `ws_${randomUUID()}`;
  const server = await startServer({
    DATABASE_URL: o.databaseUrl,
    WHOP_WEBHOOK_SECRET: secret,
    LOG_LEVEL: "warn",
  });
  endWithUs(server.process);
  try {
    return await post({ ...o, url: server.url, secret });
  } catch (error) {
    console.error(server.output());
    throw error;
  } finally {
    await server.stop();
  }
}

/** What posting to a bare node:http server came to. */
export async function postToBareServer(o: Posting): Promise<LoadResult> {
  const secret = `ws_${randomUUID()}`;
  const settings: BareSettings = { databaseUrl: o.databaseUrl, secret };
  const server = start("bare-server.ts", settings);
  try {
    const { url } = await firstMessage<{ url: string }>(server);
    return await post({ ...o, url, secret });
  } finally {
    server.kill();
  }
}

async function post(load: Load): Promise<LoadResult> {
  const result = await firstMessage<LoadResult>(start("load.ts", load));
  if ("error" in result) throw new Error(result.error);
  return result;
}

function start(file: string, settings: object) {
  return endWithUs(
    fork(path.join(import.meta.dirname, file), [JSON.stringify(settings)], {
      execArgv: ["--import", "tsx"],
      env: { ...process.env, NODE_ENV: "production" },
    }),
  );
}

async function firstMessage<Message>(child: ReturnType<typeof start>): Promise<Message> {
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`${path.basename(child.spawnargs.at(-2) ?? "")} ended with code ${code}: see above.`);
  });
  const [message] = await Promise.race([once(child, "message") as Promise<[Message]>, ended]);
  ended.catch(() => {}); // it has said what it had to say
  return message;
}
