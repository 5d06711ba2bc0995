import { services } from "../lib/services";
import { readReady } from "../models/upkeep";

/** 200 when a delivery could be stored now, else 503. */
export async function loader(): Promise<Response> {
  const { queue, log } = services();
  const ready = await readReady().catch((error: unknown) => {
    log.warn({ err: error }, "the database cannot be asked whether it is ready");
    return false;
  });
  return Response.json(
    { ready, queue: queue.depth() },
    { status: ready ? 200 : 503, headers: { "Cache-Control": "no-store" } },
  );
}
