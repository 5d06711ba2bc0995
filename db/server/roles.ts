import type postgres from "postgres";
import { type Credentials, DATABASE, LOGIN_ROLES } from "./credentials";

/** Makes the database `tidemark` and the login roles where they are missing; changes nothing that exists. */
export async function ensureDatabase(sql: postgres.Sql, credentials: Credentials): Promise<void> {
  const ready = await sql<{ name: string; login: boolean }[]>`
    select rolname as name, rolcanlogin and rolpassword is not null as login
    from pg_authid
    where rolname in ${sql(LOGIN_ROLES)}`;
  for (const role of LOGIN_ROLES) {
    const found = ready.find(({ name }) => name === role);
    if (found?.login) continue;
    await sql.unsafe(`${found ? "alter" : "create"} role ${role} login password '${credentials[role]}'`);
  }
  const [database] = await sql`select from pg_database where datname = ${DATABASE}`;
  if (!database) await sql.unsafe(`create database ${DATABASE}`);
}
