import { afterAll, beforeAll, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/database";
import { type RunningServer, startServer } from "../support/running-server";

let scratch: TestDatabase;
let server: RunningServer;
const start = () =>
  startServer({
    DATABASE_URL: scratch.url,
    WHOP_WEBHOOK_SECRET: "ws_a_secret_of_this_test",
    TIDEMARK_TEST_EVENTS: "on",
  });

beforeAll(async () => {
  scratch = await createDatabase();
  server = await start();
}, 120_000);
afterAll(async () => {
  await server?.stop();
  await scratch?.close();
});

interface StreamEvent {
  event: string;
  id: string | undefined;
  data: string;
}

/** Opens the sandbox's stream and gives its events one by one. */
async function open(o: { lastEventId?: string; last?: string; search?: string } = {}) {
  const query = `?page=overview${o.search ?? ""}${o.last ? `&last=${encodeURIComponent(o.last)}` : ""}`;
  const leaving = new AbortController();
  const response = await fetch(`${server.url}/dashboard/biz_sandbox/stream${query}`, {
    headers: o.lastEventId ? { "last-event-id": o.lastEventId } : {},
    signal: leaving.signal,
  });
  const events = parse(response);
  return {
    response,
    leave: () => leaving.abort(),
    /** the events up to and including the first of that name */
    async until(name: string): Promise<StreamEvent[]> {
      const seen: StreamEvent[] = [];
      while (seen.at(-1)?.event !== name) {
        const { value, done } = await events.next();
        if (done) throw new Error(`the stream ended before ${name}; it had ${seen.map((one) => one.event)}`);
        seen.push(value);
      }
      return seen;
    },
    async ended(): Promise<boolean> {
      for (;;) if ((await events.next()).done) return true;
    },
  };
}

async function* parse(response: Response): AsyncGenerator<StreamEvent, void> {
  let rest = "";
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    rest += new TextDecoder().decode(chunk);
    const blocks = rest.split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1];
      const event = field("event");
      if (event) yield { event, id: field("id"), data: field("data") ?? "" };
    }
  }
}

const deliver = (event: string) =>
  fetch(`${server.url}/api/test/webhook`, { method: "POST", body: JSON.stringify({ event }) });

test("a page gets all its views, is told that they are live, and then gets what changes", async () => {
  const stream = await open();
  const first = await stream.until("hello");
  expect(first.map((one) => one.event)).toEqual([
    "company",
    "resolved",
    "figures",
    "revenue",
    "mrr",
    "students",
    "before",
    "feed",
    "hello",
  ]);
  await deliver("payment.succeeded");
  const [company] = await stream.until("company");
  expect(JSON.parse(company?.data ?? "{}")).toMatchObject({ companyId: "biz_sandbox", deliveries: 1 });
  await stream.until("feed");
  stream.leave();
});

test("a page that comes back gets only the views that changed meanwhile, also after a restart", async () => {
  const stream = await open();
  const id = (await stream.until("feed")).at(-1)?.id; // each event's id tells of all that came before it
  stream.leave();

  // A lesson is no money: revenue and MRR stay as they are.
  await deliver("course_lesson_interaction.completed");
  const again = await open({ lastEventId: id ?? "" });
  const changed = await again.until("hello");
  expect(changed.map((one) => one.event)).toEqual(["company", "feed", "hello"]);
  again.leave();

  await server.stop();
  server = await start();
  const afterRestart = await open({ last: changed.at(-2)?.id ?? "" });
  await deliver("course_lesson_interaction.completed");
  expect((await afterRestart.until("feed")).map((one) => one.event)).toEqual(["hello", "company", "feed"]);
  afterRestart.leave();
}, 60_000);

test("a page that asks something else gets everything, whatever it had", async () => {
  const stream = await open();
  const id = (await stream.until("feed")).at(-1)?.id ?? "";
  stream.leave();
  const other = await open({ last: id, search: "&range=7d" });
  expect((await other.until("hello")).map((one) => one.event)).toContain("feed");
  other.leave();
});

test("an orderly stop ends streams and goes quickly, and exits with 0", async () => {
  const stream = await open();
  await stream.until("feed");
  const began = performance.now();
  const stopped = server.stop();
  expect(await stream.ended()).toBe(true);
  expect(await stopped).toBe(0);
  expect(performance.now() - began).toBeLessThan(5_000);
  server = await start();
}, 60_000);

test("a server whose parent is gone stops by itself", async () => {
  const exited = new Promise((resolve) => server.process.once("exit", resolve));
  server.process.disconnect();
  expect(await exited).toBe(0);
  server = await start();
}, 60_000);

test("there is no stream of what is no company", async () => {
  expect((await fetch(`${server.url}/dashboard/nonsense/stream`)).status).toBe(404);
});
