import { reads, type Sql } from "../lib/db";
import type { Calendar } from "../lib/question";

/** What every page says of a company beside its figures, and what decides how a question to it is meant. */
export interface Company extends Calendar {
  companyId: string;
  title: string | null;
  timeZone: string;
  /** ISO instant: newest delivery received */
  dataThrough: string | null;
  /** how many deliveries this company has */
  deliveries: number;
}

/** One company, also one that nothing is known of yet: `api.company`. */
export async function readCompany(companyId: string, sql: Sql = reads()): Promise<Company> {
  const [row] = await sql<Row[]>`
    select title, currency, time_zone, today, first_day, data_through, deliveries,
      to_json(other_currencies) as other_currencies
    from api.company(company_id => ${companyId})
  `;
  if (!row) throw new Error(`api.company gave no row for ${companyId}; it must give one for any company`);
  return {
    companyId,
    title: row.title,
    currency: row.currency,
    timeZone: row.time_zone,
    today: row.today,
    firstDay: row.first_day,
    dataThrough: row.data_through?.toISOString() ?? null,
    deliveries: Number(row.deliveries),
    otherCurrencies: row.other_currencies,
  };
}

interface Row {
  title: string | null;
  currency: string;
  time_zone: string;
  today: string;
  first_day: string | null;
  data_through: Date | null;
  deliveries: string;
  other_currencies: string[];
}
