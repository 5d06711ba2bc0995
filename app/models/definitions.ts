import { reads, type Sql } from "../lib/db";

/** What a figure, a function or a relation of schema metrics means, and the SQL that it is. */
export interface Definition {
  name: string;
  words: string;
  sql: string;
}

/** What each figure means, by its name: `api.definitions`. */
export async function readFigureWords(sql: Sql = reads()): Promise<Record<string, string>> {
  const rows = await sql<{ name: string; words: string }[]>`
    select name, words from api.definitions where kind = 'figure'
  `;
  return Object.fromEntries(rows.map(({ name, words }) => [name, words]));
}

/** One definition with its SQL, or null where there is none of that name: `api.definitions`. */
export async function readDefinition(name: string, sql: Sql = reads()): Promise<Definition | null> {
  const [row] = await sql<Definition[]>`
    select name, words, sql from api.definitions where name = ${name}
  `;
  return row ?? null;
}
