import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { signLegacy, signStandard, verifySignature } from "../../app/ingest/signature";

const SECRET = "ws_0123456789abcdef";
const BODY = '{"type":"membership.activated","data":{"id":"mem_1"}}';
const SENT_AT = 1790672400;
const NOW = new Date(SENT_AT * 1000);
/** Whop's own example: docs.whop.com/developer/guides/webhooks */
const VECTOR = "v1,fYmiq/kEISI4ajQQk0KuF0ccyAQUTBSVF2clhAdTDXQ=";

const standardHeaders = (signature: string) => ({
  "webhook-id": "msg_2kbXY1",
  "webhook-timestamp": String(SENT_AT),
  "webhook-signature": signature,
});

function verify(
  headers: Record<string, string>,
  o: { body?: string | Uint8Array; secrets?: string[]; now?: Date } = {},
) {
  return verifySignature({
    headers: new Headers(headers),
    body: o.body ?? BODY,
    secrets: o.secrets ?? [SECRET],
    now: o.now ?? NOW,
  });
}

const refused = (reason: string) => expect.objectContaining({ valid: false, reason });
const later = (seconds: number) => new Date((SENT_AT + seconds) * 1000);

describe("the current scheme", () => {
  const genuine = { valid: true, scheme: "standard", sentAt: SENT_AT, deliveryId: "msg_2kbXY1" };

  test("Whop's published example is genuine", () => {
    expect(verify(standardHeaders(VECTOR))).toEqual(genuine);
  });

  test("what we sign ourselves equals Whop's published example", () => {
    expect(signStandard({ secret: SECRET, id: "msg_2kbXY1", timestamp: SENT_AT, body: BODY })).toBe(VECTOR);
  });

  test("a body that was changed by one byte is refused", () => {
    expect(verify(standardHeaders(VECTOR), { body: BODY.replace("mem_1", "mem_2") })).toEqual(
      refused("wrong_signature"),
    );
  });

  test("another delivery id or time than the signed one is refused", () => {
    expect(verify({ ...standardHeaders(VECTOR), "webhook-id": "msg_other" })).toEqual(
      refused("wrong_signature"),
    );
    expect(verify({ ...standardHeaders(VECTOR), "webhook-timestamp": String(SENT_AT + 1) })).toEqual(
      refused("wrong_signature"),
    );
  });

  test("300 seconds either way are tolerated, 301 are not", () => {
    expect(verify(standardHeaders(VECTOR), { now: later(300) })).toEqual(genuine);
    expect(verify(standardHeaders(VECTOR), { now: later(-300) })).toEqual(genuine);
    expect(verify(standardHeaders(VECTOR), { now: later(301) })).toEqual(refused("stale_timestamp"));
    expect(verify(standardHeaders(VECTOR), { now: later(-301) })).toEqual(refused("future_timestamp"));
  });

  test("during a rotation either of two secrets and any of several signatures will do", () => {
    expect(verify(standardHeaders(VECTOR), { secrets: ["ws_the_newer_secret", SECRET] })).toEqual(genuine);
    const others = `v1,${"A".repeat(43)}= v1a,c29tZSBvdGhlciBzY2hlbWU= ${VECTOR}`;
    expect(verify(standardHeaders(others))).toEqual(genuine);
  });

  test("a secret that begins with whsec_ is read whole, and as base64 of the rest", () => {
    const key = Buffer.from("twenty-four bytes of key");
    const secret = `whsec_${key.toString("base64")}`;
    const signed = `msg_2kbXY1.${SENT_AT}.${BODY}`;
    const decoded = createHmac("sha256", key).update(signed).digest("base64");
    const whole = createHmac("sha256", secret).update(signed).digest("base64");
    expect(verify(standardHeaders(`v1,${decoded}`), { secrets: [secret] })).toEqual(genuine);
    expect(verify(standardHeaders(`v1,${whole}`), { secrets: [secret] })).toEqual(genuine);
  });

  test("nobody can sign with the empty key of a secret that is only whsec_, or empty", () => {
    const empty = createHmac("sha256", "").update(`msg_2kbXY1.${SENT_AT}.${BODY}`).digest("base64");
    expect(verify(standardHeaders(`v1,${empty}`), { secrets: ["whsec_", ""] })).toEqual(
      refused("wrong_signature"),
    );
  });

  test("the signature counts as bytes: a body that is no UTF-8 is genuine when it was signed", () => {
    const body = Uint8Array.from([0x7b, 0xff, 0xfe, 0x00, 0x7d]);
    const signature = signStandard({ secret: SECRET, id: "msg_2kbXY1", timestamp: SENT_AT, body });
    expect(verify(standardHeaders(signature), { body })).toEqual(genuine);
    // Read as text, these bytes would be the same; as bytes they are not.
    expect(
      verify(standardHeaders(signature), { body: Uint8Array.from([0x7b, 0xfd, 0xfc, 0x00, 0x7d]) }),
    ).toEqual(refused("wrong_signature"));
  });
});

describe("the legacy scheme", () => {
  const signature = signLegacy({ secret: SECRET, timestamp: SENT_AT, body: BODY });
  const genuine = { valid: true, scheme: "legacy", sentAt: SENT_AT, deliveryId: null };

  test("is the hex HMAC-SHA256 of time, dot and body", () => {
    const hex = createHmac("sha256", SECRET).update(`${SENT_AT}.${BODY}`).digest("hex");
    expect(signature).toBe(`t=${SENT_AT},v1=${hex}`);
    expect(verify({ "x-whop-signature": signature })).toEqual(genuine);
  });

  test("agrees with the validator of @whop/api on a v5 delivery", async () => {
    const { makeWebhookValidator } = await import("@whop/api");
    const body = JSON.stringify({
      data: { id: "mem_1" },
      api_version: "v5",
      action: "membership.went_valid",
    });
    const timestamp = Math.floor(Date.now() / 1000);
    const headers = { "x-whop-signature": signLegacy({ secret: SECRET, timestamp, body }) };
    const request = new Request("http://localhost/webhooks/whop", { method: "POST", headers, body });
    const validate = makeWebhookValidator({ webhookSecret: SECRET });
    await expect(validate(request)).resolves.toMatchObject({ action: "membership.went_valid" });
    expect(verify(headers, { body, now: new Date() })).toMatchObject({ valid: true, scheme: "legacy" });
  });

  test("an id that nobody signed is not taken for the delivery's", () => {
    expect(verify({ "x-whop-signature": signature, "webhook-id": "msg_invented" })).toEqual(genuine);
  });

  test("a changed body, an old time and a time ahead are refused", () => {
    expect(verify({ "x-whop-signature": signature }, { body: `${BODY} ` })).toEqual(
      refused("wrong_signature"),
    );
    expect(verify({ "x-whop-signature": signature }, { now: later(301) })).toEqual(
      refused("stale_timestamp"),
    );
    expect(verify({ "x-whop-signature": signature }, { now: later(-301) })).toEqual(
      refused("future_timestamp"),
    );
  });
});

describe("headers that say nothing", () => {
  test("without a secret everything is refused, however well it is signed", () => {
    expect(verify(standardHeaders(VECTOR), { secrets: [] })).toEqual(refused("no_secret"));
  });

  test("without a signature there is nothing to check", () => {
    expect(verify({})).toEqual(refused("missing_signature"));
    expect(verify({ "webhook-id": "msg_2kbXY1", "webhook-timestamp": String(SENT_AT) })).toEqual(
      refused("missing_signature"),
    );
  });

  test.each([
    ["a missing id", { "webhook-id": "" }],
    ["a missing time", { "webhook-timestamp": "" }],
    ["a time that is no number", { "webhook-timestamp": "yesterday" }],
    ["a time sent twice", { "webhook-timestamp": `${SENT_AT}, ${SENT_AT}` }],
    ["a negative time", { "webhook-timestamp": "-1" }],
    ["a time with a fraction", { "webhook-timestamp": `${SENT_AT}.5` }],
    ["a signature cut short", { "webhook-signature": VECTOR.slice(0, -2) }],
    ["a signature without its version", { "webhook-signature": VECTOR.slice(3) }],
    ["only another version", { "webhook-signature": VECTOR.replace("v1", "v1a") }],
    ["an empty signature", { "webhook-signature": "" }],
    ["words", { "webhook-signature": "let me in" }],
  ])("%s is refused, not thrown", (_, changed) => {
    expect(verify({ ...standardHeaders(VECTOR), ...changed })).toEqual(refused("malformed_signature"));
  });

  test.each([
    ["no comma", `t=${SENT_AT}`],
    ["no time", `v1=${"a".repeat(64)}`],
    ["a short signature", `t=${SENT_AT},v1=abc`],
    ["the header twice", `t=${SENT_AT},v1=${"a".repeat(64)}, t=${SENT_AT},v1=${"a".repeat(64)}`],
    ["nothing", ""],
  ])("a legacy header with %s is refused, not thrown", (_, header) => {
    expect(verify({ "x-whop-signature": header })).toEqual(refused("malformed_signature"));
  });

  test("a signature header sent twice is still judged by its signatures", () => {
    expect(verify(standardHeaders(`v1,${"A".repeat(43)}=, ${VECTOR}`))).toMatchObject({ valid: true });
    expect(verify(standardHeaders(`v1,${"A".repeat(43)}=, v1,${"B".repeat(43)}=`))).toEqual(
      refused("wrong_signature"),
    );
  });
});
