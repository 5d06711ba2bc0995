import { signStandard } from "../../../app/ingest/signature";

/** A whole signed `POST /webhooks/whop` as it goes over the wire. Valid for as long as its signature, 5 minutes. */
export function signedRequest(o: { url: string; secret: string; id: string; body: Buffer }): Buffer {
  const { id, secret, body } = o;
  const timestamp = Math.floor(Date.now() / 1_000);
  const head = [
    "POST /webhooks/whop HTTP/1.1",
    `host: ${new URL(o.url).host}`,
    "user-agent: Whop-Webhooks/1.0",
    "content-type: application/json",
    `content-length: ${body.byteLength}`,
    `webhook-id: ${id}`,
    `webhook-timestamp: ${timestamp}`,
    `webhook-signature: ${signStandard({ secret, id, timestamp, body })}`,
  ];
  return Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), body]);
}
