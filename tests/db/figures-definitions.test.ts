import { afterAll, beforeAll, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/database";
import { aLittleOfEverything } from "./a-little-of-everything";
import { deliver } from "./deliver";

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
  await deliver(database.sql, aLittleOfEverything);
  await database.sql`insert into ops.company_settings (company_id, time_zone) values ('biz_1', 'Asia/Kathmandu')`;
  for (const { name } of await matviews()) await database.sql`call metrics.refresh(${name})`;
});
afterAll(() => database.close());

const matviews = () =>
  database.sql<{ name: string }[]>`
    select matviewname as name from pg_matviews where schemaname = 'metrics'`;

interface Definition {
  name: string;
  kind: string;
  unit: string | null;
  words: string;
  sql: string | null;
  columns: { name: string; type: string; words: string | null }[] | null;
}

const definitions = () =>
  database.as("tidemark_app")<Definition[]>`select * from api.definitions order by kind, name`;

test("each figure has words, SQL and what it is measured in", async () => {
  const figures = (await definitions()).filter(({ kind }) => kind === "figure");
  expect(figures.length).toBeGreaterThanOrEqual(36);
  for (const { name, words, sql, unit } of figures) {
    expect(words, name).toMatch(/^.{10,}\.$/s);
    expect(sql, name).toContain(`FUNCTION metrics.${name}(`);
    expect(unit, name).toMatch(/^(money|ratio|count)$/);
  }
  expect(figures.find(({ name }) => name === "arr")).toMatchObject({
    unit: "money",
    words: "Annual recurring revenue: 12 × MRR at the end of the range.",
    sql: expect.stringContaining("12 * metrics.mrr(company_id, currency, from_at, to_at)"),
  });
});

test("each function that figures call in their SQL is itself there with its SQL", async () => {
  const all = await definitions();
  const names = all.map(({ name }) => name);
  const called = all
    .filter(({ kind }) => kind === "figure" || kind === "function")
    .flatMap(({ sql }) => [...(sql ?? "").matchAll(/metrics\.([a-z_]+)/g)].map(([, name]) => name));
  expect(called.length).toBeGreaterThan(36);
  expect(
    called.filter((name) => !names.includes(name ?? "") && !/^(money|ratio|count)$/.test(name ?? "")),
  ).toEqual([]);
});

test("the SQL that is printed of a figure, run, gives what the figure gives", async () => {
  const { sql } = database;
  await sql`create schema printed`;
  const figures = (await definitions()).filter(({ kind }) => kind === "figure");
  let told = 0;
  for (const { name, sql: text } of figures) {
    await sql.unsafe((text ?? "").replace(`FUNCTION metrics.${name}(`, `FUNCTION printed.${name}(`));
    for (const [from, to] of [
      ["2026-01-01T00:00Z", "infinity"],
      ["2026-02-08T18:15Z", "2026-03-05T12:00:01Z"],
      ["2026-04-01T07:00Z", "2026-05-20T00:00Z"],
    ] as const) {
      const [row] = await sql`
        select
          metrics.${sql(name)}('biz_1', 'usd', ${from}::text::timestamptz, ${to}::text::timestamptz)::text as figure,
          printed.${sql(name)}('biz_1', 'usd', ${from}::text::timestamptz, ${to}::text::timestamptz)::text as printed`;
      expect(row?.printed, name).toBe(row?.figure);
      if (Number(row?.figure) !== 0) told += 1;
    }
  }
  expect(told).toBeGreaterThan(50);
});

test("the SQL that is printed of a view, or of a table, run, gives what is in it", async () => {
  const relations = (await definitions()).filter(({ kind }) => /view|table/.test(kind));
  expect(relations.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["revenue_daily", "mrr_daily", "students_daily", "customer_value", "figures"]),
  );
  for (const { name, sql } of relations.filter(({ sql }) => sql !== null)) {
    const query = (sql ?? "").replace(/;\s*$/, "");
    // A table may have columns that follow from others, such as net.
    const [shape] = await database.sql<{ columns: string }[]>`
      select string_agg(format('%I', column_name), ', ' order by ordinal_position) as columns
      from information_schema.columns
      where table_schema = 'metrics'
        and table_name = coalesce((select 'desired_' || ${name} where to_regclass('metrics.desired_' || ${name}) is not null), ${name})`;
    const columns = shape?.columns ?? (await columnsOf(name));
    const [difference] = await database.sql.unsafe(`
      select
        (select count(*)::int from (select ${columns} from metrics.${name} except all (${query})) as missing) as missing,
        (select count(*)::int from ((${query}) except all select ${columns} from metrics.${name}) as added) as added`);
    expect(difference, name).toEqual({ missing: 0, added: 0 });
  }
});

async function columnsOf(name: string): Promise<string> {
  const [row] = await database.sql<{ columns: string }[]>`
    select string_agg(format('%I', attname), ', ' order by attnum) as columns
    from pg_attribute where attrelid = ('metrics.' || ${name}::text)::regclass and attnum > 0 and not attisdropped`;
  return row?.columns ?? "";
}

test("each table and materialized view has its columns, with their words", async () => {
  const stored = (await definitions()).filter(({ kind }) => kind === "table" || kind === "materialized view");
  for (const { name, words, columns } of stored) {
    expect(words, name).toBeTruthy();
    expect(
      columns?.filter((column) => !column.words || !column.type),
      name,
    ).toEqual([]);
  }
  const students = stored.find(({ name }) => name === "students_daily");
  expect(students?.columns?.[1]).toEqual({
    name: "day",
    type: "date",
    words: "Calendar day in the company's time zone.",
  });
});

test("the analyst may read them too, and lists all figures by metrics.figures", async () => {
  const analyst = database.as("tidemark_analyst");
  const [row] =
    await analyst`select unit, words from api.definitions where name = 'payments' and kind = 'figure'`;
  expect(row).toEqual({ unit: "count", words: "Payments that were paid." });
  expect(await analyst`select unit, words from metrics.figures where figure = 'payments'`).toEqual([row]);
});
