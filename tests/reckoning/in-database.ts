import type { Sql } from "postgres";
import type { Row } from "./days";
import type { Range } from "./figures";
import type { Instant } from "./time";

export type Days = Record<"revenue" | "mrr" | "students", Row[]>;

/** The rows of a company's daily summaries, in the form of the reckoning's: what is 0 is left out, and so is a day of nothing. */
export async function daysIn(sql: Sql, company: string): Promise<Days> {
  const rows = await sql<{ name: keyof Days; row: Row }[]>`
    select name, jsonb_object_agg(key, case jsonb_typeof(value) when 'number' then trim_scale(value::text::numeric)::text else value #>> '{}' end) as row
    from (
      select 'revenue' as name, day, currency, to_jsonb(daily) as row from metrics.revenue_daily as daily where company_id = ${company}
      union all
      select 'mrr', day, currency, to_jsonb(daily) from metrics.mrr_daily as daily where company_id = ${company}
      union all
      select 'students', day, '', to_jsonb(daily) from metrics.students_daily as daily where company_id = ${company}
    ) as daily
    cross join jsonb_each(daily.row - 'company_id')
    where value <> '0'
    group by name, day, currency
    having bool_or(jsonb_typeof(value) = 'number')
    order by name, day, currency`;
  const of = (name: string) => rows.filter((row) => row.name === name).map(({ row }) => row);
  return { revenue: of("revenue"), mrr: of("mrr"), students: of("students") };
}

/** The rows of a company's cohorts, in the form of the reckoning's. */
export async function cohortsIn(sql: Sql, company: string): Promise<Row[]> {
  const rows = await sql<Row[]>`
    select cohort_month::text, currency, months_after::text, customers::text, trim_scale(first_mrr)::text as first_mrr,
      retained_customers::text, trim_scale(retained_mrr)::text as retained_mrr
    from metrics.cohort_retention where company_id = ${company}`;
  return [...rows];
}

export async function hasCohorts(sql: Sql): Promise<boolean> {
  const [row] = await sql`select to_regclass('metrics.cohort_retention') is not null as there`;
  return row?.there === true;
}

/** Every figure of schema metrics: its functions of (company_id, currency, from_at, to_at). */
export async function figureNames(sql: Sql): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select proname as name
    from pg_proc
    where pronamespace = 'metrics'::regnamespace
      and proargnames[1:4] = '{company_id,currency,from_at,to_at}'
      and prorettype in (select oid from pg_type where typtype = 'd' and typnamespace = 'metrics'::regnamespace)
    order by 1`;
  return rows.map(({ name }) => name);
}

/** Those figures of a range, as text. */
export async function figuresIn(
  sql: Sql,
  { company, currency, from, to }: Omit<Range, "now"> & { company: string },
  names: readonly string[],
): Promise<Record<string, string | null>> {
  const calls = names.map(
    (name) => `metrics.${name}($1, $2, $3::text::timestamptz, $4::text::timestamptz)::text as ${name}`,
  );
  const values = [company, currency, timestamp(from), timestamp(to)];
  const [row] = await sql.unsafe<Record<string, string | null>[]>(`select ${calls.join(", ")}`, values, {
    prepare: true,
  });
  return row ?? {};
}

function timestamp(at: Instant): string {
  if (Number.isFinite(at)) return new Date(at).toISOString();
  return at > 0 ? "infinity" : "-infinity";
}
