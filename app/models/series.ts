import type { Days } from "../lib/calendar";
import { reads, type Sql } from "../lib/db";
import type { Decimal } from "../lib/decimal";
import type { Resolved } from "../lib/question";

/** One day, week or month of a range; amounts are decimal strings in major units. */
export interface Bucket extends Days {
  /** it ends today or later */
  isUnfinished: boolean;
}

export interface RevenueBucket extends Bucket {
  gross: Decimal;
  tax: Decimal;
  fees: Decimal;
  refunds: Decimal;
  /** disputed, less what was won back; below zero where more came back */
  disputes: Decimal;
  /** gross − tax − fees − refunds − disputes */
  net: Decimal;
  payments: number;
}

export interface MrrBucket extends Bucket {
  new: Decimal;
  reactivation: Decimal;
  expansion: Decimal;
  contraction: Decimal;
  churn: Decimal;
  netNew: Decimal;
  customersGained: number;
  customersChurned: number;
  /** at its end */
  mrr: Decimal;
  /** paying, at its end */
  customers: number;
}

export interface StudentsBucket extends Bucket {
  joined: number;
  left: number;
  /** at its end */
  students: number;
}

/** The days that anything can be shown of. */
export function shownDays({ from, until }: Resolved): Days {
  return { from, to: until };
}

/** Revenue by day, week or month: `api.revenue_series`. */
export async function readRevenue(
  { companyId, currency, interval }: Resolved,
  { from, to }: Days,
  sql: Sql = reads(),
): Promise<RevenueBucket[]> {
  const rows = await sql<
    (BucketRow & Record<"gross" | "tax" | "fees" | "refunds" | "disputes" | "net" | "payments", string>)[]
  >`
    select from_day, to_day, unfinished, gross, tax, fees, refunds, disputes - dispute_reversals as disputes, net, payments
    from api.revenue_series(
      company_id => ${companyId}, currency => ${currency},
      from_day => ${from}::date, to_day => ${to}::date, bucket => ${interval}
    )
    order by from_day
  `;
  return rows.map(({ gross, tax, fees, refunds, disputes, net, payments, ...row }) => ({
    ...toBucket(row),
    gross,
    tax,
    fees,
    refunds,
    disputes,
    net,
    payments: Number(payments),
  }));
}

/** MRR by day, week or month, and what moved it: `api.mrr_series`. */
export async function readMrr(
  { companyId, currency, interval }: Resolved,
  { from, to }: Days,
  sql: Sql = reads(),
): Promise<MrrBucket[]> {
  const rows = await sql<(BucketRow & MrrRow)[]>`
    select from_day, to_day, unfinished, new, reactivation, expansion, contraction, churn, net_new,
      customers_new + customers_reactivated as customers_gained, customers_churned, mrr, customers
    from api.mrr_series(
      company_id => ${companyId}, currency => ${currency},
      from_day => ${from}::date, to_day => ${to}::date, bucket => ${interval}
    )
    order by from_day
  `;
  return rows.map((row) => ({
    ...toBucket(row),
    new: row.new,
    reactivation: row.reactivation,
    expansion: row.expansion,
    contraction: row.contraction,
    churn: row.churn,
    netNew: row.net_new,
    customersGained: Number(row.customers_gained),
    customersChurned: Number(row.customers_churned),
    mrr: row.mrr,
    customers: Number(row.customers),
  }));
}

/** Students by day, week or month: `api.students_series`. */
export async function readStudents(
  { companyId, interval }: Resolved,
  { from, to }: Days,
  sql: Sql = reads(),
): Promise<StudentsBucket[]> {
  const rows = await sql<(BucketRow & Record<"joins" | "leaves" | "students", string>)[]>`
    select from_day, to_day, unfinished, joins, leaves, students
    from api.students_series(
      company_id => ${companyId}, from_day => ${from}::date, to_day => ${to}::date, bucket => ${interval}
    )
    order by from_day
  `;
  return rows.map((row) => ({
    ...toBucket(row),
    joined: Number(row.joins),
    left: Number(row.leaves),
    students: Number(row.students),
  }));
}

interface BucketRow {
  from_day: string;
  to_day: string;
  unfinished: boolean;
}

interface MrrRow {
  new: string;
  reactivation: string;
  expansion: string;
  contraction: string;
  churn: string;
  net_new: string;
  customers_gained: string;
  customers_churned: string;
  mrr: string;
  customers: string;
}

function toBucket({ from_day, to_day, unfinished }: BucketRow): Bucket {
  return { from: from_day, to: to_day, isUnfinished: unfinished };
}
