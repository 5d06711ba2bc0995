import type { ActionFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { readBody } from "../ingest/body";
import { SANDBOX, sendTestEvent } from "../ingest/test-event";
import { isFromElsewhere } from "../lib/same-origin";
import { services } from "../lib/services";
import { unavailable } from "../lib/unavailable";
import { readDeliveryByKey } from "../models/delivery";

const asked = z.strictObject({
  event: z
    .string()
    .regex(/^[a-z]\w*(\.\w+)*$/i)
    .max(100),
});

/** Sends a sample of a named event through the real endpoint, and tells what became of it. */
export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  const { environment, url } = services();
  if (!environment.TIDEMARK_TEST_EVENTS) return off();
  if (isFromElsewhere(request)) return say(403, "Only a page of this Tidemark may ask for test events.");

  const body = await readBody(request);
  const { data } = asked.safeParse(parseJson(body));
  if (!data) return say(400, 'Ask with JSON like {"event":"payment.succeeded"}.');
  const [secret] = environment.WHOP_WEBHOOK_SECRET;
  if (!secret)
    return say(409, "Nothing can be signed without WHOP_WEBHOOK_SECRET. Set it and restart Tidemark.");

  const sent = await sendTestEvent({ event: data.event, secret, url });
  const outcome =
    sent.status === 200 ? await readDeliveryByKey(SANDBOX, sent.deliveryKey).catch(unavailable) : null;
  const { seq, state, events, entries, sqlstate, message } = outcome ?? {};
  const error = sqlstate && `${sqlstate}: ${message}`;
  return Response.json(
    {
      event: data.event,
      status: sent.status,
      delivery_key: sent.deliveryKey,
      ...(outcome ? { seq, state, events, entries, ...(error ? { error } : {}) } : { answer: sent.answer }),
    },
    { status: sent.status },
  );
}

export function loader(): Response {
  if (!services().environment.TIDEMARK_TEST_EVENTS) return off();
  return say(405, 'Ask by POST, with JSON like {"event":"payment.succeeded"}.');
}

function off(): Response {
  return say(404, "Test events are off. Start Tidemark with TIDEMARK_TEST_EVENTS=on to have them.");
}

function parseJson(body: Uint8Array | null): unknown {
  try {
    return JSON.parse(Buffer.from(body ?? []).toString());
  } catch {
    return null;
  }
}

function say(status: number, message: string): Response {
  return Response.json({ message }, { status });
}
