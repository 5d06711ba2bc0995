import { parseArgs } from "node:util";
import { apply } from "../../db/apply";
import { findDatabase } from "../../db/find";
import { readEnvironment } from "../lib/env";
import { say } from "../lib/say";

try {
  const { values } = parseArgs({ options: { url: { type: "string" } } });
  const url = values.url ?? (await findDatabase(readEnvironment())).url;
  const { applied, unchanged } = await apply(url, { say });
  for (const file of applied) say(`applied db/${file}`);
  say(`${applied.length} applied, ${unchanged} unchanged`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
