import { type EmbeddedServer, findEmbedded } from "./embedded";

type Role = Parameters<EmbeddedServer["roleUrl"]>[0];

/** A database that is running, as somebody at a terminal finds it. */
export interface FoundDatabase {
  /** what to call it: a host and a name, or a data folder */
  where: string;
  /** connection string of a user who may set up the schema */
  url: string;
  /** connection string that ends up as this role: by its own login, or by the role setting after the login of DATABASE_URL */
  roleUrl(role: Role): string;
}

/**
 * The database of DATABASE_URL, else the embedded server that is running in the data folder, else the demo's.
 * Throws one sentence saying what to do when nothing is running.
 */
export async function findDatabase(environment: {
  DATABASE_URL?: string | undefined;
  TIDEMARK_DATA_DIR: string;
}): Promise<FoundDatabase> {
  if (environment.DATABASE_URL) return own(environment.DATABASE_URL);
  const folders = [environment.TIDEMARK_DATA_DIR, ".tidemark/demo"];
  for (const folder of folders) {
    const server = await findEmbedded(folder);
    if (server) return { where: folder, url: server.url, roleUrl: server.roleUrl };
  }
  throw new Error(
    `No database is running in ${folders.join(" or ")}: start one in another terminal with "npm run demo" or "npm start", or set DATABASE_URL.`,
  );
}

function own(url: string): FoundDatabase {
  const { host, pathname } = new URL(url);
  return {
    where: `${host}${pathname}`,
    url,
    roleUrl: (role) => {
      const asRole = new URL(url);
      const options = asRole.searchParams.get("options");
      asRole.searchParams.set("options", [options, `-c role=${role}`].filter(Boolean).join(" "));
      return asRole.href.replaceAll("+", "%20"); // libpq reads %20 as a space, but not +
    },
  };
}
