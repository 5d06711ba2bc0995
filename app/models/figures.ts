import { reads, type Sql } from "../lib/db";

/** A figure now and at its point of comparison. Money: decimal string in major units; counts: integer string. */
export interface Compared {
  now: string;
  /** null: there was nothing to compare with */
  before: string | null;
}

export interface Figures {
  companyId: string;
  title: string | null;
  /** the currency shown, three lower-case letters as Whop writes it */
  currency: string;
  timeZone: string;
  /** YYYY-MM-DD in `timeZone` */
  today: string;
  /** ISO instant: newest delivery received */
  dataThrough: string | null;
  /** how many deliveries this company has */
  deliveries: number;
  /** before: 30 days ago */
  mrr: Compared;
  /** before: yesterday up to the same time of day */
  netToday: Compared;
  /** today and the 29 days before; before: the 30 days before that, up to the same time of day */
  net30Days: Compared;
  /** paying; before: 30 days ago */
  customers: Compared;
  /** before: 30 days ago */
  students: Compared;
  /** currencies with revenue that are not shown */
  otherCurrencies: string[];
}

/** The cards of the overview: `api.figures`. */
export async function readFigures(companyId: string, sql: Sql = reads()): Promise<Figures> {
  const [row] = await sql<Row[]>`
    select
      company_id, title, currency, time_zone, today, data_through, deliveries,
      mrr, mrr_before, net_today, net_yesterday, net_30d, net_30d_before,
      customers, customers_before, students, students_before,
      to_json(other_currencies) as other_currencies
    from api.figures(company_id => ${companyId})
  `;
  if (!row)
    throw new Error(`api.figures gave no row for company ${companyId}; it must give one for any company`);
  return {
    companyId: row.company_id,
    title: row.title,
    currency: row.currency,
    timeZone: row.time_zone,
    today: row.today,
    dataThrough: row.data_through?.toISOString() ?? null,
    deliveries: Number(row.deliveries),
    mrr: { now: row.mrr, before: row.mrr_before },
    netToday: { now: row.net_today, before: row.net_yesterday },
    net30Days: { now: row.net_30d, before: row.net_30d_before },
    customers: { now: row.customers, before: row.customers_before },
    students: { now: row.students, before: row.students_before },
    otherCurrencies: row.other_currencies ?? [],
  };
}

interface Row {
  company_id: string;
  title: string | null;
  currency: string;
  time_zone: string;
  today: string;
  data_through: Date | null;
  deliveries: string;
  mrr: string;
  mrr_before: string | null;
  net_today: string;
  net_yesterday: string | null;
  net_30d: string;
  net_30d_before: string | null;
  customers: string;
  customers_before: string | null;
  students: string;
  students_before: string | null;
  other_currencies: string[] | null;
}
