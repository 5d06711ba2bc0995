import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";

export interface RunningServer {
  /** such as http://127.0.0.1:41234 */
  url: string;
  process: ChildProcess;
  /** all that it wrote */
  output(): string;
  /** stops it in order and answers its exit code */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts the compiled server as `npm start` does (building it if it is out of date), on a free port. */
export async function startServer(settings: Record<string, string>): Promise<RunningServer> {
  const child = fork("app/cli/run.mjs", ["start"], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: { ...process.env, ...NO_SETTINGS, NODE_ENV: "production", PORT: "0", ...settings },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const exited = once(child, "exit") as Promise<[number | null]>;
  const ready = once(child, "message") as Promise<[{ type: string; url: string }]>;
  const url = await Promise.race([
    ready.then(([message]) => message.url),
    exited.then(([code]) => Promise.reject(new Error(`the server ended with code ${code}:\n${output}`))),
  ]);
  return {
    url,
    process: child,
    output: () => output,
    async stop(signal = "SIGTERM") {
      child.kill(signal);
      const [code] = await exited;
      return code;
    },
  };
}

/** What the person at this machine has set is none of a test's business; empty means unset, also against .env. */
const NO_SETTINGS = Object.fromEntries(
  [
    "HOST",
    "DATABASE_URL",
    "TIDEMARK_DATA_DIR",
    "TIDEMARK_TEST_EVENTS",
    "TRUST_PROXY",
    "LOG_LEVEL",
    "PUBLIC_URL",
    "WHOP_API_KEY",
    "WHOP_APP_ID",
    "WHOP_COMPANY_ID",
    "WHOP_WEBHOOK_SECRET",
  ].map((name) => [name, ""]),
);
