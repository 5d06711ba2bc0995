import type { Sql } from "../../../app/lib/db";
import { parseQuestion, type Resolved, resolve } from "../../../app/lib/question";
import { readCompany } from "../../../app/models/company";
import { readPage } from "../../../app/models/pages";
import { views } from "../../../app/models/pages/overview";
import { LARGEST } from "./fill";

/** Something the page reads, as it reads it; `of`: what is shown. */
export interface Query {
  title: string;
  run(sql: Sql, of: Resolved): Promise<unknown>;
}

/** The largest company's overview, as its address without anything behind it asks for it. */
export const ASKED = {
  ...parseQuestion(LARGEST, "overview", new URLSearchParams()),
  page: "overview" as const,
};

/** What the overview needs: each view by itself, and all of them in one snapshot as the page has them read. */
export const OVERVIEW: Query = { title: "the whole overview", run: () => readPage(ASKED) };
export const QUERIES: readonly Query[] = [
  { title: "company", run: (sql) => readCompany(LARGEST, sql) },
  ...Object.entries(views).map(([title, read]) => ({
    title,
    run: (sql: Sql, of: Resolved) => read(of, sql) as Promise<unknown>,
  })),
  OVERVIEW,
];

/** What is asked less often. */
export const MORE: readonly Query[] = [
  {
    title: "every figure, 30 days and the 30 before",
    run: (sql, { companyId, currency, from, to }) => sql`
      select figure, value, before
      from api.figures(${companyId}, ${currency}, ${from}::date, ${to}::date, 'previous')`,
  },
];

/** What the largest company's overview shows now. */
export async function shown(sql: Sql): Promise<Resolved> {
  return resolve(ASKED, await readCompany(LARGEST, sql));
}
