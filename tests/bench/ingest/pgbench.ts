import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { rowJson } from "../../../app/ingest/delivery";
import type { Pace } from "./closed-loop";
import { STRIPS, turn, type World } from "./deliveries";
import { endWithUs } from "./leave-nothing";
import { connect } from "./server";
import { DELIVERY_ID, markOf, TEMPLATES, type Words, worded } from "./templates";

/** A way of inserting: `rows` a statement, over so many connections. */
export interface Inserts {
  into: "raw.webhook_events" | "bench.plain";
  rows: number;
  connections: number;
}

const DEBIANS = "/usr/lib/postgresql";

/** The newest pgbench that is installed. Throws what to do when there is none. */
export function findPgbench(): string {
  const debians = existsSync(DEBIANS) ? readdirSync(DEBIANS).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...(process.env.PATH ?? "").split(path.delimiter),
    ...debians.map((version) => path.join(DEBIANS, version, "bin")),
  ];
  const found = folders.map((folder) => path.join(folder, "pgbench")).find((file) => existsSync(file));
  if (found && spawnSync(found, ["--version"]).status === 0) return found;
  throw new Error(
    "pgbench is not installed, which measures the plain inserts: install PostgreSQL's own programs (Debian: apt-get install postgresql), or leave it out with --only commit,http,bare,engine,steady.",
  );
}

/**
 * Deliveries a second, half payments and half news of memberships, inserted by pgbench with the app's statement, as
 * the app's role. The bodies travel with each statement, as the app's do; in there, the server itself replaces what
 * makes them new ones, in either table alike.
 */
export async function pgbench(
  o: Inserts & Pace & { url: string; world: World; folder: string },
): Promise<number> {
  const program = findPgbench();
  await prepare(o);
  const script = path.join(o.folder, "inserts.pgbench");
  writeFileSync(script, scriptOf(o));
  const output = await run(program, o, script, o.warmUp + o.seconds + 1);
  // It tells of each second. The first ones are not counted: each connection makes its plans. Nor is what comes after.
  const counted = [...output.matchAll(/^progress: ([\d.]+) s, ([\d.]+) tps/gm)]
    .map(([, at, tps]) => ({ at: Math.round(Number(at)), tps: Number(tps) }))
    .filter(({ at }) => at > o.warmUp && at <= o.warmUp + o.seconds);
  if (counted.length === 0) throw new Error(`pgbench told of no second that counts, but: ${output}`);
  return (counted.reduce((sum, { tps }) => sum + tps, 0) / counted.length) * o.rows;
}

/** The table without triggers, and for each connection the bodies that it sends: in batches, one of each strip. */
async function prepare({ url, rows, connections, world }: Inserts & { url: string; world: World }) {
  const sql = connect(url, 1);
  await sql.unsafe(`
    create schema bench;
    create table bench.plain (like raw.webhook_events including all);
    create table bench.bodies (connection int primary key, rows text not null);
    grant usage on schema bench to tidemark_app;
    grant insert on bench.plain to tidemark_app;
    grant select on bench.bodies to tidemark_app;
  `);
  for (let connection = 0; connection < connections; connection++) {
    const row = (nth: number) => {
      const strip = Math.floor((nth * STRIPS) / rows);
      const words = rows === 1 ? {} : { strip, company: strip % world.companies };
      return rowOf(connection + nth, { ...words, unique: `${markOf("unique")}x${nth}` });
    };
    const text = `[${Array.from({ length: rows }, (_, nth) => row(nth)).join(",")}]`;
    await sql`insert into bench.bodies values (${connection}, ${text})`;
  }
  await sql.end();
}

/** The delivery as the app hands it to PostgreSQL, still with marks in it. */
function rowOf(nth: number, words: Words): string {
  const at = markOf("at");
  return rowJson({
    deliveryKey: worded(DELIVERY_ID, words),
    source: "webhook",
    receivedAt: at,
    sentAt: at,
    headers: { "content-type": "application/json", "user-agent": "Whop-Webhooks/1.0" },
    payload: worded(TEMPLATES[turn("mix", nth)], words),
    body: new Uint8Array(),
    defaultCompanyId: null,
  });
}

/** No colon may stand here but in `::` and before one of pgbench's variables. */
function scriptOf({ into, world }: Inserts & { world: World }): string {
  const marked: [word: keyof Words, expression: string][] = [
    ["unique", "$unique::text"],
    ["nth", "$nth::text"],
    ["strip", "$strip::text"],
    ["company", `($strip::int % ${world.companies})::text`],
    ["at", "(to_json(clock_timestamp() at time zone 'utc') #>> '{}') || 'Z'"],
    ["leaving", "($unique::bigint % 2 = 0)::text"],
  ];
  const bodies = marked.reduce(
    (text, [word, expression]) => `replace(${text}, '${markOf(word)}', ${expression.replace("$", ":")})`,
    ":rows::text",
  );
  return `
\\if :ready = 0
select rows from bench.bodies where connection = :client_id::int \\gset
\\set ready 1
\\endif
\\set unique random(1, 9000000000000000000)
\\set nth random(0, ${Math.floor(world.memberships / STRIPS) - 1})
\\set strip random(0, ${STRIPS - 1})
insert into ${into}
  (delivery_key, source, received_at, sent_at, headers, payload, body, default_company_id)
select
  delivery_key, source, received_at, sent_at, headers, payload, decode(body_base64, 'base64'), default_company_id
from jsonb_to_recordset(${bodies}::jsonb) as delivery (
  delivery_key text,
  source text,
  received_at timestamptz,
  sent_at timestamptz,
  headers jsonb,
  payload jsonb,
  body_base64 text,
  default_company_id text
)
on conflict do nothing;
`;
}

async function run(
  program: string,
  { url, connections }: { url: string; connections: number },
  script: string,
  seconds: number,
): Promise<string> {
  const { hostname, port, username, password, pathname } = new URL(url);
  const child = endWithUs(
    spawn(
      program,
      [
        "--no-vacuum",
        "--protocol=prepared",
        `--client=${connections}`,
        `--jobs=${Math.min(connections, 2)}`,
        `--time=${seconds}`,
        "--progress=1",
        "--define=ready=0",
        `--file=${script}`,
      ],
      {
        stdio: ["ignore", "pipe", "pipe"],
        env: {
          ...process.env,
          PGHOST: hostname,
          PGPORT: port,
          PGUSER: username,
          PGPASSWORD: password,
          PGDATABASE: pathname.slice(1),
          PGOPTIONS: "-c role=tidemark_app",
        },
      },
    ),
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const [code] = (await once(child, "close")) as [number | null];
  if (code === 0) return output;
  throw new Error(`pgbench ended with code ${code}; what it said may tell why: ${output.slice(-2_000)}`);
}
