import { randomBytes } from "node:crypto";
import { sampleOf } from "../whop/samples";
import { signStandard } from "./signature";

/** Test deliveries always belong to this company, so that they never touch real figures. */
export const SANDBOX = "biz_sandbox";

/**
 * Makes a sample of a named event, signs it, and sends it over HTTP to this process's own endpoint, as Whop would.
 * Answers what the endpoint answered and under which key the delivery is stored. Source: docs.whop.com, Webhooks.
 */
export async function sendTestEvent(i: {
  event: string;
  secret: string;
  /** where the endpoint is, such as http://127.0.0.1:3000 */
  url: string;
}): Promise<{ status: number; answer: unknown; deliveryKey: string }> {
  const now = new Date();
  const body = sampleOf(i.event, { companyId: SANDBOX, now });
  const id = `msg_test_${randomBytes(9).toString("hex")}`;
  const timestamp = Math.floor(now.getTime() / 1000);
  const response = await fetch(new URL("/webhooks/whop", i.url), {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": String(timestamp),
      "webhook-signature": signStandard({
        secret: i.secret,
        id,
        timestamp,
        body,
      }),
    },
    body,
  });
  return {
    status: response.status,
    answer: await response.json(),
    deliveryKey: id,
  };
}
