import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { expect, test } from "vitest";
import { readEnvironment } from "../../app/lib/env";

test("an empty environment is enough", () => {
  expect(readEnvironment({})).toMatchObject({
    HOST: "127.0.0.1",
    PORT: 3000,
    TIDEMARK_DATA_DIR: ".tidemark",
    WHOP_WEBHOOK_SECRET: [],
    TIDEMARK_TEST_EVENTS: false,
    TRUST_PROXY: false,
    LOG_LEVEL: "info",
  });
});

test(".env.example works unedited, changes nothing, and names every setting", () => {
  const example = parseEnv(readFileSync(".env.example", "utf8"));
  expect(readEnvironment(example)).toEqual(readEnvironment({}));
  expect(Object.keys(example).sort()).toEqual([
    "DATABASE_URL",
    "HOST",
    "LOG_LEVEL",
    "PORT",
    "PUBLIC_URL",
    "TIDEMARK_DATA_DIR",
    "TIDEMARK_TEST_EVENTS",
    "TRUST_PROXY",
    "WHOP_API_KEY",
    "WHOP_APP_ID",
    "WHOP_COMPANY_ID",
    "WHOP_WEBHOOK_SECRET",
  ]);
});

test("several secrets are separated by commas", () => {
  expect(
    readEnvironment({ WHOP_WEBHOOK_SECRET: "ws_old_secret, ws_new_secret" }).WHOP_WEBHOOK_SECRET,
  ).toEqual(["ws_old_secret", "ws_new_secret"]);
});

test("every wrong setting is named at once, and no secret is repeated", () => {
  const wrong = () =>
    readEnvironment({
      PORT: "80000",
      DATABASE_URL: "mysql://user:hunter2@host/db",
      WHOP_WEBHOOK_SECRET: "hunter2",
      WHOP_COMPANY_ID: "acme",
      PUBLIC_URL: "tidemark",
      TRUST_PROXY: "yes",
      LOG_LEVEL: "loud",
    });
  expect(wrong).toThrow(/PORT is "80000"; it must be a port number/);
  expect(wrong).toThrow(/DATABASE_URL is no PostgreSQL address/);
  expect(wrong).toThrow(/WHOP_WEBHOOK_SECRET has a secret of fewer than 8 characters/);
  expect(wrong).toThrow(/WHOP_COMPANY_ID is "acme"/);
  expect(wrong).toThrow(/PUBLIC_URL is "tidemark"/);
  expect(wrong).toThrow(/TRUST_PROXY is "yes"; it must be on or off/);
  expect(wrong).toThrow(/LOG_LEVEL is "loud"/);
  expect(wrong).not.toThrow(/hunter2/);
});
