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

/** The cards of the overview: `api.company` and `api.figures`. */
export async function readFigures(companyId: string, sql: Sql = reads()): Promise<Figures> {
  const company = await readCompany(companyId, sql);
  const { currency, today } = company;
  const [month, day] = await Promise.all([
    compared(sql, companyId, currency, { to: today, days: 30 }, [
      "mrr",
      "net_revenue",
      "paying_customers",
      "students",
    ]),
    compared(sql, companyId, currency, { to: today, days: 1 }, ["net_revenue"]),
  ]);
  return {
    companyId,
    ...company,
    mrr: month.mrr,
    netToday: day.net_revenue,
    net30Days: month.net_revenue,
    customers: month.paying_customers,
    students: month.students,
  };
}

type Company = Pick<
  Figures,
  "title" | "currency" | "timeZone" | "today" | "dataThrough" | "deliveries" | "otherCurrencies"
>;

async function readCompany(companyId: string, sql: Sql): Promise<Company> {
  const [row] = await sql<CompanyRow[]>`
    select title, currency, time_zone, today, data_through, deliveries, other_currencies
    from api.company(company_id => ${companyId})
  `;
  if (!row)
    throw new Error(`api.company gave no row for company ${companyId}; it must give one for any company`);
  return {
    title: row.title,
    currency: row.currency,
    timeZone: row.time_zone,
    today: row.today,
    dataThrough: row.data_through?.toISOString() ?? null,
    deliveries: Number(row.deliveries),
    otherCurrencies: row.other_currencies,
  };
}

/** Figures of `range.days` days up to `range.to`, each beside what it was in the same part of as many days before. */
async function compared<Name extends string>(
  sql: Sql,
  companyId: string,
  currency: string,
  range: { to: string; days: number },
  figures: Name[],
): Promise<Record<Name, Compared>> {
  const rows = await sql<FigureRow[]>`
    select figure, value, before
    from api.figures(
      company_id => ${companyId},
      currency => ${currency},
      from_day => ${range.to}::date - ${range.days - 1}::integer,
      to_day => ${range.to}::date,
      comparison => 'previous',
      figures => ${figures}
    )
  `;
  const all = rows.map(({ figure, value, before }) => [figure, { now: value, before }]);
  return Object.fromEntries(all) as Record<Name, Compared>;
}

interface CompanyRow {
  title: string | null;
  currency: string;
  time_zone: string;
  today: string;
  data_through: Date | null;
  deliveries: string;
  other_currencies: string[];
}

interface FigureRow {
  figure: string;
  value: string;
  before: string | null;
}
