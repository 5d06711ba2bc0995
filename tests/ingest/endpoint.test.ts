import { request } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signLegacy, signStandard } from "../../app/ingest/signature";
import { createDatabase, type TestDatabase } from "../support/database";
import { type RunningServer, startServer } from "../support/running-server";

const OLD_SECRET = "ws_the_old_secret";
const NEW_SECRET = "ws_the_new_secret";

let scratch: TestDatabase;
let server: RunningServer;

beforeAll(async () => {
  scratch = await createDatabase();
  server = await startServer({
    DATABASE_URL: scratch.url,
    WHOP_WEBHOOK_SECRET: `${OLD_SECRET},${NEW_SECRET}`,
    WHOP_COMPANY_ID: "biz_default",
    TIDEMARK_TEST_EVENTS: "on",
  });
}, 120_000);
afterAll(async () => {
  await server?.stop();
  await scratch?.close();
});

const now = () => Math.floor(Date.now() / 1000);

function signed(id: string, body: string | Uint8Array, secret = NEW_SECRET): Record<string, string> {
  const timestamp = now();
  return {
    "webhook-id": id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": signStandard({ secret, id, timestamp, body }),
  };
}

async function post(headers: Record<string, string>, body: BodyInit) {
  const response = await fetch(`${server.url}/webhooks/whop`, { method: "POST", headers, body });
  return { status: response.status, headers: response.headers, answer: await response.json() };
}

const stored = (key: string) => scratch.sql<
  {
    payload: string | null;
    body: Buffer | null;
    headers: object;
    redeliveries: number;
    default_company_id: string;
  }[]
>`
  select payload::text, body, headers, redeliveries, default_company_id
  from raw.webhook_events where delivery_key = ${key}`;

describe("POST /webhooks/whop", () => {
  test("answers 200 for a signed delivery, which is then stored with the endpoint's company", async () => {
    const body = '{"type":"x.y","data":{"amount":10.10}}';
    expect(await post(signed("msg_1", body), body)).toMatchObject({ status: 200, answer: { stored: true } });
    expect(await stored("msg_1")).toMatchObject([
      {
        payload: '{"data": {"amount": 10.10}, "type": "x.y"}',
        default_company_id: "biz_default",
        redeliveries: 0,
      },
    ]);
  });

  test("takes either secret, and the legacy signature, whose key is the body's hash", async () => {
    expect(await post(signed("msg_old", "{}", OLD_SECRET), "{}")).toMatchObject({ status: 200 });
    const body = '{"action":"membership.went_valid","data":{}}';
    const header = { "x-whop-signature": signLegacy({ secret: OLD_SECRET, timestamp: now(), body }) };
    expect(await post({ ...header, "webhook-id": "msg_unsigned" }, body)).toMatchObject({ status: 200 });
    expect(await stored("msg_unsigned")).toHaveLength(0);
    const [row] = await scratch.sql`
      select delivery_key from raw.webhook_events where event_name = 'membership.went_valid'`;
    expect(row?.delivery_key).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  test("answers 200 again for a delivery that it has, and counts it", async () => {
    for (let time = 1; time <= 3; time++)
      expect(await post(signed("msg_again", "{}"), "{}")).toMatchObject({ status: 200 });
    expect(await stored("msg_again")).toMatchObject([{ redeliveries: 2 }]);
  });

  test("answers 200 for signed bytes that are no JSON, and keeps them exactly", async () => {
    const body = Uint8Array.from([0xff, 0x00, 0x7b]);
    expect(await post(signed("msg_bytes", body), body)).toMatchObject({ status: 200 });
    const [row] = await stored("msg_bytes");
    expect(Uint8Array.from(row?.body ?? [])).toEqual(body);
  });

  test("keeps no cookie, token or signature", async () => {
    await post({ ...signed("msg_headers", "{}"), cookie: "a=b", authorization: "Bearer secret" }, "{}");
    const [row] = await stored("msg_headers");
    expect(Object.keys(row?.headers ?? {}).sort()).toEqual([
      "content-type",
      "user-agent",
      "webhook-id",
      "webhook-timestamp",
    ]);
  });

  test.each([
    ["nothing signed it", {}, "missing_signature"],
    ["somebody else signed it", signed("msg_x", "{}", "ws_somebody_else"), "wrong_signature"],
    ["another body was signed", signed("msg_x", '{"a":1}'), "wrong_signature"],
    [
      "it is replayed later",
      { ...signed("msg_x", "{}"), "webhook-timestamp": "1700000000" },
      "stale_timestamp",
    ],
  ])("answers 401 with the reason when %s, and stores nothing", async (_, headers, reason) => {
    const refused = await post(headers, "{}");
    expect(refused).toMatchObject({ status: 401, answer: { stored: false, reason } });
    expect(refused.answer.message).toMatch(/\.$/);
    expect(await stored("msg_x")).toHaveLength(0);
  });

  test("answers 413 over 1 MiB, whether or not the length was told before", async () => {
    const body = "x".repeat(1024 * 1024 + 1);
    expect(await post(signed("msg_large", body), body)).toMatchObject({ status: 413 });
    const { status } = await new Promise<{ status: number | undefined }>((resolve, reject) => {
      const outgoing = request(`${server.url}/webhooks/whop`, { method: "POST" }, (response) => {
        void text(response).then(() => resolve({ status: response.statusCode }));
      });
      // The server hangs up on a sender that goes on; what it has answered counts.
      outgoing.on("error", reject);
      for (let part = 0; part < 17; part++) outgoing.write(Buffer.alloc(64 * 1024));
      outgoing.end();
    });
    expect(status).toBe(413);
    const exact = "x".repeat(1024 * 1024);
    expect(await post(signed("msg_exact", exact), exact)).toMatchObject({ status: 200 });
  });

  test("answers GET and HEAD with 200, other methods with 405 and which are allowed", async () => {
    const ask = (method: string, body?: string) =>
      fetch(`${server.url}/webhooks/whop`, { method, ...(body ? { body } : {}) });
    expect(await (await ask("GET")).text()).toMatch(/by POST/);
    expect([(await ask("HEAD")).status, await (await ask("HEAD")).text()]).toEqual([200, ""]);
    for (const answer of [await ask("PUT", "{}"), await ask("DELETE"), await ask("OPTIONS")]) {
      expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET, POST"]);
    }
  });

  test("answers with a trailing slash or a query as it does without, and always with the same headers", async () => {
    const answers = [];
    for (const [index, path] of ["", "/", "?hook=1"].entries()) {
      const headers = signed(`msg_path_${index}`, "{}");
      answers.push(
        await fetch(`${server.url}/webhooks/whop${path}`, { method: "POST", headers, body: "{}" }),
      );
    }
    for (const answer of answers) {
      expect([answer.status, await answer.json()]).toEqual([200, { stored: true }]);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        "content-type": "application/json",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "content-security-policy": expect.stringContaining("frame-ancestors"),
      });
    }
  });

  test("a body in chunks is stored like one whose length was told", async () => {
    const headers = signed("msg_chunks", '{"a":"b"}');
    const status = await new Promise((resolve, reject) => {
      const outgoing = request(`${server.url}/webhooks/whop`, { method: "POST", headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      outgoing.on("error", reject);
      outgoing.write('{"a":');
      outgoing.end('"b"}');
    });
    expect(status).toBe(200);
    expect(await stored("msg_chunks")).toMatchObject([{ payload: '{"a": "b"}' }]);
  });

  test("of a sender that sends less or more than it told nothing is stored, and the next one is answered", async () => {
    const send = (length: number, body: string, id: string) =>
      new Promise<string>((resolve) => {
        const head = Object.entries({ ...signed(id, "{}"), host: "x", "content-length": length });
        const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
        let got = "";
        socket.on("data", (data) => {
          got += data.toString();
        });
        socket.on("error", () => {}).on("close", () => resolve(got));
        socket.write(
          `POST /webhooks/whop HTTP/1.1\r\n${head.map(([k, v]) => `${k}: ${v}`).join("\r\n")}\r\n\r\n${body}`,
        );
        setTimeout(() => socket.end(), 100);
      });
    expect(await send(3, "{}", "msg_less")).not.toMatch(/200 OK/);
    expect(await send(1, "{}", "msg_more")).not.toMatch(/200 OK/);
    expect([await stored("msg_less"), await stored("msg_more")]).toEqual([[], []]);
    expect(await post(signed("msg_after", "{}"), "{}")).toMatchObject({ status: 200 });
  });

  test("stores every one of 300 deliveries that arrive at once", async () => {
    const ids = Array.from({ length: 300 }, (_, index) => `msg_many_${index}`);
    const answers = await Promise.all(ids.map((id) => post(signed(id, "{}"), "{}")));
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
    const [row] = await scratch.sql`
      select count(*)::int as rows, count(distinct xmin::text)::int as commits
      from raw.webhook_events where delivery_key like 'msg_many_%'`;
    expect(row?.rows).toBe(300);
    expect(row?.commits).toBeLessThan(300);
  });
});

describe("POST /api/test/webhook", () => {
  const ask = (body: string, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/api/test/webhook`, { method: "POST", headers, body });

  test("sends a sample through the real endpoint and tells what became of it, always for the sandbox", async () => {
    const response = await ask('{"event":"payment.succeeded"}');
    expect(response.status).toBe(200);
    const answer = (await response.json()) as Record<string, unknown>;
    expect(answer).toMatchObject({ event: "payment.succeeded", status: 200, state: "projected" });
    expect(answer.events).toMatchObject([{ type: "payment.succeeded" }]);
    expect(answer.entries).not.toHaveLength(0);
    const [row] = await scratch.sql`
      select company_id from raw.webhook_events where delivery_key = ${String(answer.delivery_key)}`;
    expect(row).toEqual({ company_id: "biz_sandbox" });
  });

  test.each(["", "{}", "[]", '{"event":1}', '{"event":"x","more":1}', '{"event":"../x"}'])(
    "answers 400 to %j",
    async (body) => {
      expect((await ask(body)).status).toBe(400);
    },
  );

  test("answers 403 to the page of another site", async () => {
    expect((await ask('{"event":"payment.succeeded"}', { origin: "https://evil.example" })).status).toBe(403);
    expect((await ask('{"event":"payment.succeeded"}', { origin: server.url })).status).toBe(200);
  });
});

describe("the rest of the house", () => {
  test("/healthz and /readyz say that it is well", async () => {
    expect(await (await fetch(`${server.url}/healthz`)).text()).toBe("ok\n");
    const ready = await fetch(`${server.url}/readyz`);
    expect(await ready.json()).toEqual({ ready: true, queue: { rows: 0, bytes: 0, batchesInFlight: 0 } });
  });

  test("shows figures to nobody but this machine, and takes deliveries by any name", async () => {
    const by = (path: string, host: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const outgoing = request(`${server.url}${path}`, { headers: { host } }, (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        outgoing.on("error", reject).end();
      });
    expect(await by("/dashboard/biz_sandbox", "tidemark.example.com")).toBe(421);
    expect(await by("/dashboard/biz_sandbox/stream", "tidemark.example.com")).toBe(421);
    expect(await by("/webhooks/whop?_data=routes%2F_index", "tidemark.example.com")).toBe(403);
    expect(await by("/webhooks/whop", "tidemark.example.com")).toBe(200);
  });

  test("nothing that was sent is in the log", () => {
    expect(server.output()).not.toMatch(/ws_the_|Bearer|@example/);
  });
});

test("without a secret every delivery is refused, and it says what to set", async () => {
  const closed = await startServer({ DATABASE_URL: scratch.url });
  const response = await fetch(`${closed.url}/webhooks/whop`, {
    method: "POST",
    headers: signed("msg_x", "{}"),
    body: "{}",
  });
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({
    reason: "no_secret",
    message: expect.stringContaining("WHOP_WEBHOOK_SECRET"),
  });
  const asked = await fetch(`${closed.url}/api/test/webhook`, {
    method: "POST",
    body: '{"event":"payment.succeeded"}',
  });
  expect(asked.status).toBe(404);
  expect(closed.output()).toContain("No WHOP_WEBHOOK_SECRET");
  expect(await closed.stop("SIGINT")).toBe(0);
}, 60_000);

test("an orderly stop waits for the delivery that is being sent", async () => {
  const stopping = await startServer({ DATABASE_URL: scratch.url, WHOP_WEBHOOK_SECRET: NEW_SECRET });
  const headers = { ...signed("msg_last", "{}"), "content-length": "2" };
  const answered = new Promise<number | undefined>((resolve, reject) => {
    const outgoing = request(`${stopping.url}/webhooks/whop`, { method: "POST", headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    outgoing.on("error", reject);
    outgoing.write("{");
    setTimeout(() => stopping.process.kill("SIGTERM"), 100);
    setTimeout(() => outgoing.end("}"), 600);
  });
  const exited = new Promise((resolve) => stopping.process.once("exit", resolve));
  expect(await answered).toBe(200);
  expect(await exited).toBe(0);
  expect(await stored("msg_last")).toHaveLength(1);
}, 60_000);

test("the port of a running Tidemark is not fought for", async () => {
  const { port } = new URL(server.url);
  await expect(startServer({ DATABASE_URL: scratch.url, PORT: port })).rejects.toThrow(
    `Tidemark is already running at http://127.0.0.1:${port}`,
  );
}, 60_000);
