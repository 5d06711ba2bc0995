/**
 * What one more delivery costs when little and when much is stored, in the whole database and in one company:
 * `npx tsx tests/bench/constant.ts [--small 10000] [--large 1000000] [--rounds 5]`
 * Both databases are filled through the trigger and are in one server; rounds are interleaved. The large one takes minutes
 * to fill and some 10 GB of the temporary folder (TMPDIR) meanwhile.
 */

import { parseArgs } from "node:util";
import { costOf } from "./ingest/cost";
import { createHistory, type History } from "./ingest/history";
import { runToTheEnd } from "./ingest/leave-nothing";
import { machine } from "./ingest/machine";
import { aligned, inHundredths, inWhole, spreadOf } from "./ingest/report";
import { startBenchServer } from "./ingest/server";

/** What is measured in both databases. */
const CASES = [
  { title: "a company of 1,000 deliveries, batches of 50", of: "crowd", rows: 50, batches: 20 },
  { title: "a company of 1,000 deliveries, one by one", of: "crowd", rows: 1, batches: 200 },
  { title: "the company with half of all deliveries, batches of 50", of: "big", rows: 50, batches: 20 },
  { title: "the company with half of all deliveries, one by one", of: "big", rows: 1, batches: 200 },
] as const;

/** Histories are made of companies of a thousand, in pairs. */
const STEP = 2_000;

const { values } = parseArgs({
  options: {
    small: { type: "string", default: "10000" },
    large: { type: "string", default: "1000000" },
    rounds: { type: "string", default: "5" },
  },
});

async function main(): Promise<void> {
  const [small, large] = [historyOf("small"), historyOf("large")];
  const rounds = Number(values.rounds);
  if (!(Number.isInteger(rounds) && rounds > 0)) {
    throw new Error(`--rounds is ${values.rounds}; it must be a whole number from 1.`);
  }
  const server = await startBenchServer();
  console.log(machine(server.version));
  await createHistory(server, "small", small);
  const largeUrl = await createHistory(server, "large", large);

  const costs = CASES.map(() => ({ small: [] as number[], large: [] as number[] }));
  for (let round = 0; round < rounds; round++) {
    // What is measured would make the small one grow; the large one does not notice.
    const smallUrl = await server.create("measured", "small");
    for (const [nth, { title, ...what }] of CASES.entries()) {
      await server.checkpoint();
      const inSmall = await costOf({ ...what, url: smallUrl, history: small });
      await server.checkpoint();
      const inLarge = await costOf({ ...what, url: largeUrl, history: large });
      costs[nth]?.small.push(inSmall);
      costs[nth]?.large.push(inLarge);
      console.log(
        `round ${round + 1} of ${rounds}: ${title}: ${inWhole(inSmall)} and ${inWhole(inLarge)} µs`,
      );
    }
    await server.drop("measured");
  }
  console.log(`\n${tableOf(costs, small, large)}`);
}

/** Each ratio is formed within a round, where both databases saw the same machine. */
function tableOf(costs: { small: number[]; large: number[] }[], small: History, large: History): string {
  const [few, many] = [small, large].map(({ deliveries }) => deliveries.toLocaleString("en"));
  const lines = CASES.flatMap(({ title }, nth) => {
    const { small: before = [], large: after = [] } = costs[nth] ?? {};
    const ratios = after.map((cost, round) => cost / (before[round] ?? Number.NaN));
    return [
      [title, "", "", "", ""],
      [`  ${few} stored`, ...spreadOf(before, inWhole), "µs a delivery"],
      [`  ${many} stored`, ...spreadOf(after, inWhole), "µs a delivery"],
      ["  ratio", ...spreadOf(ratios, inHundredths), ""],
    ];
  });
  return aligned([["", "median", "min", "max", ""], ...lines]);
}

function historyOf(option: "small" | "large"): History {
  const deliveries = Number(values[option]);
  if (deliveries > 0 && deliveries % STEP === 0) return { deliveries };
  throw new Error(`--${option} is ${values[option]}; it must be a multiple of ${STEP}.`);
}

runToTheEnd(main);
