import postgres from "postgres";

/** Runs statements on a connection of their own, and answers with the notices they gave. */
export async function noticesOf(url: string, ...statements: string[]): Promise<string[]> {
  const said: string[] = [];
  const sql = postgres(url, { max: 1, onnotice: (notice) => said.push(notice.message ?? "") });
  try {
    for (const statement of statements) await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
  return said;
}
