import postgres from "postgres";
import { failureOf } from "./failure";
import type { SqlFile } from "./files";
import { type DatabaseObject, objectsOf } from "./objects";
import { dependantsOf } from "./order";
import { recorded } from "./recorded";

const LOCK_TIMEOUT = "60s";
const OLDEST_POSTGRES = 15;
/** Everything belongs to the owner, and names mean the same whoever runs this. */
const AS_OWNER = as("tidemark_owner");

/** One run of db/ in one transaction: brings the database to what the files say. */
export class Run {
  /** path → checksum, as it was before this run */
  private known = new Map<string, string>();
  private readonly applied = new Set<string>();
  private readonly pending = new Set<SqlFile>();
  private readonly toRefresh = new Set<SqlFile>();

  constructor(
    private readonly tx: postgres.TransactionSql,
    private readonly repeatable: SqlFile[],
    private readonly say: (line: string) => void,
  ) {}

  async apply(migrations: SqlFile[]): Promise<string[]> {
    await this.begin();
    this.known = await recorded(this.tx);
    await this.migrate(migrations);
    await this.tx.unsafe(AS_OWNER).simple();
    await this.forgetVanished();
    await this.collectPending();
    for (const file of this.repeatable) {
      if (this.pending.has(file)) await this.renew(file);
    }
    await this.refresh();
    return [...this.applied];
  }

  private async begin(): Promise<void> {
    await this.tx
      .unsafe(
        `set local statement_timeout = 0;
        select pg_advisory_xact_lock(hashtextextended('tidemark db/apply', 0));
        set local idle_in_transaction_session_timeout = 0;
        set local lock_timeout = '${LOCK_TIMEOUT}';
        set local timezone = 'UTC'`,
      )
      .simple();
    const [server] = await this.tx<{ major: number }[]>`
      select current_setting('server_version_num')::int / 10000 as major`;
    if (server && server.major < OLDEST_POSTGRES) {
      throw new Error(
        `This is PostgreSQL ${server.major}, and Tidemark needs 15 or newer: upgrade the server.`,
      );
    }
  }

  private async migrate(migrations: SqlFile[]): Promise<void> {
    const paths = new Set(migrations.map((migration) => migration.path));
    for (const applied of this.known.keys()) {
      if (!applied.startsWith("migrations/") || paths.has(applied)) continue;
      throw new Error(
        `This database has db/${applied}, which is not here: it was set up by a newer Tidemark. Update the code (git pull), or use another database.`,
      );
    }
    const newest =
      [...this.known.keys()]
        .filter((applied) => paths.has(applied))
        .sort()
        .at(-1) ?? "";
    for (const migration of migrations) {
      const checksum = this.known.get(migration.path);
      if (checksum === migration.checksum) continue;
      if (checksum) throw editedMigration(migration, migrations);
      if (migration.path < newest) {
        throw new Error(
          `db/${migration.path} is new, but db/${newest} is applied already: give it the next number.`,
        );
      }
      // The first one makes the roles, so it runs as the connecting user and changes to the owner itself.
      await this.execute(migration, migration === migrations[0] ? "none" : "tidemark_owner");
    }
  }

  /** A file that was deleted must have taken its object along, in a migration. */
  private async forgetVanished(): Promise<void> {
    const here = new Set(this.repeatable.map((file) => file.path));
    for (const vanished of this.known.keys()) {
      if (vanished.startsWith("migrations/") || here.has(vanished)) continue;
      const file = fileOnceAt(vanished);
      const [object] = await objectsOf(this.tx, file);
      if (object) {
        throw new Error(
          `db/${vanished} is gone, but its object is still in the database: add a migration with "${object.drop};", or bring the file back.`,
        );
      }
      await this.tx`delete from ops.applied_files where path = ${vanished}`;
      this.say(`forgot db/${vanished}, which is gone together with its object`);
    }
  }

  /** What has changed, and what a migration has dropped. */
  private async collectPending(): Promise<void> {
    for (const file of this.repeatable) {
      const changed = this.known.get(file.path) !== file.checksum;
      if (changed || (await objectsOf(this.tx, file)).length === 0) this.pending.add(file);
    }
  }

  /** A file's objects from an earlier run. What stands in the way of a new file is somebody else's: never dropped. */
  private async ownObjects(file: SqlFile): Promise<DatabaseObject[]> {
    return this.known.has(file.path) ? objectsOf(this.tx, file) : [];
  }

  private async renew(file: SqlFile): Promise<void> {
    const before = await this.ownObjects(file);
    if (before.length === 0) return this.execute(file);
    if (file.kind === "view") return this.replace(file);
    try {
      await this.tx.savepoint(async (savepoint) => {
        await this.execute(file, "tidemark_owner", savepoint);
        await this.dropLeftOver(
          file,
          before.map(({ revision }) => revision),
          savepoint,
        );
      });
    } catch (error) {
      if (file.kind !== "function" || !cannotBeReplaced(error)) throw error;
      await this.replace(file);
    }
  }

  /** What a file made before and does not make any more: an overload with other arguments, a trigger. */
  private async dropLeftOver(file: SqlFile, before: string[], tx: postgres.TransactionSql): Promise<void> {
    for (const object of await objectsOf(tx, file)) {
      if (before.includes(object.revision)) await drop(tx, file, object.drop);
    }
  }

  /** Drops the file's object and all that requires it, last first, and makes the file's own again. */
  private async replace(file: SqlFile): Promise<void> {
    const dependants = dependantsOf(file, this.repeatable);
    for (const affected of [file, ...dependants].reverse()) {
      for (const object of await this.ownObjects(affected)) {
        await drop(this.tx, file, object.drop);
        if (object.populated) this.toRefresh.add(affected);
      }
    }
    for (const dependant of dependants) {
      if (!this.pending.has(dependant)) this.say(`db/${dependant.path} again, because ${file.name} changed`);
      this.pending.add(dependant);
    }
    await this.execute(file);
  }

  private async execute(file: SqlFile, role = "tidemark_owner", tx = this.tx): Promise<void> {
    try {
      await tx.unsafe(as(role)).simple();
      await tx.unsafe(file.text).simple();
      await tx.unsafe(AS_OWNER).simple();
      await this.record(file, tx);
    } catch (error) {
      throw failureOf(file, error);
    }
    this.applied.add(file.path);
  }

  private async record(file: SqlFile, tx: postgres.TransactionSql): Promise<void> {
    await tx`
      insert into ops.applied_files (path, kind, checksum, applied_at, applied_by)
      values (${file.path}, ${file.kind}, ${file.checksum}, now(), session_user)
      on conflict (path) do update
      set checksum = excluded.checksum, applied_at = excluded.applied_at, applied_by = excluded.applied_by`;
  }

  /** A materialized view that was filled before is filled again, also if its file says `with no data`. */
  private async refresh(): Promise<void> {
    for (const file of this.repeatable.filter((candidate) => this.toRefresh.has(candidate))) {
      const [object] = await objectsOf(this.tx, file);
      if (object && !object.populated) {
        await this.tx.unsafe(`refresh materialized view ${file.name}`).catch((error: unknown) => {
          throw failureOf(file, error);
        });
      }
    }
  }
}

function as(role: string): string {
  return `set local role ${role}; set local search_path = ''`;
}

async function drop(tx: postgres.TransactionSql, file: SqlFile, statement: string): Promise<void> {
  await tx.unsafe(statement).catch((error: unknown) => {
    throw failureOf({ ...file, text: statement }, error);
  });
}

/** "cannot change return type", "is not a procedure", "other objects depend on it" */
function cannotBeReplaced(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : null;
  return cause instanceof postgres.PostgresError && ["42P13", "42809", "2BP01"].includes(cause.code);
}

function editedMigration(migration: SqlFile, migrations: SqlFile[]): Error {
  const next = String(Number(migrations.at(-1)?.name.slice(0, 4)) + 1).padStart(4, "0");
  return new Error(
    `db/${migration.path} has changed since it was applied to this database, and migrations run only once: bring it back (git checkout db/${migration.path}) and write the change as db/migrations/${next}_….sql; or, if the data can go, use a new database.`,
  );
}

function fileOnceAt(filePath: string): SqlFile {
  const [folder = "", fileName = ""] = filePath.split("/");
  const kind = folder === "views" ? "view" : folder === "functions" ? "function" : "trigger";
  return { path: filePath, kind, name: fileName.replace(/\.sql$/, ""), text: "", checksum: "", requires: [] };
}
