import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** The roles that log in to the embedded server; `postgres` is its superuser. */
export const LOGIN_ROLES = ["tidemark_owner", "tidemark_app", "tidemark_analyst"] as const;
export type LoginRole = (typeof LOGIN_ROLES)[number];
export type Credentials = Record<"postgres" | LoginRole, string>;

export const DATABASE = "tidemark";

/** Reads the passwords beside the data; null when there are none. Throws what to do if they cannot be read. */
export function readCredentials(dataDir: string): Credentials | null {
  const file = fileIn(dataDir);
  if (!existsSync(file)) return null;
  try {
    const found = JSON.parse(readFileSync(file, "utf8")) as Partial<Credentials>;
    const missing = ["postgres" as const, ...LOGIN_ROLES].find((role) => !found[role]);
    if (missing) throw new Error(`the password of ${missing} is missing`);
    return found as Credentials;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `The database passwords in ${file} cannot be read (${reason}): run as the user that started the database, or restore the file.`,
      { cause },
    );
  }
}

/** Makes the passwords, once. Only their owner may read the file. */
export function makeCredentials(dataDir: string): Credentials {
  const password = () => randomBytes(24).toString("base64url");
  const credentials: Credentials = {
    postgres: password(),
    tidemark_owner: password(),
    tidemark_app: password(),
    tidemark_analyst: password(),
  };
  writeFileSync(fileIn(dataDir), `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600, flag: "wx" });
  return credentials;
}

/** A connection string. Passwords are base64url and need no escaping. */
export function urlOf(
  credentials: Credentials,
  role: keyof Credentials,
  port: number,
  database: string = DATABASE,
): string {
  return `postgres://${role}:${credentials[role]}@127.0.0.1:${port}/${database}`;
}

function fileIn(dataDir: string): string {
  return path.join(dataDir, "credentials.json");
}
