import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

export type Kind = "migration" | "function" | "trigger" | "view";

/** One SQL file of db/. */
export interface SqlFile {
  /** path below db/, with forward slashes: "views/metrics.cohort_retention.sql" */
  path: string;
  kind: Kind;
  /** the file's name without .sql: what one types in psql */
  name: string;
  text: string;
  checksum: string;
  /** names in its `-- requires:` lines */
  requires: string[];
}

const FOLDERS: [folder: string, kind: Kind, name: RegExp, example: string][] = [
  ["migrations", "migration", /^\d{4}_[a-z0-9_]+$/, "0001_tables.sql"],
  ["functions", "function", /^[a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*$/, "core.post_revenue.sql"],
  ["views", "view", /^[a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*$/, "metrics.cohort_retention.sql"],
  ["triggers", "trigger", /^[a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*$/, "raw.webhook_events.sql"],
];

/** Reads all SQL files of db/, sorted by name within their folder. Throws if a name is not as it must be. */
export function readFiles(dir: string): SqlFile[] {
  const files = FOLDERS.flatMap(([folder, kind, pattern, example]) =>
    listSql(path.join(dir, folder)).map((fileName) => {
      const name = fileName.slice(0, -".sql".length);
      if (!pattern.test(name)) {
        throw new Error(`db/${folder}/${fileName} needs a name like ${example}: rename it.`);
      }
      const text = readFileSync(path.join(dir, folder, fileName), "utf8").replaceAll("\r\n", "\n");
      return {
        path: `${folder}/${fileName}`,
        kind,
        name,
        text,
        checksum: createHash("sha256").update(text).digest("hex"),
        requires: readRequires(text),
      };
    }),
  );
  refuseSameNumber(files.filter(({ kind }) => kind === "migration"));
  return files;
}

function listSql(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".sql"))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** `-- requires: core.a, metrics.b` in the comment that opens a file; any number of such lines. */
function readRequires(text: string): string[] {
  const header = text.match(/^(?:[ \t]*(?:--.*)?\n)*/)?.[0] ?? "";
  return [...header.matchAll(/^--\s*requires:(.*)$/gm)].flatMap((line) =>
    (line[1] ?? "")
      .split(",")
      .map((name) => name.trim())
      .filter(Boolean),
  );
}

function refuseSameNumber(migrations: SqlFile[]): void {
  migrations.forEach((migration, index) => {
    const before = migrations[index - 1];
    if (before?.name.slice(0, 4) !== migration.name.slice(0, 4)) return;
    throw new Error(
      `db/${before.path} and db/${migration.path} have the same number: renumber the newer one.`,
    );
  });
}
