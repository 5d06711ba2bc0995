import type { Sql } from "postgres";
import { TAG } from "./ids";
import { type Table, tablesOf } from "./tables";

/** A row that not all copies of a history ended in. */
export interface Difference {
  history: number;
  /** letters of the copies that have it */
  copies: string;
  table: string;
  row: string;
}

/** They speak of the arrival in this database, which is what the copies differ in. */
const OF_ARRIVAL = ["raw_seq", "entry_id", "posted_at"];

/** What a company says of itself; no delivery tells it. */
const ITS_OWN = ["core.tiers"];

const NUMERIC = ["numeric", "smallint", "integer", "bigint"];

/** The rows of core and metrics that not all copies have. Each copy's letter is in `letters`. */
export async function differences(sql: Sql, letters: string): Promise<Difference[]> {
  const tables = (await tablesOf(sql, ["core", "metrics"])).filter(({ name }) => !ITS_OWN.includes(name));
  const rows = tables.map(
    (table) => `select '${table.name}' as table_name, line from (${linesOf(table)}) as lines`,
  );
  const found = await sql.unsafe<Difference[]>(`
    select
      substring(tag from 2 for 2)::integer as history,
      string_agg(substring(tag from 4), '' order by tag) as copies,
      table_name as "table",
      replace(line, tag, '${TAG}') as row
    from (
      select table_name, line, substring(line from 'h[0-9][0-9][a-z]') as tag
      from (${rows.join("\nunion all\n")}) as every
    ) as tagged
    where tag is not null
    group by 1, 3, 4
    having string_agg(substring(tag from 4), '' order by tag) <> '${letters}'
    order by 1, 3, 4`);
  return [...found];
}

/** Each row as one JSON text: the columns that any order of arrival should leave the same. */
function linesOf({ name, columns }: Table): string {
  const kept = columns.filter((column) => !OF_ARRIVAL.includes(column.name));
  const measures = kept.filter(({ type }) => NUMERIC.includes(type)).map((column) => column.name);
  const isLedger = columns.some((column) => column.name === "entry_id");
  if (isLedger) {
    const keys = kept.map((column) => column.name).filter((column) => !measures.includes(column));
    const sums = measures.map((column) => `sum(${column})`);
    return `
      select json_build_object(${pairs(keys)}, ${measures.map((m) => `'${m}', trim_scale(sum(${m}))`).join(", ")})::text as line
      from ${name} group by ${keys.join(", ")} having ${sums.map((sum) => `${sum} <> 0`).join(" or ")}`;
  }
  // A day whose movements were all taken back is the same as a day without any.
  const isSummary = name.startsWith("metrics.") && measures.length > 0;
  const nothing = measures.map((column) => `coalesce(${column}, 0) = 0`).join(" and ");
  const values = kept.map(
    ({ name, type }) => `'${name}', ${type === "numeric" ? `trim_scale(${name})` : name}`,
  );
  return `select json_build_object(${values.join(", ")})::text as line from ${name} ${isSummary ? `where not (${nothing})` : ""}`;
}

function pairs(columns: readonly string[]): string {
  return columns.map((column) => `'${column}', ${column}`).join(", ");
}

/** A print of everything in core and metrics, to the last row number: equal prints, nothing changed. */
export async function fingerprint(sql: Sql): Promise<Record<string, string>> {
  const tables = await tablesOf(sql, ["core", "metrics"]);
  const prints = tables.map(
    ({ name }) =>
      `select '${name}' as table_name, md5(coalesce(string_agg(t::text, '|' order by t::text collate "C"), '')) as print from ${name} as t`,
  );
  const rows = await sql.unsafe<{ table_name: string; print: string }[]>(prints.join(" union all "));
  return Object.fromEntries(rows.map((row) => [row.table_name, row.print]));
}
