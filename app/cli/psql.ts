import { spawn } from "node:child_process";
import { parseArgs } from "node:util";
import { findDatabase } from "../../db/find";
import { readEnvironment } from "../lib/env";
import { say } from "../lib/say";

const SEARCH_PATH = "core, metrics, raw, ops, api";
const ROLES = { owner: "tidemark_owner", app: "tidemark_app", analyst: "tidemark_analyst" } as const;

try {
  process.exitCode = await psql(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

/** Opens psql on the running database, as the analyst unless `--role` says otherwise; resolves to its exit code. */
async function psql(argv: string[]): Promise<number> {
  const { role, rest } = readRole(argv);
  const database = await findDatabase(readEnvironment());
  const url = new URL(database.roleUrl(ROLES[role]));
  const options =
    `${url.searchParams.get("options") ?? ""} -c search_path=${SEARCH_PATH.replaceAll(" ", "")}`.trim();
  const password = decodeURIComponent(url.password);
  const shown = url.href;
  // The password and the options go by the environment: arguments are for everybody on the machine to read.
  url.password = "";
  url.searchParams.delete("options");
  if (process.stdin.isTTY && rest.length === 0)
    say(`${database.where} as ${ROLES[role]}, search_path ${SEARCH_PATH}`);
  const child = spawn("psql", ["--dbname", url.href, ...rest], {
    stdio: "inherit",
    env: { ...process.env, PGOPTIONS: options, ...(password && { PGPASSWORD: password }) },
  });
  process.on("SIGINT", () => {}); // Ctrl-C cancels a query in psql; it does not end us
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => resolve(code ?? 1));
    child.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") return reject(error);
      say(`psql is not installed here. Any PostgreSQL client connects with\n\n  ${shown}\n`);
      say(`Then say: set search_path = ${SEARCH_PATH};`);
      resolve(0);
    });
  });
}

/** Takes `--role` out; everything else is psql's. */
function readRole(argv: string[]): { role: keyof typeof ROLES; rest: string[] } {
  const { tokens } = parseArgs({
    args: argv,
    options: { role: { type: "string" } },
    strict: false,
    tokens: true,
  });
  const token = tokens.find((candidate) => candidate.kind === "option" && candidate.name === "role");
  if (token?.kind !== "option") return { role: "analyst", rest: argv };
  const role = token.value;
  if (role !== "owner" && role !== "app" && role !== "analyst") {
    throw new Error(`There is no role "${role ?? ""}": say --role owner, --role app or --role analyst.`);
  }
  const rest = argv.filter((_, index) => {
    const isItsValue = !token.inlineValue && index === token.index + 1;
    return index !== token.index && !isItsValue;
  });
  return { role, rest };
}
