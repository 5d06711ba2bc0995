import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Delivery, deliveryOf } from "../../app/ingest/delivery";
import { NotStored } from "../../app/ingest/failures";
import { ANSWER_WITHIN_MS, BATCH_ROWS, createQueue, QUEUE_BYTES, QUEUE_ROWS } from "../../app/ingest/queue";
import { type Database, openDatabase, type Pool } from "../../app/lib/db";
import { createLog } from "../../app/lib/log";
import { createDatabase, type TestDatabase } from "../support/database";
import { startProxy } from "../support/proxy";

let scratch: TestDatabase;
let database: Database;
const log = createLog("silent");
const newQueue = () => createQueue({ sql: database.ingest, log });

beforeAll(async () => {
  scratch = await createDatabase();
  database = openDatabase(scratch.urlAs("tidemark_app"));
});
beforeEach(() => scratch.sql`truncate raw.webhook_events, ops.failures`);
afterAll(async () => {
  await database.close();
  await scratch.close();
});

const GOOD = '{"type":"lesson.finished","api_version":"v1","company_id":"biz_1","data":{"amount":10.10}}';

function delivery(deliveryId: string, body: string | Uint8Array = GOOD): Delivery {
  return deliveryOf({
    headers: new Headers({ "webhook-id": deliveryId }),
    body: typeof body === "string" ? new TextEncoder().encode(body) : body,
    deliveryId,
    sentAt: Math.floor(Date.now() / 1000),
  });
}

interface Stored {
  delivery_key: string;
  payload: string | null;
  body: string | null;
  redeliveries: number;
}
const stored = () => scratch.sql<Stored[]>`
  select delivery_key, payload::text, encode(body, 'escape') as body, redeliveries
  from raw.webhook_events order by seq`;

/** Transactions that inserted: rows of one commit share their xmin. */
async function commits(): Promise<number[]> {
  const rows = await scratch.sql<{ rows: number }[]>`
    select count(*)::int as rows from raw.webhook_events group by xmin order by min(seq)`;
  return rows.map((row) => row.rows);
}

describe("a delivery", () => {
  test("is committed before its sender hears of it", async () => {
    await newQueue().store(delivery("msg_1"));
    expect(await stored()).toMatchObject([{ delivery_key: "msg_1", body: null, redeliveries: 0 }]);
  });

  test("keeps every digit of an amount and the time of its arrival to the microsecond", async () => {
    const amount = "12345678901234567890.12345678";
    const sent = delivery("msg_1", `{"type":"x","data":{"amount":${amount}}}`);
    await newQueue().store(sent);
    const [row] = await scratch.sql`
      select payload #>> '{data,amount}' as amount, received_at = ${sent.receivedAt}::text::timestamptz as exact
      from raw.webhook_events`;
    expect(row).toEqual({ amount, exact: true });
  });

  test("that arrives again changes nothing but a counter", async () => {
    const queue = newQueue();
    await queue.store(delivery("msg_1"));
    await queue.store(delivery("msg_1", '{"another":"body"}'));
    await queue.store(delivery("msg_1"));
    expect(await stored()).toMatchObject([{ payload: expect.stringContaining("10.10"), redeliveries: 2 }]);
  });

  test("that arrives twice in one batch is stored once and counted once more", async () => {
    const queue = newQueue();
    // The first two go at once, one by one; the others gather into one batch.
    const ids = ["first", "second", "msg_1", "msg_1", "msg_1"];
    await Promise.all(ids.map((id) => queue.store(delivery(id))));
    const counts = (await stored()).map((row) => [row.delivery_key, row.redeliveries]);
    expect(Object.fromEntries(counts)).toEqual({ first: 0, second: 0, msg_1: 2 });
    expect(counts).toHaveLength(3);
  });

  test("that two processes receive at once is stored once", async () => {
    const queues = [newQueue(), newQueue(), newQueue(), newQueue()];
    const ids = Array.from({ length: 50 }, (_, index) => `msg_${index}`);
    await Promise.all(queues.flatMap((queue) => ids.map((id) => queue.store(delivery(id)))));
    expect(await stored()).toHaveLength(50);
  });
});

describe("what the database cannot read as JSON", () => {
  const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;

  test.each([
    ["a number out of range", '{"n":1e999999}'],
    ["more nesting than it can follow", deep],
  ])("%s is stored as its bytes, and its neighbours as JSON", async (_, body) => {
    const queue = newQueue();
    const ids = ["a", "b", "c", "bad", "d"];
    await Promise.all(ids.map((id) => queue.store(delivery(id, id === "bad" ? body : GOOD))));
    const rows = await stored();
    expect(rows.map((row) => row.delivery_key).sort()).toEqual([...ids].sort());
    expect(rows.find((row) => row.delivery_key === "bad")).toMatchObject({ payload: null, body });
    expect(rows.filter((row) => row.payload !== null)).toHaveLength(4);
  });

  test("bytes that are no text come back exactly", async () => {
    const body = Uint8Array.from([0, 0xff, 0xfe, 0x80, 0x0a]);
    await newQueue().store(delivery("msg_1", body));
    const [row] = await scratch.sql<{ body: Buffer }[]>`select body from raw.webhook_events`;
    expect(Uint8Array.from(row?.body ?? [])).toEqual(body);
  });
});

describe("group commit", () => {
  test("a lone delivery waits for nobody", async () => {
    const queue = newQueue();
    await queue.store(delivery("warm up"));
    const began = performance.now();
    await queue.store(delivery("msg_1"));
    expect(performance.now() - began).toBeLessThan(500);
    expect(await commits()).toEqual([1, 1]);
  });

  test("what arrives during a commit is committed together, at most 500 at a time", async () => {
    const queue = newQueue();
    const ids = Array.from({ length: 2 + BATCH_ROWS + 10 }, (_, index) => `msg_${index}`);
    const all = Promise.all(ids.map((id) => queue.store(delivery(id))));
    expect(queue.depth()).toMatchObject({ rows: BATCH_ROWS + 10, batchesInFlight: 2 });
    await all;
    expect((await commits()).sort((one, other) => one - other)).toEqual([1, 1, 10, BATCH_ROWS]);
    expect(queue.depth()).toEqual({ rows: 0, bytes: 0, batchesInFlight: 0 });
  });

  test("a batch is at most 4 MiB", async () => {
    const queue = newQueue();
    const large = JSON.stringify({ type: "x", filler: "x".repeat(1_000_000) });
    const ids = Array.from({ length: 2 + 8 }, (_, index) => `msg_${index}`);
    await Promise.all(ids.map((id) => queue.store(delivery(id, large))));
    expect((await commits()).sort((one, other) => one - other)).toEqual([1, 1, 4, 4]);
  });

  test("one delivery that is refused does not take its batch down", async () => {
    await scratch.sql`
      alter table raw.webhook_events add constraint no_such_key check (delivery_key <> 'refused') not valid`;
    const queue = newQueue();
    const ids = ["a", "b", "c", "refused", "d"];
    const outcomes = await Promise.allSettled(ids.map((id) => queue.store(delivery(id))));
    await scratch.sql`alter table raw.webhook_events drop constraint no_such_key`;
    expect(outcomes.map((outcome) => outcome.status)).toEqual([
      "fulfilled",
      "fulfilled",
      "fulfilled",
      "rejected",
      "fulfilled",
    ]);
    expect(outcomes[3]).toMatchObject({ reason: expect.any(NotStored) });
    expect((await stored()).map((row) => row.delivery_key).sort()).toEqual(["a", "b", "c", "d"]);
  });

  test("a batch that met a deadlock is sent once more", async () => {
    await scratch.sql.unsafe(`
      create sequence raw.attempts;
      grant usage on sequence raw.attempts to tidemark_app;
      create function raw.fail_once() returns trigger language plpgsql as $$
      begin
        if nextval('raw.attempts') = 1 then raise exception 'a test' using errcode = 'deadlock_detected'; end if;
        return null;
      end $$;
      create trigger fail_once before insert on raw.webhook_events execute function raw.fail_once();`);
    await newQueue().store(delivery("msg_1"));
    await scratch.sql.unsafe("drop function raw.fail_once cascade; drop sequence raw.attempts");
    expect(await stored()).toHaveLength(1);
  });
});

describe("limits", () => {
  /** Holds every insert up until it is released. */
  async function holdInserts() {
    const holder = await scratch.sql.reserve();
    await holder`begin`;
    await holder`lock table raw.webhook_events in exclusive mode`;
    return async () => {
      await holder`rollback`;
      holder.release();
    };
  }

  test("beyond 10,000 waiting deliveries the answer is to send it again, and those that wait are stored", async () => {
    const release = await holdInserts();
    const queue = newQueue();
    const ids = Array.from({ length: QUEUE_ROWS + 2 }, (_, index) => `msg_${index}`);
    const waiting = ids.map((id) => queue.store(delivery(id)).catch((error: unknown) => error));
    await expect(queue.store(delivery("one too many"))).rejects.toThrow("Too many deliveries are waiting");
    await release();
    await Promise.all(waiting);
    await queue.drain();
    expect(await stored()).toHaveLength(QUEUE_ROWS + 2);
  }, 30_000);

  test("beyond 64 MiB, too", async () => {
    const release = await holdInserts();
    const queue = newQueue();
    const large = JSON.stringify({ type: "x", filler: "x".repeat(1_000_000) });
    const many = Math.ceil(QUEUE_BYTES / 1_000_000) + 4;
    const sent = Array.from({ length: many }, (_, index) => queue.store(delivery(`msg_${index}`, large)));
    const outcomes = Promise.allSettled(sent);
    await release();
    const refused = (await outcomes).filter((outcome) => outcome.status === "rejected");
    expect(refused.length).toBeGreaterThan(0);
    await queue.drain();
  }, 30_000);

  test("a database that takes longer than Whop waits is answered for in time, and the row is still stored", async () => {
    const release = await holdInserts();
    const queue = newQueue();
    const began = performance.now();
    await expect(queue.store(delivery("msg_1"))).rejects.toThrow("The database took too long");
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(performance.now() - began).toBeGreaterThan(ANSWER_WITHIN_MS - 100);
    await release();
    await queue.drain();
    expect(await stored()).toHaveLength(1);
  }, 10_000);

  test("an orderly stop commits what waits and takes no more", async () => {
    const queue = newQueue();
    const waiting = Array.from({ length: 20 }, (_, index) => queue.store(delivery(`msg_${index}`)));
    const drained = queue.drain();
    await expect(queue.store(delivery("late"))).rejects.toThrow("Tidemark is stopping");
    await drained;
    await Promise.all(waiting);
    expect(await stored()).toHaveLength(20);
  });
});

test("a database that cannot be reached is answered for at once, with when to come back", async () => {
  const nowhere = openDatabase("postgres://tidemark_app@127.0.0.1:1/tidemark");
  const queue = createQueue({ sql: nowhere.ingest, log });
  const began = performance.now();
  const error = await queue.store(delivery("msg_1")).catch((caught: unknown) => caught);
  expect(error).toMatchObject({
    status: 503,
    retryAfterSeconds: 5,
    message: expect.stringContaining("cannot be reached"),
  });
  expect(performance.now() - began).toBeLessThan(2_000);
  await nowhere.close();
});

test("a connection that was cut is opened again for the next delivery", async () => {
  const queue = newQueue();
  await queue.store(delivery("msg_1"));
  await scratch.sql`select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'tidemark ingest' and datname = current_database()`;
  await sleep(50);
  await queue.store(delivery("msg_2"));
  expect(await stored()).toHaveLength(2);
});

test("a connection that breaks at its first query is answered for, and the process goes on", async () => {
  const url = new URL(scratch.urlAs("tidemark_app"));
  const proxy = await startProxy({ port: Number(url.port) });
  url.port = String(proxy.port);
  const broken = openDatabase(url.href);
  const queue = createQueue({ sql: broken.ingest, log });
  proxy.cutNextQuery();
  await expect(queue.store(delivery("msg_1"))).rejects.toThrow("cannot be reached");
  await queue.store(delivery("msg_2"));
  expect(await stored()).toMatchObject([{ delivery_key: "msg_2" }]);
  await broken.close();
  proxy.close();
});

test("connections that went silent, as when a machine vanishes, are opened anew", async () => {
  const url = new URL(scratch.urlAs("tidemark_app"));
  const proxy = await startProxy({ port: Number(url.port) });
  url.port = String(proxy.port);
  const stranded = openDatabase(url.href, { silentMs: 1_000 });
  const queue = createQueue({ sql: stranded.ingest, log });
  await Promise.all(["msg_1", "msg_2", "msg_3", "msg_4"].map((id) => queue.store(delivery(id))));
  await stranded.reads`select 1`;
  expect(proxy.strand()).toBeGreaterThan(2);
  stranded.doubt();
  await expect(queue.store(delivery("msg_5"))).rejects.toThrow("cannot be reached");
  await sleep(1_000); // by then all of them are found
  for (const id of ["msg_5", "msg_6", "msg_7", "msg_8"]) await queue.store(delivery(id));
  expect(await stranded.reads`select 1 as one`).toEqual([{ one: 1 }]);
  expect(await stored()).toHaveLength(8);
  await stranded.close();
  proxy.close();
}, 15_000);

test("an insert that the driver lost is not taken for one that was done", async () => {
  const sockets: net.Socket[] = [];
  const url = new URL(scratch.urlAs("tidemark_app"));
  const socket = () => {
    const made = net.connect(Number(url.port), url.hostname);
    sockets.push(made);
    return made;
  };
  const sql = postgres(url.href, { max: 1, ...{ socket } }) as unknown as Pool;
  const queue = createQueue({ sql, log });
  await queue.store(delivery("msg_1"));
  // Sent between a socket's error and its close, a query is resolved with nothing once the next one has connected anew.
  const sent = new Promise<unknown>((resolve) => {
    sockets[0]?.once("error", () => resolve(queue.store(delivery("msg_2")).catch((error: unknown) => error)));
  });
  sockets[0]?.destroy(new Error("a reset"));
  await sleep(100);
  await sql`select 1`;
  expect(await sent).toBeInstanceOf(NotStored);
  expect(await stored()).toHaveLength(1);
  await sql.end({ timeout: 1 });
});

test("an array of texts arrives in the database, and back, as it is", async () => {
  const texts = [
    "plain",
    "",
    'a "quote"',
    "back\\slash",
    "{braces}",
    "a, comma",
    " space ",
    "NULL",
    "línea\n2",
  ];
  const [row] = await database.reads<{ texts: string[] }[]>`select ${texts}::text[] as texts`;
  expect(row?.texts).toEqual(texts);
  expect(await database.reads`select '{}'::text[] as texts, ${[]}::text[] = '{}' as same`).toEqual([
    { texts: [], same: true },
  ]);
});
