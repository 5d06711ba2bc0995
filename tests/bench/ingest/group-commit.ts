import { deliveryOf } from "../../../app/ingest/delivery";
import { createQueue } from "../../../app/ingest/queue";
import { openDatabase } from "../../../app/lib/db";
import { createLog } from "../../../app/lib/log";
import { closedLoop, type Pace, readyFor } from "./closed-loop";
import { type Kind, makeDeliveries, type World } from "./deliveries";

/** As many as the connections through which Whop might post at once. */
export const CALLERS = 32;

/** Deliveries a second that callers of the app's own queue see stored, without HTTP. `url`: a superuser's. */
export async function groupCommit(o: { url: string; kind: Kind; world: World } & Pace): Promise<number> {
  const deliveries = makeDeliveries({ ...o, count: readyFor(o) });
  const database = openDatabase(o.url, { role: "tidemark_app" });
  const queue = createQueue({ sql: database.ingest, log: createLog("warn") });
  const headers = new Headers({ "content-type": "application/json", "user-agent": "Whop-Webhooks/1.0" });
  try {
    return await closedLoop({
      ...o,
      callers: CALLERS,
      ready: deliveries.length,
      async call(nth) {
        const { id = "", body = Buffer.alloc(0) } = deliveries[nth] ?? {};
        await queue.store(deliveryOf({ headers, body, deliveryId: id, sentAt: Date.now() / 1_000 }));
      },
    });
  } finally {
    await queue.drain();
    await database.close();
  }
}
