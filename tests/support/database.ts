import { randomBytes } from "node:crypto";
import postgres, { type Sql } from "postgres";
import { inject } from "vitest";
import { type LoginRole, urlOf } from "../../db/server/credentials";
import { TEMPLATE } from "./servers";

/** A database of one test file, with db/ applied. */
export interface TestDatabase {
  /** superuser connection string */
  url: string;
  /** superuser connections */
  sql: Sql;
  /** connection string of a role's own login */
  urlAs(role: LoginRole): string;
  /** connections logged in as that role; the same ones each time */
  as(role: LoginRole): Sql;
  /** ends all connections and drops the database */
  close(): Promise<void>;
}

/** Clones the template database with db/ applied; `{ empty: true }` gives a database with nothing in it. */
export async function createDatabase(o: { empty?: boolean } = {}): Promise<TestDatabase> {
  const { passwords, port } = inject("server");
  const name = `test_${randomBytes(6).toString("hex")}`;
  const maintenance = () => connect(urlOf(passwords, "postgres", port, "postgres"), 1);
  await once(maintenance(), async (sql) => {
    await sql.unsafe(`create database ${name} template ${o.empty ? "template0" : TEMPLATE}`);
    if (!o.empty) await copyPrivileges(sql, name);
  });

  const url = urlOf(passwords, "postgres", port, name);
  const sql = connect(url);
  const byRole = new Map<LoginRole, Sql>();
  const urlAs = (role: LoginRole) => urlOf(passwords, role, port, name);
  return {
    url,
    sql,
    urlAs,
    as: (role) => {
      const connections = byRole.get(role) ?? connect(urlAs(role));
      byRole.set(role, connections);
      return connections;
    },
    close: async () => {
      await Promise.all([sql, ...byRole.values()].map((connections) => connections.end({ timeout: 5 })));
      await once(maintenance(), (connection) => connection.unsafe(`drop database ${name} with (force)`));
    },
  };
}

/** A clone has everything of its template but the privileges on the database itself. */
async function copyPrivileges(sql: Sql, name: string): Promise<void> {
  await sql`
    update pg_database
    set datacl = (select template.datacl from pg_database as template where template.datname = ${TEMPLATE})
    where datname = ${name}`;
}

function connect(url: string, max = 5): Sql {
  return postgres(url, { max, onnotice: () => {} });
}

async function once<T>(sql: Sql, work: (sql: Sql) => Promise<T>): Promise<T> {
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
