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
    const here = found.get(number) ?? nothing();
    const isSame =
      same(expected.net, here.net) &&
      same(expected.mrr, here.mrr) &&
      same(expected.paying, here.paying) &&
      expected.students === here.students &&
      expected.activity.join() === here.activity.join();
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
  const rows = await sql<
    { history: number; figure: Exclude<keyof Figures, "activity">; currency: string; value: number }[]
  >`
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
    const figures = found.get(history) ?? nothing();
    found.set(history, figures);
    if (figure === "students") figures.students = value;
    else figures[figure][currency] = value;
  }
  for (const { history, line } of await attendanceIn(sql)) {
    const figures = found.get(history) ?? nothing();
    found.set(history, figures);
    figures.activity.push(line);
  }
  for (const { activity } of found.values()) activity.sort();
  return found;
}

function nothing(): Figures {
  return { net: {}, mrr: {}, students: 0, paying: {}, activity: [] };
}

/** The lines of attendanceOf, as the database counts. */
async function attendanceIn(sql: Sql): Promise<{ history: number; line: string }[]> {
  return sql<{ history: number; line: string }[]>`
    select substring(company_id from 'h(..)a')::integer as history, line
    from (
      select company_id, concat(day, ' ', type, ' ', events, ' by ', users) as line from metrics.activity_daily
      union all
      select company_id, concat(day, ' ', daily, ' of ', weekly, ' of ', monthly)
      from (
        select company_id, min(day) as first_day, max(day) as last_day from metrics.active_users_daily group by 1
      ) as company
      cross join lateral metrics.active_users_series(company_id, first_day, last_day)
      where daily > 0
    ) as counted
    where company_id ~ 'h..a'`;
}

/** Amounts by month are rounded where they are posted, so a cent is not a difference. */
function same(a: Record<string, number>, b: Record<string, number>): boolean {
  return [...Object.keys(a), ...Object.keys(b)].every(
    (currency) => Math.abs((a[currency] ?? 0) - (b[currency] ?? 0)) < 0.9,
  );
}
