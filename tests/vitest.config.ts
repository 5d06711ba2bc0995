import { existsSync } from "node:fs";
import path from "node:path";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";

/** Debian's PostgreSQL 15, the oldest that Tidemark works on. */
const POSTGRES_15 = "/usr/lib/postgresql/15/bin";
const hasPostgres15 = existsSync(path.join(POSTGRES_15, "postgres"));

const root = path.resolve(import.meta.dirname, "..");
const SERVER_TESTS = ["tests/{ingest,live,demo,server}/**/*.test.{ts,tsx}"];
const DATABASE_TESTS = ["tests/{db,golden}/**/*.test.ts"];
const BROWSER_TESTS = ["tests/browser/**/*.test.ts"];
const FAULT_TESTS = ["tests/fault/**/*.test.ts"];

if (!hasPostgres15) {
  process.stdout.write(
    `The database tests run on the embedded PostgreSQL only: ${POSTGRES_15} is not here (Debian: apt-get install postgresql-15).\n`,
  );
}

export default defineConfig({
  root,
  test: {
    maxWorkers: 2,
    projects: [
      project("unit", ["tests/**/*.test.{ts,tsx}"], {
        exclude: [...SERVER_TESTS, ...DATABASE_TESTS, ...BROWSER_TESTS, ...FAULT_TESTS],
      }),
      project("db-18", DATABASE_TESTS, onDatabase()),
      // The launcher brings its own servers: once is enough.
      ...(hasPostgres15
        ? [
            project("db-15", DATABASE_TESTS, {
              ...onDatabase(),
              provide: { postgresBin: POSTGRES_15 },
              exclude: ["tests/db/embedded.test.ts"],
            }),
          ]
        : []),
      project("server", SERVER_TESTS, onDatabase()),
      project("browser", BROWSER_TESTS, {
        ...onDatabase(),
        testTimeout: 120_000,
        hookTimeout: 120_000,
        maxWorkers: 1,
        sequence: { groupOrder: 1 },
      }),
      // What is killed and stopped here, and how soon it is back, is nobody else's to meet.
      project("fault", FAULT_TESTS, {
        testTimeout: 60_000,
        hookTimeout: 120_000,
        maxWorkers: 1,
        sequence: { groupOrder: 2 },
      }),
    ],
  },
});

type Options = NonNullable<TestProjectInlineConfiguration["test"]>;

function project(name: string, include: string[], more: Options = {}): TestProjectInlineConfiguration {
  // On a busy machine what is waited for may take a while; a test says that it comes, not how fast.
  const expect = { poll: { timeout: 10_000 } };
  return { root, test: { name, include, setupFiles: ["tests/support/console.ts"], expect, ...more } };
}

/** The server is started once per run, and told to the tests through `inject("server")`. */
function onDatabase(): Options {
  return { globalSetup: ["tests/support/global-setup.ts"], testTimeout: 30_000, hookTimeout: 60_000 };
}
