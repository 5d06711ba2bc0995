import { describe, expect, test } from "vitest";
import { isLoopback, mayAnswer } from "../../app/lib/loopback";

describe("who may see the figures while nobody is asked who they are", () => {
  test.each([
    "localhost",
    "localhost:3000",
    "LOCALHOST:3000",
    "127.0.0.1:3000",
    "127.0.0.1",
    "[::1]:3000",
    "[::1]",
  ])("a browser on this machine that calls it %s", (host) => {
    expect(mayAnswer("/dashboard/biz_1", { host })).toBe(true);
  });

  test.each([
    ["through a tunnel", { host: "abc.trycloudflare.com" }],
    [
      "through a tunnel that rewrites Host but says so",
      { host: "localhost:3000", "x-forwarded-host": "abc.ngrok.app" },
    ],
    ["through a proxy that says for whom", { host: "localhost:3000", "x-forwarded-for": "203.0.113.9" }],
    ["by a name rebound to 127.0.0.1", { host: "evil.example:3000" }],
    ["by a name that only looks like it", { host: "localhost.evil.example" }],
    ["by another machine's address", { host: "192.168.1.2:3000" }],
    ["without a name", {}],
  ])("nobody %s", (_, headers) => {
    expect(mayAnswer("/dashboard/biz_1", headers)).toBe(false);
    expect(mayAnswer("/", headers)).toBe(false);
    expect(mayAnswer("/api/test/webhook", headers)).toBe(false);
  });

  test("Whop and probes may call from anywhere", () => {
    for (const path of ["/webhooks/whop", "/webhooks/whop/", "/healthz", "/readyz"]) {
      expect(mayAnswer(path, { host: "tidemark.example.com", "x-forwarded-for": "203.0.113.9" })).toBe(true);
    }
    expect(mayAnswer("/webhooks/whop/../../dashboard/biz_1", { host: "tidemark.example.com" })).toBe(false);
  });
});

test("only addresses of this machine are loopback", () => {
  expect(["127.0.0.1", "127.1.2.3", "::1", "localhost"].every(isLoopback)).toBe(true);
  expect(["0.0.0.0", "::", "192.168.1.2", "127.0.0.1.evil.example"].some(isLoopback)).toBe(false);
});
