import { describe, expect, test } from "vitest";
import { deliveryOf, rowJson } from "../../app/ingest/delivery";

const SENT_AT = 1790672400;

function make(
  body: string | Uint8Array,
  o: { headers?: Record<string, string>; deliveryId?: string | null } = {},
) {
  return deliveryOf({
    headers: new Headers(o.headers),
    body: typeof body === "string" ? new TextEncoder().encode(body) : body,
    deliveryId: o.deliveryId === undefined ? "msg_1" : o.deliveryId,
    sentAt: SENT_AT,
  });
}

describe("the key", () => {
  test("is the signed delivery id", () => {
    expect(make("{}").deliveryKey).toBe("msg_1");
  });

  test("is the hash of the body where nothing signed an id", () => {
    expect(make("{}", { deliveryId: null }).deliveryKey).toBe(
      "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
    );
  });

  test("is a hash of the id where the id is too long for an index", () => {
    const [one, other] = ["a", "b"].map(
      (letter) => make("{}", { deliveryId: letter.repeat(3000) }).deliveryKey,
    );
    expect(one).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(other).not.toBe(one);
  });
});

describe("what is kept of a request", () => {
  test("four headers, and never a cookie, a token or the signature", () => {
    const kept = {
      "webhook-id": "msg_1",
      "webhook-timestamp": String(SENT_AT),
      "content-type": "application/json",
      "user-agent": "Whop",
    };
    const secret = {
      cookie: "a=b",
      authorization: "Bearer x",
      "webhook-signature": "v1,x",
      "x-whop-signature": "y",
    };
    expect(make("{}", { headers: { ...kept, ...secret } }).headers).toEqual(kept);
  });

  test("the time of arrival to the microsecond, later with every delivery", () => {
    const times = Array.from({ length: 1000 }, () => make("{}").receivedAt);
    expect(times[0]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    expect([...times].sort()).toEqual(times);
    expect(new Set(times).size).toBe(1000);
    expect(Math.abs(Date.parse(times[999] ?? "") - Date.now())).toBeLessThan(50);
  });

  test("the time of sending that was signed", () => {
    expect(make("{}").sentAt).toBe(new Date(SENT_AT * 1000).toISOString());
  });
});

describe("the body", () => {
  test("goes to the database as it was written: no number passes through JavaScript", () => {
    const body = '{"amount":10.10,"big":12345678901234567890.123456789,"same":1,"same":2}';
    expect(rowJson(make(body))).toContain(`"payload":${body}}`);
  });

  test.each([
    ["an escaped backslash before u0000", '{"a":"\\\\u0000"}'],
    ["a surrogate pair", '{"a":"\\ud83d\\ude00"}'],
    ["characters beyond ASCII", '{"a":"é😀"}'],
    ["a bare string", '"hello"'],
    ["a large exponent or two", '{"a":1e400,"b":-1E+16000,"c":1e-16000}'],
    ["what looks like an exponent in a text", '{"id":"a1e99999","b":"\\"1e99999","1e99999":1}'],
  ])("with %s is JSON that jsonb holds", (_, body) => {
    expect(make(body).payload).toBe(body);
  });

  test.each([
    ["that is no JSON", "hello"],
    ["that is empty", ""],
    ["with a NUL escape", '{"a":"\\u0000"}'],
    ["with a NUL escape after an escaped backslash", '{"a":"\\\\\\u0000"}'],
    ["with half a surrogate pair", '{"a":"\\ud83d"}'],
    ["with a pair the wrong way round", '{"a":"\\ude00\\ud83d"}'],
    ["with a number of 131,072 digits, written in eight", '{"a":1e131071}'],
    ["with many numbers that are much longer than they look", `[${"1e999,".repeat(60)}1e-400]`],
    ["that is a bare null, which would be no payload at all", "null"],
    ["that is no UTF-8", Uint8Array.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
  ])("%s is kept as its exact bytes", (_, body) => {
    const delivery = make(body);
    expect(delivery.payload).toBeNull();
    const row = JSON.parse(rowJson(delivery)) as { body_base64: string };
    expect(Buffer.from(row.body_base64, "base64")).toEqual(Buffer.from(body));
  });
});
