import type { Sql } from "postgres";

/** A row of api.figure_entries. */
export interface Row {
  list: number;
  part: string;
  id: string;
  ledger: string | null;
  entry_id: string | null;
  kind: string | null;
  payment_id: string | null;
  source_id: string | null;
  customer_id: string | null;
  membership_id: string | null;
  plan_id: string | null;
  who: string | null;
  what: string | null;
  amount: string;
  occurred_at: Date;
  posted_at: Date | null;
  raw_seq: string | null;
  place: string;
}

export interface Asked {
  company: string;
  figure: string;
  /** from (included) to (excluded) */
  of: readonly [from: string, to: string];
}

/** One page of what a figure is made of. */
export async function pageOf(
  sql: Sql,
  { company, figure, of }: Asked,
  o: { howMany: number; after?: Row | undefined },
): Promise<Row[]> {
  const rows = await sql<Row[]>`
    select * from api.figure_entries(
      ${company}, 'usd', ${figure}, ${of[0]}::text::timestamptz, ${of[1]}::text::timestamptz,
      after => ${o.after?.place ?? null}::text, how_many => ${o.howMany}::integer)`;
  return [...rows];
}

/** All of what a figure is made of, page by page. */
export async function allOf(sql: Sql, asked: Asked, howMany = 500): Promise<Row[]> {
  const all: Row[] = [];
  for (;;) {
    const page = await pageOf(sql, asked, { howMany, after: all.at(-1) });
    all.push(...page);
    if (page.length < howMany) return all;
  }
}

/** What a figure's parts add up to. */
export function parts(rows: readonly Row[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { part, amount } of rows) sums[part] = round((sums[part] ?? 0) + Number(amount));
  return sums;
}

export const round = (amount: number) => Math.round(amount * 1e8) / 1e8;

/** A figure from its parts; null: divided by nothing. */
function figureOf(sums: Record<string, number>): number | null {
  const { numerator = 0, denominator, mrr, customers = 0, churned, "customers before": before = 0 } = sums;
  if (mrr !== undefined) return churned ? mrr / customers / (churned / before) : null;
  if (denominator !== undefined || "numerator" in sums) return denominator ? numerator / denominator : null;
  return sums.value ?? 0;
}

/**
 * Where there is a function of SQL that gives the figure: whether it gives what its parts come to, as two numbers to be
 * compared; null where there is none.
 */
export async function besideItself(
  sql: Sql,
  { company, figure, of }: Asked,
  rows: readonly Row[],
): Promise<{ itself: number | null; parts: number | null } | null> {
  const [is] = await sql`
    select to_regprocedure(${`metrics.${figure}(text, text, timestamptz, timestamptz)`}) is not null as there`;
  if (!is?.there) return null;
  const [row] = await sql.unsafe<{ value: string | null }[]>(
    `select metrics.${figure}('${company}', 'usd', '${of[0]}', '${of[1]}')::text as value`,
  );
  const rounded = (value: number | null) => (value === null ? null : Number(value.toPrecision(12)));
  return {
    itself: rounded(row?.value == null ? null : Number(row.value)),
    parts: rounded(figureOf(parts(rows))),
  };
}
