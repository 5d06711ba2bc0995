import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { post, postAll } from "../../app/cli/demo/post";
import { verifySignature } from "../../app/ingest/signature";
import type { Delivery } from "../../app/whop/world";

const SECRET = "ws_0123456789abcdef";
let server: http.Server | undefined;
afterEach(() => server?.closeAllConnections());
afterEach(() => server?.close());

describe("a delivery of the demo", () => {
  test.each(["v1", "v5"] as const)("in %s is signed as Whop signs that dialect", async (dialect) => {
    const verdicts: unknown[] = [];
    const endpoint = await serve((headers, body) => {
      verdicts.push(verifySignature({ headers, body, secrets: [SECRET] }));
      return 200;
    });
    expect(await post(delivery(1, dialect), endpoint)).toBe(true);
    const scheme = dialect === "v1" ? "standard" : "legacy";
    expect(verdicts).toMatchObject([{ valid: true, scheme, deliveryId: dialect === "v1" ? "msg_1" : null }]);
  });

  test("is sent again until it is stored", async () => {
    const answers = [503, 500, 429, 200];
    const endpoint = await serve(() => answers.shift() ?? 200);
    expect(await post(delivery(1), endpoint)).toBe(true);
    expect(answers).toEqual([]);
  });

  test("that is refused for good ends the demo with a sentence", async () => {
    const endpoint = await serve(() => 401);
    await expect(post(delivery(1), endpoint)).rejects.toThrow(/refused a delivery \(401\)/);
  });

  test("is given up when the demo is told to stop", async () => {
    const stopping = new AbortController();
    const endpoint = await serve(() => 503, stopping.signal);
    setTimeout(() => stopping.abort(), 150);
    expect(await post(delivery(1), endpoint)).toBe(false);
  });
});

test("many deliveries are sent at once, and counted as stored from the first one on", async () => {
  const seen = new Set<string>();
  let failed = false;
  const endpoint = await serve((_, body) => {
    // The fourth is the last to succeed: until it has, nothing after it counts.
    if (body === "3" && !failed) {
      failed = true;
      return 503;
    }
    seen.add(body);
    return 200;
  });
  const counts: number[] = [];
  const deliveries = Array.from({ length: 600 }, (_, index) => delivery(index));
  await postAll(deliveries, endpoint, { from: 2, stored: (count) => counts.push(count) });
  expect(seen.size).toBe(598);
  expect(counts).toEqual([...counts].sort((a, b) => a - b));
  expect(counts.at(-1)).toBe(600);
});

function delivery(index: number, dialect: Delivery["dialect"] = "v1"): Delivery {
  return { occurredAt: 0, id: `msg_${index}`, dialect, body: String(index) };
}

async function serve(
  answer: (headers: Headers, body: string) => number,
  signal: AbortSignal = new AbortController().signal,
) {
  const listening = http.createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const headers = new Headers();
    for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value));
    response.writeHead(answer(headers, body)).end();
  });
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  const { port } = listening.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, secret: SECRET, signal };
}
