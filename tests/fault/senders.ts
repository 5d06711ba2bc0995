import { setTimeout as sleep } from "node:timers/promises";
import { signStandard } from "../../app/ingest/signature";

/** As Whop: no answer in 5 s is a failure, and so is anything but 200; the same delivery is then sent again. */
const ANSWER_WITHIN_MS = 5_000;
const ATTEMPTS = 80;
/** Whop waits minutes and hours between attempts; a test has not got them. */
const RETRY_MS = [150, 1_000] as const;
const CALLERS = 16;
const EVERY_MS = 40;
/** So many deliveries are sent twice on purpose: at once, or again later. */
const AT_ONCE = 0.05;
const LATER = 0.1;

interface Delivery {
  id: string;
  body: string;
}

export interface Load {
  /** ids of the deliveries that were answered 200 */
  acknowledged: ReadonlySet<string>;
  /** how often attempts did not end in 200, by status or error */
  troubles(): Record<string, number>;
  /** ids that were never answered 200 however often they were sent */
  abandoned: readonly string[];
  /** Takes up no more deliveries, and resolves with those it sent once each is answered 200 or abandoned. */
  finish(): Promise<Delivery[]>;
}

/** Sends one delivery once; answers the status, or the name of what went wrong. */
export async function send(url: string, secret: string, { id, body }: Delivery): Promise<string> {
  const timestamp = Math.floor(Date.now() / 1000);
  try {
    const response = await fetch(`${url}/webhooks/whop`, {
      method: "POST",
      body,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      headers: {
        "content-type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": String(timestamp),
        "webhook-signature": signStandard({ secret, id, timestamp, body }),
      },
    });
    await response.arrayBuffer();
    return String(response.status);
  } catch (error) {
    const { name, cause } = error as Error;
    return String((cause as NodeJS.ErrnoException | undefined)?.code ?? name);
  }
}

/** Sixteen callers that send `deliveries` in their order, each until it is answered 200. */
export function startLoad(i: { url: string; secret: string; deliveries: readonly Delivery[] }): Load {
  const acknowledged = new Set<string>();
  const troubles: Record<string, number> = {};
  const abandoned: string[] = [];
  const again: Delivery[] = [];
  let taken = 0;
  let finishing = false;

  async function deliver(delivery: Delivery): Promise<void> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const outcome = await send(i.url, i.secret, delivery);
      if (outcome === "200") {
        acknowledged.add(delivery.id);
        return;
      }
      troubles[outcome] = (troubles[outcome] ?? 0) + 1;
      const [shortest, longest] = RETRY_MS;
      await sleep(shortest + Math.random() * (longest - shortest));
    }
    abandoned.push(delivery.id);
  }

  async function call(): Promise<void> {
    while (!finishing || again.length > 0) {
      const repeated = (finishing || Math.random() < LATER) && again.shift();
      const delivery = repeated || i.deliveries[taken++];
      if (!delivery)
        throw new Error("All deliveries are sent before the test is over: it needs more of them.");
      if (!repeated && Math.random() < LATER) again.push(delivery);
      const twice = Math.random() < AT_ONCE ? deliver(delivery) : null;
      await deliver(delivery);
      await twice;
      await sleep(Math.random() * 2 * EVERY_MS);
    }
  }

  const calls = Promise.all(Array.from({ length: CALLERS }, call));
  return {
    acknowledged,
    troubles: () => ({ ...troubles }),
    abandoned,
    async finish() {
      finishing = true;
      await calls;
      return i.deliveries.slice(0, taken);
    },
  };
}
