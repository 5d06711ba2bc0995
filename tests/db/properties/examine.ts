import type { Sql } from "postgres";
import { wrongAsKnown } from "./clocks";
import { differences, fingerprint } from "./compare";
import { type Copy, copiesOf, rowOf } from "./copies";
import { type Delivery, deliveriesOf } from "./deliveries";
import { wrongFigures } from "./figures";
import type { History } from "./history";
import { tagOf } from "./ids";
import { unlikeReckoning } from "./reckoned";
import { send } from "./sending";
import { emptyAll, refreshAll } from "./tables";

/** What is wrong with one history of a group; `history` is null where nobody can say which it was. */
export interface Finding {
  fact: Fact;
  history: number | null;
  what: string;
}

export type Fact =
  | "ends in the same"
  | "books balance"
  | "identities"
  | "as known"
  | "nothing fails"
  | "replay"
  | "rebuild"
  | "figures"
  | "reckoning";

export interface Examination {
  seed: number;
  /** what the histories come to is beyond doubt */
  figuresAreKnown: boolean;
  /** the one fact that is in question: what only concerns others is left out */
  only?: Fact;
}

/** Delivers every copy of these histories, side by side in one database, and says what was not as it should be. */
export async function examine(sql: Sql, histories: readonly History[], o: Examination): Promise<Finding[]> {
  const findings: Finding[] = [];
  const isAsked = (...facts: Fact[]) => o.only === undefined || facts.includes(o.only);
  const copies = histories.flatMap((history, number) =>
    copiesOf(deliveriesOf(history), o.seed + number).map((copy) => ({
      ...copy,
      tag: tagOf(number, copy.letter),
    })),
  );
  await emptyAll(sql);
  await setZones(sql, histories, copies);

  const checkBooks = isAsked("books balance") ? () => audit(sql, findings) : async () => {};
  if (o.only === "figures" || o.only === "reckoning") {
    await send(sql, sideBySide(copies.filter(({ letter }) => letter === "a")).flat());
  } else {
    for (const batch of sideBySide(copies.filter((copy) => !copy.atTwoProcesses))) {
      await send(sql, batch);
      await checkBooks();
      if (findings.length > 0) return findings;
    }
    await atTwoProcesses(sql, sideBySide(copies.filter((copy) => copy.atTwoProcesses)), checkBooks);
  }
  await failures(sql, findings);
  if (isAsked("ends in the same", "reckoning")) await refreshAll(sql);
  if (isAsked("identities")) await identities(sql, findings);
  if (isAsked("as known")) await asKnown(sql, histories, findings);
  if (isAsked("ends in the same")) await same(sql, findings);
  if (o.figuresAreKnown && isAsked("figures")) await figures(sql, histories, findings);
  if (isAsked("reckoning")) await reckoning(sql, histories, o.seed, findings);
  if (isAsked("replay", "rebuild")) await replay(sql, findings);
  return findings;
}

async function setZones(
  sql: Sql,
  histories: readonly History[],
  copies: readonly { tag: string }[],
): Promise<void> {
  for (const { tag } of copies) {
    const zone = histories[Number(tag.slice(1, 3))]?.zone;
    if (zone)
      await sql`insert into ops.company_settings (company_id, time_zone) values (${`biz_${tag}`}, ${zone})`;
  }
}

type Tagged = Copy & { tag: string };

/** The nth batch of every copy, as one statement: batches of different companies arrive together. */
function sideBySide(copies: readonly Tagged[]): string[][] {
  const steps = Math.max(0, ...copies.map(({ batches }) => batches.length));
  return Array.from({ length: steps }, (_, step) =>
    copies.flatMap(({ batches, tag }) =>
      (batches[step] ?? []).map((delivery: Delivery) => rowOf(delivery, tag)),
    ),
  );
}

/** Two connections, each with every other batch, neither waiting for the other. */
async function atTwoProcesses(
  sql: Sql,
  batches: readonly string[][],
  checkBooks: () => Promise<void>,
): Promise<void> {
  await Promise.all(
    [0, 1].map(async (process) => {
      const connection = await sql.reserve();
      try {
        for (const batch of batches.filter((_, index) => index % 2 === process)) {
          await untilThrough(() => send(connection, batch));
          await checkBooks();
        }
      } finally {
        connection.release();
      }
    }),
  );
}

const COLLISIONS = ["40001", "40P01", "55P03"];

/** A batch that collided with another is sent again, as Whop does. */
async function untilThrough(send: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send();
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : "";
      if (!COLLISIONS.includes(code) || attempt === 10) throw error;
    }
  }
}

async function audit(sql: Sql, findings: Finding[]): Promise<void> {
  const rows = await sql<{ company_id: string }[]>`select * from core.audit()`;
  for (const row of rows) {
    findings.push({
      fact: "books balance",
      history: historyIn(JSON.stringify(row)),
      what: JSON.stringify(row),
    });
  }
}

async function failures(sql: Sql, findings: Finding[]): Promise<void> {
  const rows = await sql`
    select failure.sqlstate, failure.message, delivery.delivery_key, delivery.payload
    from ops.failures as failure
    join raw.webhook_events as delivery on delivery.seq = failure.raw_seq`;
  for (const row of rows) {
    findings.push({
      fact: "nothing fails",
      history: historyIn(JSON.stringify(row)),
      what: JSON.stringify(row),
    });
  }
}

async function identities(sql: Sql, findings: Finding[]): Promise<void> {
  const rows = await sql`select * from metrics.identity_checks where not holds`;
  for (const row of rows) {
    findings.push({
      fact: "identities",
      history: historyIn(String(row.company_id)),
      what: JSON.stringify(row),
    });
  }
}

async function asKnown(sql: Sql, histories: readonly History[], findings: Finding[]): Promise<void> {
  for (const { history, what } of await wrongAsKnown(sql, histories)) {
    findings.push({ fact: "as known", history, what });
  }
}

async function same(sql: Sql, findings: Finding[]): Promise<void> {
  for (const { history, copies, table, row } of await differences(sql, "abcde")) {
    findings.push({ fact: "ends in the same", history, what: `only in ${copies}: ${table} ${row}` });
  }
}

async function figures(sql: Sql, histories: readonly History[], findings: Finding[]): Promise<void> {
  for (const { history, what } of await wrongFigures(sql, histories)) {
    findings.push({ fact: "figures", history, what });
  }
}

async function reckoning(
  sql: Sql,
  histories: readonly History[],
  seed: number,
  findings: Finding[],
): Promise<void> {
  for (const { history, what } of await unlikeReckoning(sql, histories, seed)) {
    findings.push({ fact: "reckoning", history, what });
  }
}

async function replay(sql: Sql, findings: Finding[]): Promise<void> {
  const before = await fingerprint(sql);
  await sql`select core.project(array_agg(seq), again => true) from raw.webhook_events`;
  await unchanged(sql, before, "replay", findings);
  for (const { company_id } of await sql<
    { company_id: string }[]
  >`select company_id from core.companies order by 1`) {
    await sql`call core.rebuild(${company_id})`;
  }
  await unchanged(sql, before, "rebuild", findings);
}

async function unchanged(
  sql: Sql,
  before: Record<string, string>,
  fact: "replay" | "rebuild",
  findings: Finding[],
): Promise<void> {
  const after = await fingerprint(sql);
  for (const [table, print] of Object.entries(after)) {
    if (before[table] !== print) findings.push({ fact, history: null, what: `${table} changed` });
  }
}

function historyIn(text: string): number | null {
  const tag = text.match(/h(\d\d)[a-z]/);
  return tag ? Number(tag[1]) : null;
}
