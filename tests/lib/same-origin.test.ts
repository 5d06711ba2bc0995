import { expect, test } from "vitest";
import { isFromElsewhere, isSameOrigin } from "../../app/lib/same-origin";

const request = (headers: Record<string, string>) =>
  new Request("http://127.0.0.1:3000/", { method: "POST", headers });

test.each([
  ["its own host", { host: "127.0.0.1:3000", origin: "http://127.0.0.1:3000" }, true, false],
  ["another port", { host: "127.0.0.1:3000", origin: "http://127.0.0.1:3001" }, false, true],
  ["another site", { host: "127.0.0.1:3000", origin: "https://elsewhere.example" }, false, true],
  ["a frame that may say nothing", { host: "127.0.0.1:3000", origin: "null" }, false, true],
  ["no browser", { host: "127.0.0.1:3000" }, false, false],
])("a request of %s", (_, headers, isOurs, isElses) => {
  expect(isSameOrigin(request(headers))).toBe(isOurs);
  expect(isFromElsewhere(request(headers))).toBe(isElses);
});
