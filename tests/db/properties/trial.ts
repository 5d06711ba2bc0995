import fc from "fast-check";
import type { Sql } from "postgres";
import { deliveriesOf } from "./deliveries";
import { examine, type Fact, type Finding } from "./examine";
import type { History } from "./history";

/** Which histories to try: so many from a seed on; or, with a path that a failure printed, that one alone. */
export interface Trial {
  /** names the kind in the title of its tests */
  kind: string;
  histories: fc.Arbitrary<History>;
  figuresAreKnown: boolean;
  count: number;
  seed: number;
  path: string | null;
}

/** So many stand side by side in the database: more would make the audit after each batch slower than it saves. */
const GROUP = 5;

/** Tries them all, a group at a time; `history` of a finding is its number among all of them. */
export async function tryAll(sql: Sql, trial: Trial): Promise<Finding[]> {
  const { seed, figuresAreKnown } = trial;
  const findings: Finding[] = [];
  const histories =
    trial.path === null ? fc.sample(trial.histories, { seed, numRuns: trial.count }) : [at(trial)];
  for (let first = 0; first < histories.length; first += GROUP) {
    const group = histories.slice(first, first + GROUP);
    for (const finding of await examine(sql, group, { seed, figuresAreKnown })) {
      findings.push({ ...finding, history: finding.history === null ? null : first + finding.history });
    }
  }
  return findings;
}

/** The history at the trial's path. */
function at({ histories, seed, path }: Trial): History {
  let found: History | undefined;
  fc.check(
    fc.property(histories, (history) => {
      found = history;
      return false;
    }),
    { seed, path: path ?? "0", endOnFailure: true },
  );
  if (!found) throw new Error(`There is no history at PROPERTY_PATH=${path} of PROPERTY_SEED=${seed}.`);
  return found;
}

/** Makes a history that breaks a fact as small as it gets while still breaking it, and tells how to see it again. */
export async function report(
  sql: Sql,
  trial: Trial,
  fact: Fact,
  findings: readonly Finding[],
): Promise<string> {
  const { seed, figuresAreKnown } = trial;
  const first = findings.find(({ history }) => history !== null);
  const start = trial.path ?? String(first?.history ?? 0);
  let smallest: Finding[] = [];
  const breaksIt = async (history: History) => {
    const found = await examine(sql, [history], { seed, figuresAreKnown, only: fact });
    const broken = found.filter((finding) => finding.fact === fact);
    if (broken.length > 0) smallest = broken;
    return broken.length === 0;
  };
  const shrunk = await fc.check(fc.asyncProperty(trial.histories, breaksIt), {
    seed,
    path: start,
    numRuns: 1,
    interruptAfterTimeLimit: 90_000,
  });
  const history = shrunk.counterexample?.[0];
  if (!history) {
    return [`It broke among others and not alone:`, ...findings.slice(0, 5).map(said)].join("\n");
  }
  return [
    ...smallest.slice(0, 6).map(said),
    "The history:",
    JSON.stringify(history, null, 1),
    "Its deliveries, in order:",
    ...deliveriesOf(history).map((delivery) => JSON.stringify(delivery)),
    `Again: PROPERTY_SEED=${shrunk.seed} PROPERTY_PATH=${shrunk.counterexamplePath} npm test -- tests/db/properties.test.ts -t "${trial.kind}"`,
  ].join("\n");
}

function said({ history, what }: Finding): string {
  return history === null ? what : `history ${history}: ${what}`;
}
