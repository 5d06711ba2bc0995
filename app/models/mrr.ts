import { reads, type Sql } from "../lib/db";

/** Monthly recurring revenue at the end of each day, in one currency, and how many customers pay it. */
export interface MrrSeries {
  currency: string;
  /** the last 365 days, every day, oldest first; `mrr` is a decimal string in major units */
  days: { day: string; mrr: string; customers: number }[];
}

const DAYS = 365;

/** MRR of the 365 days up to `today` (YYYY-MM-DD, the company's): `api.mrr_series`. */
export async function readMrr(
  companyId: string,
  currency: string,
  today: string,
  sql: Sql = reads(),
): Promise<MrrSeries> {
  const rows = await sql<{ day: string; mrr: string; customers: string }[]>`
    select from_day as day, mrr, customers
    from api.mrr_series(
      company_id => ${companyId},
      currency => ${currency},
      from_day => ${today}::date - ${DAYS - 1}::integer,
      to_day => ${today}::date
    )
    order by day
  `;
  return {
    currency,
    days: rows.map((row) => ({ ...row, customers: Number(row.customers) })),
  };
}
