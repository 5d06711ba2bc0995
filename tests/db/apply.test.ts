import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { apply } from "../../db/apply";
import { createDatabase, type TestDatabase } from "../support/database";
import { createFixture, type Fixture } from "../support/fixture";

let database: TestDatabase;
let db: Fixture;
beforeAll(async () => {
  database = await createDatabase({ empty: true });
});
afterAll(() => database.close());
beforeEach(() => {
  db = createFixture();
});
afterEach(async () => {
  db.close();
  await database.sql`drop schema if exists core, ops cascade`;
});

const run = () => apply(database.url, { dir: db.dir });

const TOTAL = `create or replace function core.total() returns numeric language sql stable
  as $$ select sum(amount) from core.payments $$;`;

async function value(query: string): Promise<unknown> {
  const [row] = await database.sql.unsafe(query).values();
  return row?.[0];
}

describe("a run", () => {
  test("applies migrations in order, then the rest; a second one does nothing", async () => {
    db.write("migrations/0002_second.sql", "alter table core.payments add column note text;");
    db.write("functions/core.total.sql", TOTAL);
    expect(await run()).toEqual({
      applied: ["migrations/0001_first.sql", "migrations/0002_second.sql", "functions/core.total.sql"],
      unchanged: 0,
    });
    const before = await database.sql`select * from ops.applied_files order by path`;
    expect(await run()).toEqual({ applied: [], unchanged: 3 });
    expect(await database.sql`select * from ops.applied_files order by path`).toEqual(before);
  });

  test("makes everything the owner's", async () => {
    db.write("views/core.big.sql", "create view core.big as select * from core.payments where amount > 10;");
    await run();
    expect(
      await value(
        "select distinct pg_get_userbyid(relowner) from pg_class where relname in ('big', 'payments')",
      ),
    ).toBe("tidemark_owner");
  });

  test("takes turns with another one at the same time", async () => {
    db.write("functions/core.total.sql", TOTAL);
    const [one, other] = await Promise.all([run(), run()]);
    expect([one.applied.length, other.applied.length].sort()).toEqual([0, 2]);
  });

  test("that fails leaves nothing behind, and says where and what to do", async () => {
    db.write("functions/core.total.sql", TOTAL);
    db.write(
      "views/core.wrong.sql",
      "-- two lines\n-- of comment\ncreate view core.wrong as\nselect nothing from core.payments;",
    );
    await expect(run()).rejects.toThrow(
      /^db\/views\/core\.wrong\.sql, line 4: column "nothing" does not exist \(SQLSTATE 42703\)\..*Correct the file, and run again\. Nothing of this run was kept\.$/,
    );
    expect(await value("select count(*)::int from pg_namespace where nspname in ('core', 'ops')")).toBe(0);
    db.write("views/core.wrong.sql", "create view core.wrong as select amount from core.payments;");
    expect((await run()).applied).toHaveLength(3);
  });

  test("on a database that cannot be reached says so, without the password", async () => {
    const url = new URL(database.url);
    url.port = "1";
    await expect(apply(url.href, { dir: db.dir })).rejects.toThrow(
      /^The database at 127\.0\.0\.1:1\/test_\w+ cannot be reached \(ECONNREFUSED\): start it, or correct DATABASE_URL\.$/,
    );
  });
});

describe("a migration", () => {
  test("is refused when it was edited after it ran", async () => {
    await run();
    db.write("migrations/0001_first.sql", "select 1;");
    await expect(run()).rejects.toThrow(/0001_first\.sql has changed since.*db\/migrations\/0002_….sql/);
  });

  test("is refused when a later one ran before it", async () => {
    db.write("migrations/0003_third.sql", "select 1;");
    await run();
    db.write("migrations/0002_second.sql", "select 1;");
    await expect(run()).rejects.toThrow(
      /0002_second\.sql is new, but db\/migrations\/0003_third\.sql is applied/,
    );
  });

  test("that this code does not have means that the code is older than the database", async () => {
    db.write("migrations/0002_second.sql", "select 1;");
    await run();
    db.remove("migrations/0002_second.sql");
    await expect(run()).rejects.toThrow(/has db\/migrations\/0002_second\.sql, which is not here.*git pull/);
  });

  test("may drop a view that is in its way: the view is made again", async () => {
    db.write("views/core.amounts.sql", "create view core.amounts as select amount from core.payments;");
    await run();
    db.write(
      "migrations/0002_amounts.sql",
      "drop view core.amounts; alter table core.payments alter column amount type numeric(12, 2);",
    );
    expect((await run()).applied).toEqual(["migrations/0002_amounts.sql", "views/core.amounts.sql"]);
    expect(await value("select max(amount)::text from core.amounts")).toBe("20.00");
  });
});

describe("what a file requires", () => {
  test("comes first, whatever its folder or name", async () => {
    db.write(
      "functions/core.a.sql",
      "-- requires: core.z\ncreate function core.a() returns bigint language sql as $$ select count(*) from core.z $$;",
    );
    db.write(
      "views/core.z.sql",
      "-- What it is.\n-- requires: core.b, core.c\ncreate view core.z as select core.b(), core.c();",
    );
    db.write("functions/core.b.sql", "create function core.b() returns int language sql as $$ select 1 $$;");
    db.write("functions/core.c.sql", "create function core.c() returns int language sql as $$ select 1 $$;");
    expect((await run()).applied.slice(1)).toEqual([
      "functions/core.b.sql",
      "functions/core.c.sql",
      "views/core.z.sql",
      "functions/core.a.sql",
    ]);
  });

  test("must exist", async () => {
    db.write("views/core.z.sql", "-- requires: core.payments\ncreate view core.z as select 1;");
    await expect(run()).rejects.toThrow(
      /views\/core\.z\.sql requires core\.payments, but db\/ has no .* of that name/,
    );
  });

  test("must not go round in a circle", async () => {
    db.write("views/core.a.sql", "-- requires: core.b\nselect 1;");
    db.write("views/core.b.sql", "-- requires: core.a\nselect 1;");
    await expect(run()).rejects.toThrow("core.a → core.b → core.a");
  });
});

describe("a changed function", () => {
  test("is replaced in place", async () => {
    db.write("functions/core.total.sql", TOTAL);
    await run();
    const oid = await value("select 'core.total'::regproc::oid");
    db.write("functions/core.total.sql", TOTAL.replace("sum", "max"));
    expect(await run()).toEqual({ applied: ["functions/core.total.sql"], unchanged: 1 });
    expect(await value("select core.total()::int")).toBe(20);
    expect(await value("select 'core.total'::regproc::oid")).toBe(oid);
  });

  test("whose result changes takes its dependants along", async () => {
    db.write("functions/core.total.sql", TOTAL);
    db.write(
      "views/core.totals.sql",
      "-- requires: core.total\ncreate view core.totals as select core.total() as total;",
    );
    db.write("views/core.other.sql", "create view core.other as select 1 as one;");
    await run();
    db.write(
      "functions/core.total.sql",
      TOTAL.replace("returns numeric", "returns text").replace("sum(amount)", "sum(amount)::text"),
    );
    expect(await run()).toEqual({
      applied: ["functions/core.total.sql", "views/core.totals.sql"],
      unchanged: 2,
    });
    expect(await value("select pg_typeof(total)::text from core.totals")).toBe("text");
  });

  test("with other arguments does not leave the old one behind", async () => {
    db.write("functions/core.total.sql", TOTAL);
    db.write(
      "views/core.totals.sql",
      "-- requires: core.total\ncreate view core.totals as select core.total() as total;",
    );
    await run();
    db.write("functions/core.total.sql", TOTAL.replace("total()", "total(at_least int default 0)"));
    expect((await run()).applied).toEqual(["functions/core.total.sql", "views/core.totals.sql"]);
    expect(await value("select count(*)::int from pg_proc where proname = 'total'")).toBe(1);
  });
});

describe("a changed view", () => {
  const BIG = "create view core.big as select id, amount from core.payments where amount > 10;";
  const SUM =
    "-- requires: core.big\ncreate materialized view core.big_sum as select sum(amount) as amount from core.big with no data;";
  const DEEP = `-- requires: core.big_sum
    create or replace function core.deep() returns setof core.big_sum language sql begin atomic select * from core.big_sum; end;`;

  beforeEach(async () => {
    db.write("views/core.big.sql", BIG);
    db.write("views/core.big_sum.sql", SUM);
    db.write("functions/core.deep.sql", DEEP);
    db.write(
      "functions/core.aside.sql",
      "create function core.aside() returns int language sql as $$ select 1 $$;",
    );
    await run();
    await database.sql`refresh materialized view core.big_sum`;
  });

  test("is made again with all that requires it, and filled again where it was filled", async () => {
    db.write("views/core.big.sql", BIG.replace("> 10", "> 5").replace("id, amount", "amount"));
    expect(await run()).toEqual({
      applied: ["views/core.big.sql", "views/core.big_sum.sql", "functions/core.deep.sql"],
      unchanged: 2,
    });
    expect(await value("select amount::int from core.deep()")).toBe(30);
  });

  test("may become a materialized view", async () => {
    db.write("views/core.big.sql", BIG.replace("view", "materialized view"));
    expect((await run()).applied).toHaveLength(3);
    expect(await value("select amount::int from core.deep()")).toBe(20);
  });

  test("does not tear down what somebody else built on it", async () => {
    await database.sql`create view public.mine as select * from core.big`;
    db.write("views/core.big.sql", BIG.replace("> 10", "> 5"));
    await expect(run()).rejects.toThrow(
      /core\.big.*2BP01.*view public\.mine depends on.*drop your own object/s,
    );
    expect(await value("select count(*)::int from public.mine")).toBe(1);
  });
});

test("a new file does not replace what somebody else made under its name", async () => {
  await run();
  await database.sql`create view core.mine as select 1 as one`;
  db.write("views/core.mine.sql", "create view core.mine as select 2 as two;");
  await expect(run()).rejects.toThrow(/"mine" already exists.*not made by db\/: drop or rename it/);
  expect(await value("select one from core.mine")).toBe(1);
});

test("a trigger that a changed file no longer makes is dropped", async () => {
  const trigger = (name: string) =>
    `create or replace trigger ${name} before insert on core.payments for each row execute function core.stamp();\n`;
  const stamp =
    "create or replace function core.stamp() returns trigger language plpgsql as $$ begin return new; end $$;\n";
  db.write("triggers/core.payments.sql", stamp + trigger("one") + trigger("two"));
  await run();
  db.write("triggers/core.payments.sql", stamp + trigger("two") + trigger("three"));
  expect((await run()).applied).toEqual(["triggers/core.payments.sql"]);
  expect(
    await value("select string_agg(tgname, ' ' order by tgname) from pg_trigger where not tgisinternal"),
  ).toBe("three two");
});

test("a file that is gone must have taken its object along", async () => {
  db.write("functions/core.total.sql", TOTAL);
  await run();
  db.remove("functions/core.total.sql");
  await expect(run()).rejects.toThrow(
    'db/functions/core.total.sql is gone, but its object is still in the database: add a migration with "drop routine core.total();", or bring the file back.',
  );
  db.write("migrations/0002_no_total.sql", "drop function core.total();");
  expect(await run()).toEqual({ applied: ["migrations/0002_no_total.sql"], unchanged: 1 });
  expect(await run()).toEqual({ applied: [], unchanged: 2 });
});
