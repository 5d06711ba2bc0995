import { statfsSync } from "node:fs";
import { apply } from "../../../db/apply";
import { store } from "../../support/year-of-history";
import { turn } from "./deliveries";
import { activation, planOf, refuseUnlessProjected } from "./filled";
import { createProgress } from "./progress";
import { type BenchServer, connect } from "./server";
import { DELIVERY_ID, TEMPLATES, type Words, worded } from "./templates";

/**
 * So many deliveries: half of one big company, half of a crowd of companies that are all alike. Each membership has
 * ten, whatever the total: what grows is the database and the big company, not a membership.
 */
export interface History {
  deliveries: number;
}

export const BIG = "Big";
const DELIVERIES_EACH = 10;
const CROWD_MEMBERS = 100;
const BATCH = 1_000;
const DAY_MS = 86_400_000;
/** A delivery with all that follows from it, and the log of writing it, in bytes on the disk: rounded up. */
const BYTES_EACH = 16_000;

/** How many companies the crowd has, and the big company members. */
export function sizesOf({ deliveries }: History): { companies: number; members: number } {
  const half = deliveries / 2;
  return { companies: half / (CROWD_MEMBERS * DELIVERIES_EACH), members: half / DELIVERIES_EACH };
}

/** A random member: of the big company, or of a random one of the crowd. One batch is of one company, as a creator's are. */
export function someone(history: History, of: "big" | "crowd"): { company: Words; member(): Words } {
  const { companies, members } = sizesOf(history);
  const name = of === "big" ? BIG : Math.floor(Math.random() * companies);
  const company = { company: name, strip: name };
  const count = of === "big" ? members : CROWD_MEMBERS;
  return { company, member: () => ({ ...company, nth: Math.floor(Math.random() * count) }) };
}

/** Makes the database `name` with this history in it, all of it through the trigger, like any delivery. */
export async function createHistory(server: BenchServer, name: string, history: History): Promise<string> {
  const { bavail, bsize } = statfsSync(server.folder);
  const needed = history.deliveries * BYTES_EACH;
  if (bavail * bsize < needed) {
    throw new Error(
      `${server.folder} has no room for about ${Math.ceil(needed / 1e9)} GB: set TMPDIR to a larger disk, or give a smaller --large.`,
    );
  }
  const url = await server.create(name);
  await apply(url);
  const progress = createProgress(`Storing ${history.deliveries.toLocaleString("en")} deliveries`);
  let stored = 0;
  const fill = async (batches: Iterable<{ id: string; body: string }[]>) => {
    const sql = connect(url, 1);
    for (const batch of batches) {
      await store(sql, batch);
      stored += batch.length;
      progress(Math.min(0.99, stored / history.deliveries));
    }
    await sql.end();
  };
  await Promise.all([fill(crowd(history)), fill(big(history))]);
  const sql = connect(url, 1);
  await refuseUnlessProjected(sql);
  await sql`vacuum analyze`;
  await sql.end();
  progress(1);
  return url;
}

/** One batch for each company of the crowd: its whole history. */
function* crowd(history: History): Generator<{ id: string; body: string }[]> {
  for (let company = 0; company < sizesOf(history).companies; company++) {
    const steps = Array.from({ length: DELIVERIES_EACH }, (_, step) => step);
    yield [planOf(company), ...steps.flatMap((step) => toldIn(step, company, 0, CROWD_MEMBERS))];
  }
}

/** The big company's history, one step of all its members after the other. */
function* big(history: History): Generator<{ id: string; body: string }[]> {
  const { members } = sizesOf(history);
  yield [planOf(BIG)];
  for (let step = 0; step < DELIVERIES_EACH; step++) {
    for (let from = 0; from < members; from += BATCH) {
      yield toldIn(step, BIG, from, Math.min(from + BATCH, members));
    }
  }
}

/** What members have to tell in their nth month: first that they joined, then payments and updates by turns. */
function toldIn(step: number, company: number | string, from: number, until: number) {
  const first = Date.now() - (DELIVERIES_EACH + 1) * 30 * DAY_MS;
  return Array.from({ length: until - from }, (_, offset) => {
    const nth = from + offset;
    const at = new Date(first + step * 30 * DAY_MS + (nth % 1_000) * 1_000_000).toISOString();
    const words = {
      company,
      strip: company,
      nth,
      at,
      leaving: "false",
      unique: `H${company}x${nth}x${step}`,
    };
    if (step === 0) return activation(words);
    return { id: worded(DELIVERY_ID, words), body: worded(TEMPLATES[turn("mix", step)], words) };
  });
}
