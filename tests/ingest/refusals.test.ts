import { request } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createRefusals, SAMPLES_PER_WRITE } from "../../app/ingest/refusals";
import { signLegacy, signStandard } from "../../app/ingest/signature";
import { type Database, openDatabase } from "../../app/lib/db";
import { createLog } from "../../app/lib/log";
import { createDatabase, type TestDatabase } from "../support/database";
import { type RunningServer, startServer } from "../support/running-server";

const SECRET = "ws_a_secret_of_this_test";
const log = createLog("silent");
let scratch: TestDatabase;
let database: Database;

beforeAll(async () => {
  scratch = await createDatabase();
  database = openDatabase(scratch.urlAs("tidemark_app"));
});
beforeEach(() => scratch.sql`truncate ops.refused_hourly, ops.refused_requests`);
afterAll(async () => {
  await database.close();
  await scratch.close();
});

const newRefusals = (of = database) => createRefusals({ sql: of.reads, log });
const junk = { headers: new Headers({ "user-agent": "junk" }), clockDifference: null, bodyBytes: 2 };

async function counted(): Promise<Record<string, number>> {
  const rows = await scratch.sql<{ reason: string; requests: number }[]>`
    select reason, sum(requests)::int as requests from ops.refused_hourly group by reason`;
  return Object.fromEntries(rows.map((row) => [row.reason, row.requests]));
}

describe("refused requests", () => {
  test("are counted by reason and hour, by the app's own role, in one statement", async () => {
    const refusals = newRefusals();
    for (let time = 0; time < 7; time++) refusals.note({ ...junk, reason: "missing_signature" });
    refusals.note({ ...junk, reason: "too_large", bodyBytes: null });
    await refusals.stop();
    const [{ writes } = { writes: 0 }] = await scratch.sql<{ writes: number }[]>`
      select count(distinct xmin::text)::int as writes from ops.refused_hourly`;
    expect(writes).toBe(1);
    expect(await counted()).toEqual({ missing_signature: 7, too_large: 1 });
    const [hour] =
      await scratch.sql`select distinct hour = date_trunc('hour', hour) as whole from ops.refused_hourly`;
    expect(hour).toEqual({ whole: true });
  });

  test("are written within seconds, without being asked", async () => {
    const refusals = newRefusals();
    refusals.note({ ...junk, reason: "no_secret" });
    await expect.poll(counted).toEqual({ no_secret: 1 });
    refusals.note({ ...junk, reason: "no_secret" });
    await expect.poll(counted).toEqual({ no_secret: 2 });
    await refusals.stop();
  });

  test("wait in memory while the database does not take them", async () => {
    await scratch.sql`revoke execute on function api.record_refused_requests from tidemark_app`;
    const refusals = newRefusals();
    for (let time = 0; time < 100; time++) refusals.note({ ...junk, reason: "no_secret" });
    await new Promise((resolve) => setTimeout(resolve, 1_300));
    expect(await counted()).toEqual({});
    refusals.note({ ...junk, reason: "no_secret" });
    await scratch.sql`grant execute on function api.record_refused_requests to tidemark_app`;
    await refusals.stop();
    expect(await counted()).toEqual({ no_secret: 101 });
  });

  test("are given up without a fuss when nobody takes them until the stop", async () => {
    const nowhere = openDatabase("postgres://tidemark_app@127.0.0.1:1/tidemark");
    const refusals = newRefusals(nowhere);
    refusals.note({ ...junk, reason: "no_secret" });
    const began = performance.now();
    await refusals.stop();
    expect(performance.now() - began).toBeLessThan(4_000);
    await nowhere.close();
  });
});

describe("what is kept of them", () => {
  const write = (i: { hour: string; reason: string; samples?: object[] }) => database.reads`
    select api.record_refused_requests(
      hours => ${[i.hour]}::text[]::timestamptz[], reasons => ${[i.reason]}::text[], requests => array[1::bigint],
      samples => ${JSON.stringify(i.samples ?? [])}::text::jsonb)`;

  test("is the last 50 of each reason, however many came", async () => {
    const hour = new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000).toISOString();
    for (let round = 0; round < 12; round++) {
      const samples = Array.from({ length: SAMPLES_PER_WRITE }, (_, index) => ({
        received_at: new Date(Date.now() + round * 100 + index).toISOString(),
        reason: round % 2 ? "one" : "other",
        scheme: "none",
        body_bytes: round * SAMPLES_PER_WRITE + index,
        headers: {},
      }));
      await write({ hour, reason: "one", samples });
    }
    const kept = await scratch.sql`
      select reason, count(*)::int as requests, min(body_bytes)::int as oldest, max(body_bytes)::int as newest
      from ops.refused_requests group by reason order by reason`;
    expect(kept).toEqual([
      { reason: "one", requests: 50, oldest: 30, newest: 119 },
      { reason: "other", requests: 50, oldest: 20, newest: 109 },
    ]);
  });

  test("is 90 days of hours", async () => {
    const daysAgo = (days: number) => {
      const hour = new Date(Date.now() - days * 86_400_000);
      hour.setUTCMinutes(0, 0, 0);
      return hour.toISOString();
    };
    await write({ hour: daysAgo(91), reason: "long ago" });
    await write({ hour: daysAgo(89), reason: "lately" });
    expect(await counted()).toEqual({ lately: 1 });
  });

  test("and the app reads by api.refused_requests, and not otherwise", async () => {
    const refusals = newRefusals();
    refusals.note({ ...junk, reason: "no_secret" });
    refusals.note({ ...junk, reason: "stale_timestamp", clockDifference: 4_000 });
    refusals.note({ ...junk, reason: "stale_timestamp", clockDifference: 5_000, bodyBytes: 7 });
    await refusals.stop();
    const app = scratch.as("tidemark_app");
    const rows = await app`select * from api.refused_requests(now() - interval '1 day', samples => 1)`;
    expect(rows).toMatchObject([
      {
        reason: "stale_timestamp",
        requests: "2",
        hourly: [{ requests: 2 }],
        last: [
          {
            scheme: "none",
            clock_difference_seconds: 5_000,
            body_bytes: 7,
            headers: { "user-agent": "junk" },
          },
        ],
      },
      { reason: "no_secret", requests: "1" },
    ]);
    expect(rows[0]?.last).toHaveLength(1);
    await expect(app`select * from ops.refused_requests`).rejects.toMatchObject({ code: "42501" });
    await expect(app`select * from ops.refused_hourly`).rejects.toMatchObject({ code: "42501" });
  });
});

describe("two processes that are sent 10,000 junk requests", () => {
  let servers: RunningServer[];
  const now = () => Math.floor(Date.now() / 1000);
  const body = "THE BODY OF A STRANGER";

  beforeAll(async () => {
    const settings = { DATABASE_URL: scratch.url, WHOP_WEBHOOK_SECRET: SECRET };
    servers = [await startServer(settings), await startServer(settings)];
  }, 120_000);
  afterAll(() => Promise.all(servers.map((server) => server.stop())));

  /** Posts to one of the two, and answers the status. */
  function post(index: number, headers: Record<string, string>, content: string = body): Promise<number> {
    const url = `${servers[index % 2]?.url}/webhooks/whop`;
    return fetch(url, { method: "POST", headers, body: content }).then(async (response) => {
      await response.arrayBuffer();
      return response.status;
    });
  }

  const standard = (secret: string, timestamp: number) => ({
    "webhook-id": "msg_junk",
    "webhook-timestamp": String(timestamp),
    "webhook-signature": signStandard({ secret, id: "msg_junk", timestamp, body }),
    cookie: "session=a-cookie",
    authorization: "Bearer a-token",
    "x-forwarded-for": "203.0.113.9",
  });

  test("count each once, keep a few without what is secret, answer real ones meanwhile, and write all before they stop", async () => {
    const legacy = {
      "x-whop-signature": signLegacy({ secret: "ws_of_somebody_else", timestamp: now(), body }),
    };
    const kinds: Record<string, string>[] = [
      {},
      { "webhook-signature": "v1,garbled" },
      standard(SECRET, now() - 4_000),
      standard(SECRET, now() + 4_000),
      standard("ws_of_somebody_else", now()),
      legacy,
    ];
    const statuses = new Set<number>();
    let real = 0;
    for (let at = 0; at < 10_000; at += 100) {
      const sent = Array.from({ length: 100 }, (_, index) => post(at + index, kinds[(at + index) % 6] ?? {}));
      const good = standard(SECRET, now());
      if ((await post(at / 100, good)) === 200) real += 1;
      for (const status of await Promise.all(sent)) statuses.add(status);
    }
    await post(0, {}, "x".repeat(1024 * 1024 + 1)).catch(() => 413);
    expect([...statuses]).toEqual([401]);
    expect(real).toBe(100);
    expect(await Promise.all(servers.map((server) => server.stop()))).toEqual([0, 0]);

    expect(await counted()).toEqual({
      missing_signature: 1_667,
      malformed_signature: 1_667,
      stale_timestamp: 1_667,
      future_timestamp: 1_667,
      wrong_signature: 1_666 * 2,
      too_large: 1,
    });
    const kept = await scratch.sql<{ reason: string; requests: number }[]>`
      select reason, count(*)::int as requests from ops.refused_requests group by reason`;
    for (const { requests } of kept) expect(requests).toBeLessThanOrEqual(50);
    const [size] = await scratch.sql<{ kib: number }[]>`
      select (pg_total_relation_size('ops.refused_requests') + pg_total_relation_size('ops.refused_hourly'))::int / 1024 as kib`;
    expect(size?.kib).toBeLessThan(1024);

    const [everything] = await scratch.sql<{ all: string }[]>`
      select string_agg(refused::text, ' ') as all from ops.refused_requests as refused`;
    expect(everything?.all).not.toMatch(/STRANGER|a-cookie|a-token|v1,|v1=|203\.0\.113|secret|somebody/);

    const told = await scratch.sql<{ reason: string; scheme: string; off: number }[]>`
      select distinct reason, scheme, round(clock_difference_seconds, -2)::int as off
      from ops.refused_requests order by reason, scheme`;
    expect(told.map((row) => [row.reason, row.scheme, row.off])).toEqual([
      ["future_timestamp", "standard", -4_000],
      ["malformed_signature", "standard", null],
      ["missing_signature", "none", null],
      ["stale_timestamp", "standard", 4_000],
      ["too_large", "none", null],
      ["wrong_signature", "legacy", 0],
      ["wrong_signature", "standard", 0],
    ]);
  }, 120_000);
});

test("a length that no database can hold does not keep the rest from being counted", async () => {
  const server = await startServer({ DATABASE_URL: scratch.url, WHOP_WEBHOOK_SECRET: SECRET });
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const headers = { "content-length": "18446744073709551615" };
    const outgoing = request(`${server.url}/webhooks/whop`, { method: "POST", headers }, (response) => {
      resolve(response.statusCode);
      response.resume();
    });
    outgoing.on("error", reject);
    outgoing.flushHeaders();
  });
  expect(status).toBe(413);
  expect(await server.stop()).toBe(0);
  expect(await counted()).toEqual({ too_large: 1 });
}, 60_000);
