import type { ActionFunctionArgs } from "@remix-run/node";
import { notStored, refused, stored, tooLarge } from "../ingest/answer";
import { LARGEST_BODY_BYTES, readBody, toldLength } from "../ingest/body";
import { deliveryOf } from "../ingest/delivery";
import { verifySignature } from "../ingest/signature";
import { services } from "../lib/services";

/** Takes one delivery. 200 means that its row is committed, now or earlier, whatever its content. */
export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  const { environment, queue, refusals } = services();
  if (request.method !== "POST")
    return new Response("Send deliveries with POST.\n", {
      status: 405,
      headers: { Allow: "GET, POST" },
    });

  const { headers } = request;
  const body = await readBody(request);
  if (!body) {
    refusals.note({ reason: "too_large", headers, clockDifference: null, bodyBytes: toldLength(headers) });
    return tooLarge(LARGEST_BODY_BYTES);
  }

  const verdict = verifySignature({
    headers,
    body,
    secrets: environment.WHOP_WEBHOOK_SECRET,
  });
  if (!verdict.valid) {
    const { reason, clockDifference } = verdict;
    refusals.note({ reason, headers, clockDifference, bodyBytes: body.byteLength });
    return refused(reason);
  }

  const { deliveryId, sentAt } = verdict;
  const defaultCompanyId = environment.WHOP_COMPANY_ID;
  return queue
    .store(deliveryOf({ headers, body, deliveryId, sentAt, defaultCompanyId }))
    .then(stored, notStored);
}

/** Whop, and people, look whether somebody is there. */
export function loader(): Response {
  return new Response("Tidemark takes Whop's webhooks here, by POST.\n");
}
