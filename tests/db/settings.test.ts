import type { ISql, Sql } from "postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/database";
import { noticesOf } from "../support/notices";
import { aLittleOfEverything } from "./a-little-of-everything";
import { deliver, emptyEverything, v1 } from "./deliver";

let database: TestDatabase;
let app: Sql;
beforeAll(async () => {
  database = await createDatabase();
  app = database.as("tidemark_app");
});
afterAll(() => database.close());
beforeEach(() => emptyEverything(database.sql));

/** A sale of one dollar at ten in the evening of 10 January in UTC: the 11th in Tokyo. */
const sale = (id: string) =>
  v1("payment.succeeded", { id, currency: "usd", total: 1, paid_at: "2026-01-10T22:00:00Z" });

const save = (
  zone: string | null,
  currency: string | null = null,
  weekStart: number | null = 1,
  sql: ISql = app,
) => sql`select api.save_settings('biz_1', ${zone}, ${currency}, ${weekStart})`;

const days = () =>
  database.sql`select day::text, gross::int from metrics.revenue_daily where gross <> 0 order by day`;

test("a company that set nothing has UTC, Monday, and the currency that earned most", async () => {
  expect(await app`select * from api.settings('biz_1')`).toEqual([
    { company_id: "biz_1", time_zone: "UTC", currency: null, week_start: 1, updated_at: null },
  ]);
});

test("what is saved is what is read", async () => {
  await save("Europe/Lisbon", "EUR", 7);
  expect(await app`select * from api.settings('biz_1')`).toEqual([
    {
      company_id: "biz_1",
      time_zone: "Europe/Lisbon",
      currency: "eur",
      week_start: 7,
      updated_at: expect.any(Date),
    },
  ]);
  await save("UTC", null, 1);
  expect(await app`select time_zone, currency, week_start from api.settings('biz_1')`).toEqual([
    { time_zone: "UTC", currency: null, week_start: 1 },
  ]);
});

test("a time zone is a name that PostgreSQL knows, in any case, aliases too", async () => {
  for (const [name, saved] of [
    ["Europe/Lisbon", "Europe/Lisbon"],
    ["america/argentina/buenos_aires", "America/Argentina/Buenos_Aires"],
    ["Asia/Calcutta", "Asia/Calcutta"],
    ["Asia/Kolkata", "Asia/Kolkata"],
    ["Etc/UTC", "Etc/UTC"],
    ["utc", "UTC"],
  ] as const) {
    await save(name);
    expect(await app`select time_zone from api.settings('biz_1')`).toEqual([{ time_zone: saved }]);
  }
});

test("an abbreviation, an offset or anything else is no time zone", async () => {
  const abbreviations = ["EST", "CET", "GMT", "EST5EDT"];
  const offsets = ["+02:00", "UTC+2", "Etc/GMT+5", "GMT0", "<+03>-3"];
  const others = [
    "posixrules",
    "posix/Europe/Lisbon",
    "Europe",
    "Europe/Atlantis",
    " Europe/Lisbon",
    "",
    null,
  ];
  for (const name of [...abbreviations, ...offsets, ...others]) {
    await expect(save(name), String(name)).rejects.toMatchObject({
      code: "22023",
      message: `"${name ?? ""}" is no time zone.`,
      hint: "Use a name such as Europe/Lisbon, Asia/Calcutta or UTC.",
    });
  }
  expect(await database.sql`select * from ops.company_settings`).toEqual([]);
});

test("a currency is three letters", async () => {
  for (const currency of ["eu", "euro", "€", "", "us1", "usd\n"]) {
    await expect(save("UTC", currency), currency).rejects.toMatchObject({
      code: "22023",
      message: `"${currency}" is no currency.`,
    });
  }
});

test("a week starts on a day from 1 to 7", async () => {
  for (const day of [0, 8, -1, null]) {
    await expect(save("UTC", null, day), String(day)).rejects.toMatchObject({
      code: "22023",
      message: `A week cannot start on day ${day}.`,
      hint: "Use 1 for Monday to 7 for Sunday.",
    });
  }
});

test("nobody's settings are not saved", async () => {
  await expect(app`select api.save_settings('', 'UTC', null, 1)`).rejects.toMatchObject({ code: "22023" });
});

test("with another time zone the days are added up anew in the same transaction, also back to UTC and without any settings", async () => {
  const { sql } = database;
  await deliver(sql, [sale("pay_1")]);
  expect(await days()).toEqual([{ day: "2026-01-10", gross: 1 }]);
  await save("Asia/Tokyo");
  expect(await days()).toEqual([{ day: "2026-01-11", gross: 1 }]);
  await save("UTC");
  expect(await days()).toEqual([{ day: "2026-01-10", gross: 1 }]);
  await save("Asia/Tokyo");
  await sql`delete from ops.company_settings`;
  expect(await days()).toEqual([{ day: "2026-01-10", gross: 1 }]);
  await sql`insert into ops.company_settings (company_id, time_zone) values ('biz_2', 'Asia/Tokyo')`;
  await sql`update ops.company_settings set company_id = 'biz_1'`;
  expect(await days()).toEqual([{ day: "2026-01-11", gross: 1 }]);
  await expect(
    app.begin(async (tx) => {
      await save("UTC", null, 1, tx);
      throw new Error("changed my mind");
    }),
  ).rejects.toThrow("changed my mind");
  expect(await days()).toEqual([{ day: "2026-01-11", gross: 1 }]);
  expect(await sql`select * from core.audit()`).toEqual([]);
});

test("with the same time zone no day is touched", async () => {
  const { sql } = database;
  await save("Asia/Tokyo");
  await deliver(sql, [sale("pay_1")]);
  const written = () => sql`select xmin::text, ctid::text from metrics.revenue_daily`;
  const before = await written();
  await save("Asia/Tokyo", "eur", 7);
  expect(await written()).toEqual(before);
});

test("whoever watches the company hears of it", async () => {
  const heard: string[] = [];
  const { unlisten } = await database.sql.listen("tidemark", (company) => heard.push(company));
  await save("Asia/Tokyo");
  await app`select api.set_tier('biz_2', 'plan_1', 'Gold')`;
  await expect.poll(() => heard).toEqual(["biz_1", "biz_2"]);
  await unlisten();
});

describe("a delivery at the same time", () => {
  const waiting = () => database.sql`
    select count(*)::int as waiting from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;

  test("that began before is waited for, and lands in a day of the new zone", async () => {
    const first = await database.sql.reserve();
    await first`begin`;
    await deliver(first, [sale("pay_1")]);
    const saved = save("Asia/Tokyo").execute();
    await expect.poll(waiting).toEqual([{ waiting: 1 }]);
    await first`commit`;
    first.release();
    await saved;
    expect(await days()).toEqual([{ day: "2026-01-11", gross: 1 }]);
    expect(await database.sql`select * from core.audit()`).toEqual([]);
  });

  test("that begins after waits, and lands in a day of the new zone", async () => {
    await deliver(database.sql, [sale("pay_1")]);
    const settings = await app.reserve();
    await settings`begin`;
    await save("Asia/Tokyo", null, 1, settings);
    const delivered = deliver(database.sql, [sale("pay_2")]);
    await expect.poll(waiting).toEqual([{ waiting: 1 }]);
    // Another company's does not wait.
    await deliver(database.sql, [
      v1(
        "payment.succeeded",
        { id: "pay_x", currency: "usd", total: 5, paid_at: "2026-01-10T22:00:00Z" },
        "biz_2",
      ),
    ]);
    await settings`commit`;
    settings.release();
    await delivered;
    expect(await days()).toEqual([
      { day: "2026-01-10", gross: 5 },
      { day: "2026-01-11", gross: 2 },
    ]);
    expect(await database.sql`select * from core.audit()`).toEqual([]);
  });

  test("again and again, small and large, by several at once: none is lost, none deadlocks, none lands in a wrong day", async () => {
    const zones = ["Asia/Tokyo", "America/New_York", "UTC", "Asia/Calcutta"];
    const sales = (batch: number, size: number) =>
      Array.from({ length: size }, (_, nth) => sale(`pay_${batch}_${nth}`));
    // A large batch has its company to itself, a small one shares it.
    const deliveries = async (from: number) => {
      for (let batch = from; batch < from + 20; batch += 1)
        await deliver(database.sql, sales(batch, batch % 5 === 0 ? 80 : 3));
    };
    const settings = async (from: number) => {
      for (let nth = 0; nth < 20; nth += 1) await save(zones[(from + nth) % zones.length] ?? null);
    };
    await Promise.all([deliveries(0), deliveries(100), settings(0), settings(2)]);
    const sold = 2 * (4 * 80 + 16 * 3);
    expect(await database.sql`select sum(gross)::int as gross from metrics.revenue_daily`).toEqual([
      { gross: sold },
    ]);
    expect(await database.sql`select * from core.audit()`).toEqual([]);
    await save("Asia/Tokyo");
    expect(await days()).toEqual([{ day: "2026-01-11", gross: sold }]);
  });
});

test("settings and tiers are the company's own: no rebuild, replay or forgetting touches them", async () => {
  const { sql } = database;
  await deliver(sql, aLittleOfEverything);
  await save("Asia/Tokyo", "eur", 7);
  await app`select api.set_tier('biz_1', 'plan_month', 'Gold')`;
  await app`select api.set_tier('biz_1', 'plan_of_the_future', 'Silver')`;
  const own = async () => [
    await sql`select * from ops.company_settings`,
    await sql`select * from core.tiers order by plan_id`,
  ];
  const before = await own();
  const [{ seq } = { seq: "" }] = await sql<
    { seq: string }[]
  >`select min(seq) as seq from raw.webhook_events`;
  await noticesOf(
    database.urlAs("tidemark_owner"),
    "call core.rebuild('biz_1')",
    "call core.rebuild_all()",
    `call core.replay(${seq})`,
    "call core.forget_user('user_1')",
    "call core.forget_user('user_2')",
  );
  expect(await own()).toEqual(before);
  expect(await sql`select * from core.audit()`).toEqual([]);
});
