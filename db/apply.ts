import path from "node:path";
import postgres from "postgres";
import { connectionFailureOf } from "./runner/failure";
import { readFiles } from "./runner/files";
import { inOrder } from "./runner/order";
import { recorded } from "./runner/recorded";
import { Run } from "./runner/run";

/**
 * Brings a database to what db/ says: new migrations once, then every function, view and trigger file whose
 * checksum has changed, in the order of their `-- requires:` lines. All in one transaction under an advisory
 * lock: a failure leaves nothing behind, two runs at once take turns, and a run with nothing to do is two
 * short queries. A changed view is dropped and made again together with all files that require it; a function
 * is replaced in place, or treated like a view where PostgreSQL cannot replace it.
 * `applied` are paths below db/, in order. Throws one sentence that names the file, the line and what to do.
 */
export async function apply(
  url: string,
  o: { say?: (line: string) => void; dir?: string } = {},
): Promise<{ applied: string[]; unchanged: number }> {
  const dir = o.dir ?? path.join(process.cwd(), "db");
  const files = readFiles(dir);
  const migrations = files.filter(({ kind }) => kind === "migration");
  const repeatable = inOrder(files.filter(({ kind }) => kind !== "migration"));
  if (migrations.length === 0) throw new Error(`${dir} has no migrations: run from Tidemark's own folder.`);

  const sql = postgres(url, {
    max: 1,
    prepare: false,
    fetch_types: false,
    onnotice: () => {},
    connection: { application_name: "tidemark-apply" },
  });
  try {
    const known = await recorded(sql);
    const upToDate =
      known.size === files.length && files.every((file) => known.get(file.path) === file.checksum);
    if (upToDate) return { applied: [], unchanged: files.length };
    const applied = await sql.begin((tx) => new Run(tx, repeatable, o.say ?? (() => {})).apply(migrations));
    return { applied, unchanged: files.length - applied.length };
  } catch (error) {
    throw connectionFailureOf(url, error);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
