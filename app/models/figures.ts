import { reads, type Sql } from "../lib/db";
import type { Decimal } from "../lib/decimal";
import type { Resolved } from "../lib/question";

export type Unit = "money" | "ratio" | "count";

/** A figure of a range and of the range before. Null: it has none, such as a ratio of nothing. */
export interface Compared {
  unit: Unit;
  value: Decimal | null;
  before: Decimal | null;
}

/** The figures of a question by name, each with what it was before: `api.figures`. */
export async function readFigures<Name extends string>(
  { companyId, currency, from, to, before, compare }: Resolved,
  names: readonly Name[],
  sql: Sql = reads(),
): Promise<Record<Name, Compared>> {
  const rows = await sql<(Compared & { figure: Name })[]>`
    select figure, unit, value, before
    from api.figures(
      company_id => ${companyId},
      currency => ${currency},
      from_day => ${from}::date,
      to_day => ${to}::date,
      comparison => ${before ? compare : "none"},
      figures => string_to_array(${names.join()}, ',')
    )
  `;
  return Object.fromEntries(rows.map(({ figure, ...compared }) => [figure, compared])) as Record<
    Name,
    Compared
  >;
}
