import { deliveryOf } from "../../../app/ingest/delivery";
import { insertDeliveries } from "../../../app/ingest/insert";
import { turn } from "./deliveries";
import { type History, someone } from "./history";
import { connect } from "./server";
import { DELIVERY_ID, TEMPLATES, worded } from "./templates";

/** Batches that are not counted: the connection makes its plans and the caches fill. */
const WARM_UP_BATCHES = 10;

const headers = new Headers({ "content-type": "application/json", "user-agent": "Whop-Webhooks/1.0" });
let made = 0;

/**
 * What one more delivery costs there, in microseconds: `batches` batches of `rows` by the app's own insert, one after the
 * other on one connection, half payments and half updates, each batch of one company.
 */
export async function costOf(o: {
  url: string;
  history: History;
  of: "big" | "crowd";
  rows: number;
  batches: number;
}): Promise<number> {
  const ready = Array.from({ length: WARM_UP_BATCHES + o.batches }, () => makeBatch(o));
  const sql = connect(o.url, 1);
  await sql`set role tidemark_app`;
  let began = 0;
  for (const [nth, batch] of ready.entries()) {
    if (nth === WARM_UP_BATCHES) began = performance.now();
    await insertDeliveries(sql, batch);
  }
  const took = performance.now() - began;
  await sql.end();
  return (took * 1_000) / (o.batches * o.rows);
}

function makeBatch({ history, of, rows }: { history: History; of: "big" | "crowd"; rows: number }) {
  const { member } = someone(history, of);
  return Array.from({ length: rows }, () => {
    made += 1;
    const now = Date.now();
    const words = {
      ...member(),
      unique: `C${made}`,
      at: new Date(now + made).toISOString(),
      leaving: String(made % 4 < 2),
    };
    const body = Buffer.from(worded(TEMPLATES[turn("mix", made)], words));
    return deliveryOf({ headers, body, deliveryId: worded(DELIVERY_ID, words), sentAt: now / 1_000 });
  });
}
