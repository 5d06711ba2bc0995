import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** A small folder like db/, whose files a test writes and rewrites. */
export interface Fixture {
  dir: string;
  /** `write("views/core.a.sql", "create view …")` */
  write(file: string, text: string): void;
  remove(file: string): void;
  /** deletes the folder */
  close(): void;
}

/** The least that a first migration must do: the schemas, and the record of what was applied. */
const FIRST_MIGRATION = `
create schema ops authorization tidemark_owner;
create schema core authorization tidemark_owner;
set local role tidemark_owner;
create table ops.applied_files (
  path text primary key, kind text not null, checksum text not null,
  applied_at timestamptz not null, applied_by text not null
);
create table core.payments (id int primary key, amount numeric not null);
insert into core.payments values (1, 10), (2, 20);
`;

/** Makes the folder with a first migration that has one table, core.payments (id, amount), with two rows. */
export function createFixture(): Fixture {
  const dir = mkdtempSync(path.join(os.tmpdir(), "tidemark-fixture-"));
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(dir, file)), { recursive: true });
    writeFileSync(path.join(dir, file), text);
  };
  write("migrations/0001_first.sql", FIRST_MIGRATION);
  return {
    dir,
    write,
    remove: (file) => rmSync(path.join(dir, file)),
    close: () => rmSync(dir, { recursive: true, force: true }),
  };
}
