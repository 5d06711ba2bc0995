import { reads, type Sql } from "../lib/db";

/** Revenue by day, in one currency; amounts are decimal strings in major units. */
export interface RevenueSeries {
  currency: string;
  /** the last 30 days, every day, oldest first */
  days: {
    /** YYYY-MM-DD in the company's zone */
    day: string;
    gross: string;
    refunds: string;
    /** disputed, less what was won back; below zero on a day on which more came back */
    disputes: string;
    fees: string;
    tax: string;
    /** gross − refunds − disputes − fees − tax */
    net: string;
    payments: number;
  }[];
}

const DAYS = 30;

/** Revenue of the 30 days up to `today` (YYYY-MM-DD, the company's): `api.revenue_series`. */
export async function readRevenue(
  companyId: string,
  currency: string,
  today: string,
  sql: Sql = reads(),
): Promise<RevenueSeries> {
  const rows = await sql<Row[]>`
    select from_day as day, gross, tax, fees, refunds, disputes - dispute_reversals as disputes, net, payments
    from api.revenue_series(
      company_id => ${companyId},
      currency => ${currency},
      from_day => ${today}::date - ${DAYS - 1}::integer,
      to_day => ${today}::date
    )
    order by day
  `;
  return {
    currency,
    days: rows.map((row) => ({ ...row, payments: Number(row.payments) })),
  };
}

interface Row {
  day: string;
  gross: string;
  tax: string;
  fees: string;
  refunds: string;
  disputes: string;
  net: string;
  payments: string;
}
