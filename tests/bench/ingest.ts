/**
 * Deliveries a second, from plain inserts to the whole endpoint, beside a bare server and @supabase/stripe-sync-engine:
 * `npx tsx tests/bench/ingest.ts [--rounds 3] [--seconds 2] [--only http,bare] [--stored 100000] [--companies 1]`
 * Rounds are interleaved: each takes every figure once, every second round backwards, so that what else the machine does
 * falls on all alike. Every figure is taken on a fresh copy of its database, right after a checkpoint, at full durability.
 */

import { parseArgs } from "node:util";
import { STRIPS } from "./ingest/deliveries";
import { allFigures, type Figure, RATIOS } from "./ingest/figures";
import { runToTheEnd } from "./ingest/leave-nothing";
import { machine } from "./ingest/machine";
import { findPgbench } from "./ingest/pgbench";
import { ratiosOf, tableOf } from "./ingest/report";
import { type BenchServer, startBenchServer } from "./ingest/server";

/** What is stored in the databases that are almost empty. */
const FEW = 1_000;
/** Each connection makes its plans, and code is compiled, before it counts. */
const WARM_UP_SECONDS = 2;

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "2" },
    only: { type: "string", default: "" },
    stored: { type: "string", default: "100000" },
    companies: { type: "string", default: "1" },
  },
});

async function main(): Promise<void> {
  const [rounds, seconds] = [atLeastOne("rounds"), atLeastOne("seconds")];
  const [many, companies] = [atLeastOne("stored"), atLeastOne("companies")];
  if (companies > STRIPS)
    throw new Error(`--companies is ${companies}; members are spread over at most ${STRIPS}.`);
  if (many <= FEW)
    throw new Error(`--stored is ${many}; it must be more than the ${FEW} of the small databases.`);

  const server = await startBenchServer();
  console.log(machine(server.version));
  const figures = allFigures({
    server,
    few: { memberships: FEW, companies },
    many: { memberships: many, companies },
    warmUp: WARM_UP_SECONDS,
    seconds,
  }).filter(isWanted);
  if (figures.length === 0)
    throw new Error(
      `--only ${values.only} names none of the figures: plain, projected, commit, http, bare, engine, steady.`,
    );
  if (figures.some(({ key }) => /^(plain|projected)/.test(key))) findPgbench();
  await createTemplates(figures);

  const measured = new Map<string, number[][]>();
  for (let round = 0; round < rounds; round++) {
    for (const figure of round % 2 === 0 ? figures : figures.toReversed()) {
      const taken = await take(server, figure);
      measured.set(figure.key, [...(measured.get(figure.key) ?? []), taken]);
      console.log(
        `round ${round + 1} of ${rounds}: ${figure.key} ${taken.map((value) => value.toFixed(value < 100 ? 1 : 0)).join(" ")}`,
      );
    }
  }
  console.log(`\n${tableOf(figures, measured)}\n\n${ratiosOf(RATIOS, measured)}`);
}

/** Whether the figure's name begins with one of `--only`; all are wanted when that says nothing. */
function isWanted({ key }: Figure): boolean {
  const names = values.only.split(",").filter(Boolean);
  return names.length === 0 || names.some((name) => key === name || key.startsWith(`${name}.`));
}

async function createTemplates(figures: readonly Figure[]): Promise<void> {
  const templates = new Map(figures.map(({ template }) => [template.name, template]));
  for (const template of templates.values()) await template.create();
}

/** Takes one figure on a copy of its database, and throws unless all that was counted was also done. */
async function take(server: BenchServer, { template, measure }: Figure): Promise<number[]> {
  const url = await server.create("measured", template.name);
  const taken = await measure(url);
  await template.check(url);
  await server.drop("measured");
  return taken;
}

function atLeastOne(option: "rounds" | "seconds" | "stored" | "companies"): number {
  const number = Number(values[option]);
  if (Number.isInteger(number) && number > 0) return number;
  throw new Error(`--${option} is ${values[option]}; it must be a whole number from 1.`);
}

runToTheEnd(main);
