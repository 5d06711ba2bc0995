import type { Sql } from "postgres";
import type { History } from "./history";
import { type Figures, figuresOf } from "./oracle";

/** Where the database's figures of the copy "a" are not what its history comes to. */
export async function wrongFigures(
  sql: Sql,
  histories: readonly History[],
): Promise<{ history: number; what: string }[]> {
  const found = await figuresInDatabase(sql);
  return histories.flatMap((history, number) => {
    const expected = figuresOf(history);
    const here = found.get(number) ?? { net: {}, mrr: {}, students: 0, paying: {} };
    const isSame =
      same(expected.net, here.net) &&
      same(expected.mrr, here.mrr) &&
      same(expected.paying, here.paying) &&
      expected.students === here.students;
    if (isSame) return [];
    return [
      {
        history: number,
        what: `comes to ${JSON.stringify(expected)}, the database says ${JSON.stringify(here)}`,
      },
    ];
  });
}

async function figuresInDatabase(sql: Sql): Promise<Map<number, Figures>> {
  const rows = await sql<{ history: number; figure: keyof Figures; currency: string; value: number }[]>`
    select substring(company_id from 'h(..)a')::integer as history, figure, currency, sum(value)::float8 as value
    from (
      select company_id, 'net' as figure, currency, net * 100 as value from metrics.revenue_daily
      union all
      select company_id, 'mrr', currency, net_new * 100 from metrics.mrr_daily
      union all
      select company_id, 'paying', currency, customers_new + customers_reactivated - customers_churned from metrics.mrr_daily
      union all
      select company_id, 'students', '', joins - leaves from metrics.students_daily
    ) as moved
    where company_id ~ 'h..a'
    group by 1, 2, 3`;
  const found = new Map<number, Figures>();
  for (const { history, figure, currency, value } of rows) {
    const figures = found.get(history) ?? { net: {}, mrr: {}, students: 0, paying: {} };
    found.set(history, figures);
    if (figure === "students") figures.students = value;
    else figures[figure][currency] = value;
  }
  return found;
}

/** Amounts by month are rounded where they are posted, so a cent is not a difference. */
function same(a: Record<string, number>, b: Record<string, number>): boolean {
  return [...Object.keys(a), ...Object.keys(b)].every(
    (currency) => Math.abs((a[currency] ?? 0) - (b[currency] ?? 0)) < 0.9,
  );
}
