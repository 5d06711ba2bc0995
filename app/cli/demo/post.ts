import http from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { signLegacy, signStandard } from "../../ingest/signature";
import type { Delivery } from "../../whop/world";

/** The server commits what waits for it together: on two busy cores 32 at once took 31 s for a year, 96 21 s, 256 11 s. */
const IN_FLIGHT = 256;
const ANSWER_WITHIN_MS = 30_000;
const RETRY_AFTER_MS = { first: 100, longest: 2_000 };

const agent = new http.Agent({ keepAlive: true, maxSockets: IN_FLIGHT });

/** Where deliveries go and how they are signed. `signal` ends all trying. */
export interface Endpoint {
  url: string;
  secret: string;
  signal: AbortSignal;
}

/**
 * Posts the deliveries from `from` on, many at once, and tells `stored` how many from the first one on are stored.
 * Resolves when all are, or when the signal says stop; rejects when one is refused for good.
 */
export async function postAll(
  deliveries: readonly Delivery[],
  endpoint: Endpoint,
  o: { from: number; stored: (count: number) => void },
): Promise<void> {
  const done = new Set<number>();
  let next = o.from;
  let stored = o.from;
  const work = async () => {
    while (next < deliveries.length && !endpoint.signal.aborted) {
      const index = next++;
      const delivery = deliveries[index];
      if (!delivery || !(await post(delivery, endpoint))) return;
      done.add(index);
      while (done.delete(stored)) stored++;
      o.stored(stored);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, work));
}

/**
 * Posts one delivery as Whop would, signed now, until it is stored (true) or the signal says stop (false).
 * Throws one sentence when the answer says that trying again is useless.
 */
export async function post(delivery: Delivery, endpoint: Endpoint): Promise<boolean> {
  let wait = RETRY_AFTER_MS.first;
  while (!endpoint.signal.aborted) {
    const status = await send(delivery, endpoint).catch(() => null);
    if (status !== null && status < 300) return true;
    if (status !== null && status < 500 && status !== 429) {
      throw new Error(
        `The server refused a delivery (${status}). Delete the demo's folder and run the demo again; if it stays so, please report it.`,
      );
    }
    await sleep(wait, undefined, { signal: endpoint.signal }).catch(() => {});
    wait = Math.min(wait * 2, RETRY_AFTER_MS.longest);
  }
  return false;
}

function send(delivery: Delivery, endpoint: Endpoint): Promise<number> {
  const body = Buffer.from(delivery.body);
  return new Promise((resolve, reject) => {
    const request = http.request(
      new URL("/webhooks/whop", endpoint.url),
      {
        agent,
        method: "POST",
        timeout: ANSWER_WITHIN_MS,
        headers: {
          "content-type": "application/json",
          "content-length": body.length,
          ...signatureOf(delivery, body, endpoint.secret),
        },
      },
      (response) => {
        response.resume();
        response.once("end", () => resolve(response.statusCode ?? 0));
        response.once("error", reject);
      },
    );
    request.once("timeout", () => request.destroy(new Error("no answer")));
    request.once("error", reject);
    request.end(body);
  });
}

function signatureOf(delivery: Delivery, body: Buffer, secret: string): Record<string, string> {
  const timestamp = Math.floor(Date.now() / 1000);
  if (delivery.dialect === "v5") return { "x-whop-signature": signLegacy({ secret, timestamp, body }) };
  const { id } = delivery;
  return {
    "webhook-id": id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": signStandard({ secret, id, timestamp, body }),
  };
}
