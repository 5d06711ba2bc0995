import { spawn } from "node:child_process";
import path from "node:path";

/** A system user and group to run a program as; undefined everywhere means: as ourselves. */
export interface Account {
  uid: number;
  gid: number;
}

export interface Outcome {
  /** exit code; null when a signal ended the program */
  code: number | null;
  /** what it wrote to stdout and stderr, in order */
  output: string;
}

/**
 * Runs a program to its end, with English messages and without the caller's PG* variables, which would
 * otherwise change what PostgreSQL's programs do. `ownSession` keeps the terminal's Ctrl-C away from it.
 * Rejects only when the program cannot be started at all.
 */
export function run(
  program: string,
  args: string[],
  o: { account?: Account | undefined; ownSession?: boolean } = {},
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...o.account,
      // The caller's folder may be closed to another user, and older PostgreSQL insists on reading it.
      cwd: path.parse(program).root || undefined,
      env: environment(),
      stdio: ["ignore", "pipe", "pipe"],
      detached: o.ownSession ?? false,
    });
    let output = "";
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}

function environment(): typeof process.env {
  const environment = { ...process.env, LC_ALL: "C" };
  for (const name of Object.keys(environment)) {
    if (name.startsWith("PG")) Reflect.deleteProperty(environment, name);
  }
  return environment;
}
