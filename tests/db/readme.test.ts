import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/database";
import { noticesOf } from "../support/notices";
import { aLittleOfEverything } from "./a-little-of-everything";
import { deliver } from "./deliver";

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
  await deliver(database.sql, aLittleOfEverything);
  await database.sql`insert into ops.company_settings (company_id) values ('biz_1')`;
});
afterAll(() => database.close());

/** The statements of the README's ```sql blocks, without their comments; an id that it leaves open is one that is here. */
const statements = [...readFileSync("db/README.md", "utf8").matchAll(/```sql\n(.*?)```/gs)]
  .flatMap(([, block = ""]) => block.replaceAll(/^--.*$/gm, "").split(";"))
  .map((statement) => statement.trim().replaceAll("_…'", "_1'"))
  .filter((statement) => statement !== "");

const isQuery = (statement: string) => /^select (?!metrics\.add_up|api\.(save|set)_)/.test(statement);

test("the README has questions and remedies", () => {
  expect(statements.filter(isQuery).length).toBeGreaterThanOrEqual(8);
  expect(statements.filter((statement) => !isQuery(statement)).length).toBeGreaterThanOrEqual(6);
});

test.each(statements.filter(isQuery))("the analyst may ask: %s", async (query) => {
  await database.as("tidemark_analyst").unsafe(query);
});

test.each(statements.filter((statement) => !isQuery(statement)))(
  "the owner may do: %s",
  async (statement) => {
    await noticesOf(database.urlAs("tidemark_owner"), statement);
    expect(await database.sql`select * from core.audit() where check_name !~ '_daily$'`).toEqual([]);
  },
);

test("and in the end all is well", async () => {
  expect(await database.sql`select * from core.audit()`).toEqual([]);
});
