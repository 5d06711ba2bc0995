import { createHash, randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { signLegacy, signStandard } from "../../app/ingest/signature";
import { sampleNames, sampleOf } from "../../app/whop/samples";
import { chance, pick, type RandomState, seeded } from "../../app/whop/world/random";
import { createDatabase, type TestDatabase } from "../support/database";
import { sale } from "../support/deliveries";
import { mutated } from "../support/mutations";
import { type RunningServer, startServer } from "../support/running-server";

/** FUZZ_COUNT=100000 looks longer; FUZZ_SEED=… sends the same again; FUZZ_REPORT=1 lists what SQL could not project. */
const SEED = process.env.FUZZ_SEED ?? randomBytes(6).toString("hex");
const COUNT = Number(process.env.FUZZ_COUNT ?? 3_000);
const CALLERS = 32;
/** Every fourth delivery is healthy, so that most batches hold some of both. */
const HEALTHY = 4;
const CHUNK = 200;

const SECRET = "ws_of_the_fuzzing";
const FIXTURES = path.join("tests", "fixtures", "whop");
const payloads = readdirSync(FIXTURES)
  .filter((name) => name.endsWith(".json"))
  .map((name) => readFileSync(path.join(FIXTURES, name), "utf8"));

interface Case {
  name: string;
  /** the signed webhook-id; the legacy scheme has none */
  id: string | null;
  key: string;
  body: Buffer;
  total: string | null;
}

let database: TestDatabase;
let server: RunningServer;
const sent: Case[] = [];

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer({ DATABASE_URL: database.url, WHOP_WEBHOOK_SECRET: SECRET });
}, 120_000);
afterAll(async () => {
  await server?.stop();
  await database?.close();
});

/** Each case follows from the seed and its number alone. */
function caseOf(index: number): Case {
  const random = seeded(`${SEED} ${index}`);
  const name = `FUZZ_SEED=${SEED}, number ${index}`;
  if (index % HEALTHY === 0) {
    const total = `${index}.${String(index % 100).padStart(2, "0")}`;
    const { data, ...envelope } = sale("biz_healthy", Number(total));
    const body = Buffer.from(
      JSON.stringify({ ...envelope, data: { ...(data as object), id: `pay_${index}` } }),
    );
    return { name, id: `msg_healthy_${index}`, key: `msg_healthy_${index}`, body, total };
  }
  const body = mutated(random, payloadFor(random));
  const id = chance(random, 0.1) ? null : `msg_${index}${pick(random, IDS)}`;
  const hashed = createHash("sha256").update(id ?? body);
  const key = id && id.length <= 255 ? id : `sha256:${hashed.digest("hex")}`;
  return { name, id, key, body, total: null };
}

const IDS = [
  "",
  "",
  "",
  "",
  "'--",
  '"',
  "\\",
  " x",
  "é\u00ff",
  "%00",
  "{}",
  "$1",
  "a.b.c",
  "x".repeat(300),
] as const;

function payloadFor(random: RandomState): string {
  const [first = "{}", ...others] = payloads;
  if (chance(random, 0.2)) return pick(random, [first, ...others]);
  const [name = "", ...names] = sampleNames;
  return sampleOf(pick(random, [name, ...names]), { companyId: "biz_fuzz", now: new Date() });
}

async function send({ id, body }: Case): Promise<number> {
  const timestamp = Math.floor(Date.now() / 1000);
  const signature: Record<string, string> = id
    ? {
        "webhook-id": id,
        "webhook-timestamp": String(timestamp),
        "webhook-signature": signStandard({ secret: SECRET, id, timestamp, body }),
      }
    : { "x-whop-signature": signLegacy({ secret: SECRET, timestamp, body }) };
  const response = await fetch(`${server.url}/webhooks/whop`, {
    method: "POST",
    headers: { "content-type": "application/json", ...signature },
    body: new Uint8Array(body),
  });
  await response.arrayBuffer();
  return response.status;
}

test(`every one of ${COUNT} deliveries is answered 200, whatever is in it`, async () => {
  const refused: string[] = [];
  let index = 0;
  const call = async () => {
    while (index < COUNT) {
      const one = caseOf(index++);
      sent.push(one);
      const status = await send(one);
      if (status !== 200) refused.push(`${one.name}: ${status}`);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, call));
  expect(refused).toEqual([]);
}, 600_000);

test("each is stored once, as it was sent: as JSON where PostgreSQL can read it, else byte for byte", async () => {
  const wrong: string[] = [];
  for (let from = 0; from < sent.length; from += CHUNK) {
    const chunk = new Map(sent.slice(from, from + CHUNK).map((one) => [one.key, one]));
    const rows = await database.sql<{ delivery_key: string; body: Buffer | null }[]>`
      select delivery_key, body from raw.webhook_events where delivery_key = any (${[...chunk.keys()]}::text[])`;
    const stored = new Map(rows.map((row) => [row.delivery_key, row]));
    for (const one of chunk.values()) {
      const row = stored.get(one.key);
      const problem = !row
        ? "is not there"
        : row.body === null
          ? (await isSame(one)) || "is stored as other JSON"
          : !row.body.equals(one.body)
            ? "is stored as other bytes"
            : (await isNoJson(one.body)) || "is stored as bytes, and PostgreSQL could read it";
      if (problem !== true) wrong.push(`${one.name} ${problem}`);
    }
  }
  expect(wrong).toEqual([]);
}, 600_000);

async function isSame({ key, body }: Case): Promise<boolean> {
  const [row] = await database.sql<{ same: boolean }[]>`
    select payload = ${textOf(body) ?? ""}::text::jsonb as same from raw.webhook_events where delivery_key = ${key}`;
  return row?.same === true;
}

async function isNoJson(body: Buffer): Promise<boolean> {
  const text = textOf(body);
  if (text === null || text.includes("\u0000") || text.trim() === "null") return true;
  if (/\de[+-]?\d{5}/i.test(text)) return true; // PostgreSQL could, at a price
  return database.sql`select ${text}::text::jsonb`.then(
    () => false,
    () => true,
  );
}

function textOf(body: Buffer): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    return null;
  }
}

test("healthy deliveries among them are counted to the cent, also in the same commit", async () => {
  const healthy = sent.flatMap(({ total }) => total ?? []);
  const payments = await database.sql<{ total: string }[]>`
    select total::numeric(20, 2)::text as total from core.payments where company_id = 'biz_healthy' order by 1`;
  expect(payments.map(({ total }) => total)).toEqual(healthy.map((total) => Number(total).toFixed(2)).sort());
  const [shared] = await database.sql`
    select count(*)::integer as commits from (
      select from raw.webhook_events group by xmin
      having bool_or(company_id = 'biz_healthy') and bool_or(company_id is distinct from 'biz_healthy')
    ) as shared`;
  expect(shared?.commits).toBeGreaterThan(COUNT / 100);
});

test("each is projected or filed with its reason, and the books balance", async () => {
  const neither = await database.sql`
    select seq, delivery_key from raw.webhook_events as delivery
    where not exists (select from core.events where raw_seq = delivery.seq)
      and not exists (select from ops.failures where raw_seq = delivery.seq)`;
  expect(neither, `FUZZ_SEED=${SEED}`).toEqual([]);
  expect(await database.sql`select * from core.audit()`, `FUZZ_SEED=${SEED}`).toEqual([]);
  if (process.env.FUZZ_REPORT) await listFailures();
});

async function listFailures(): Promise<void> {
  const failures = await database.sql`
    select sqlstate, left(message, 160) as message, count(*)::integer as deliveries,
      (array_agg(left(coalesce(payload::text, encode(body, 'escape')), 3000) order by length(payload::text)))[1] as payload
    from ops.failures join raw.webhook_events on seq = raw_seq
    group by 1, 2 order by 3 desc`;
  for (const failure of failures) process.stdout.write(`${JSON.stringify(failure)}\n`);
}

test("the server is the same process, is well, and has nothing to complain of", async () => {
  expect(server.process.exitCode).toBeNull();
  expect(await (await fetch(`${server.url}/healthz`)).text()).toBe("ok\n");
  const lines = server
    .output()
    .split("\n")
    .filter((line) => line.startsWith("{"));
  const loud = lines.filter((line) => (JSON.parse(line) as { level: number }).level >= 40);
  expect(loud, `FUZZ_SEED=${SEED}`).toEqual([]);
  expect(server.output()).not.toMatch(/ws_of_the|pay_|polluted|@example/);
  expect(await server.stop()).toBe(0);
});
