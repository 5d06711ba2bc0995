import type { Sql } from "postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/database";
import { deliver, emptyEverything, type TestDelivery, v1 } from "./deliver";

let database: TestDatabase;
let sql: Sql;
beforeAll(async () => {
  database = await createDatabase();
  sql = database.sql;
});
afterAll(() => database.close());
beforeEach(() => emptyEverything(sql));

const REACTION = "chat.reaction.created";
const LESSON = "course_lesson_interaction.completed";

/** Something that `user` (null: nobody knows who) did at that instant. */
function did(user: string | null, at: string, name = REACTION, more = {}): TestDelivery {
  return v1(name, { id: "done", created_at: at, ...(user && { user: { id: user } }), ...more });
}

const FIGURES = ["active_users", "weekly_active_users", "monthly_active_users", "stickiness"];

/** The figures of people as of an instant, in their order. */
async function figuresAt(to: string): Promise<(number | null)[]> {
  const columns = FIGURES.map(
    (name) => `metrics.${name}('biz_1', 'usd', '-infinity', $1::text::timestamptz)::float8 as ${name}`,
  );
  const [row] = await sql.unsafe<Record<string, number | null>[]>(`select ${columns.join(", ")}`, [to]);
  return FIGURES.map((name) => row?.[name] ?? null);
}

describe("weeks and months of activity", () => {
  /**
   * user_1 on 25 January and 1 February, user_2 on 26 January, user_3 on 1 January and 31 January, user_4 on 2 January.
   * The week up to 31 January is 25 to 31, the 30 days 2 to 31 January; up to 1 February 26 January on, and 3 January on.
   */
  const deliveries = [
    did("user_3", "2026-01-01T12:00:00Z"),
    did("user_4", "2026-01-02T12:00:00Z"),
    did("user_1", "2026-01-25T12:00:00Z"),
    did("user_2", "2026-01-26T12:00:00Z", LESSON),
    did("user_3", "2026-01-31T12:00:00Z", LESSON),
    did("user_3", "2026-01-31T13:00:00Z"),
    did("user_1", "2026-02-01T12:00:00Z"),
  ];

  test("end with the last day of the range, and reach over the end of a month", async () => {
    await deliver(sql, deliveries);
    expect(await figuresAt("2026-02-01T00:00:00Z")).toEqual([1, 3, 4, 0.25]);
    expect(await figuresAt("2026-02-02T00:00:00Z")).toEqual([1, 3, 3, 1 / 3]);
    // 3 February: the week begins on 28 January, which leaves user_2 out; nobody was there on the day itself.
    expect(await figuresAt("2026-02-04T00:00:00Z")).toEqual([0, 2, 3, 0]);
    // 2 March: the 30 days begin on 1 February; on 3 March they begin after it.
    expect(await figuresAt("2026-03-03T00:00:00Z")).toEqual([0, 0, 1, 0]);
    expect(await figuresAt("2026-03-04T00:00:00Z")).toEqual([0, 0, 0, null]);
    expect(await figuresAt("2025-12-31T00:00:00Z")).toEqual([0, 0, 0, null]);
    expect(await figuresAt("-infinity")).toEqual([0, 0, 0, null]);
  });

  test("of a day that is not over at the end of the range have what was done until then", async () => {
    await deliver(sql, deliveries);
    expect(await figuresAt("2026-01-31T12:00:00Z")).toEqual([0, 2, 3, 0]);
    expect(await figuresAt("2026-01-31T12:00:01Z")).toEqual([1, 3, 4, 0.25]);
    expect(await figuresAt("2026-02-01T12:00:00Z")).toEqual([0, 2, 3, 0]);
    // user_1 came on 25 January, which the week up to 1 February does not reach, and the 30 days do.
    expect(await figuresAt("2026-02-01T12:00:01Z")).toEqual([1, 3, 3, 1 / 3]);
  });

  test("are in metrics.engagement for every day from the first to the last with activity", async () => {
    await deliver(sql, deliveries.slice(2));
    await sql`call metrics.refresh('engagement')`;
    expect(
      await sql`
        select day::text, daily_active_users::int as daily, weekly_active_users::int as weekly, monthly_active_users::int as monthly,
          stickiness::float
        from metrics.engagement order by day`,
    ).toEqual([
      { day: "2026-01-25", daily: 1, weekly: 1, monthly: 1, stickiness: 1 },
      { day: "2026-01-26", daily: 1, weekly: 2, monthly: 2, stickiness: 0.5 },
      { day: "2026-01-27", daily: 0, weekly: 2, monthly: 2, stickiness: 0 },
      { day: "2026-01-28", daily: 0, weekly: 2, monthly: 2, stickiness: 0 },
      { day: "2026-01-29", daily: 0, weekly: 2, monthly: 2, stickiness: 0 },
      { day: "2026-01-30", daily: 0, weekly: 2, monthly: 2, stickiness: 0 },
      { day: "2026-01-31", daily: 1, weekly: 3, monthly: 3, stickiness: 1 / 3 },
      { day: "2026-02-01", daily: 1, weekly: 3, monthly: 3, stickiness: 1 / 3 },
    ]);
  });

  test("as of now are those of today, whatever part of it is still to come", async () => {
    // Where it is past noon now, an hour ago and in an hour are the same day.
    const west = new Date().getUTCHours() - 12;
    const zone = `Etc/GMT${west < 0 ? "-" : "+"}${Math.abs(west)}`;
    await sql`insert into ops.company_settings (company_id, time_zone) values ('biz_1', ${zone})`;
    const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
    await deliver(sql, [
      did("user_1", ago(-1)),
      did("user_2", ago(1)),
      did("user_3", ago(24)),
      did("user_4", ago(6 * 24)),
      did("user_5", ago(7 * 24)),
      did("user_6", ago(29 * 24)),
      did("user_7", ago(30 * 24)),
    ]);
    expect(await figuresAt("infinity")).toEqual([2, 4, 6, 1 / 3]);
    expect(await figuresAt(new Date().toISOString())).toEqual([1, 3, 5, 0.2]);
  });
});

/**
 * Twelve users over 70 days on both sides of the change of clocks in New York, some of them daily and some rarely; each thing that was
 * done: when, by whom, what, where. The counting below knows sets of people and nothing of the database.
 */
const ZONE = "America/New_York";
const FIRST = Date.UTC(2026, 1, 1, 5);
const things = Array.from({ length: 360 }, (_, n) => {
  const random = (salt: number) => (((n + 1) * 2654435761 + salt * 40503 * (n + 7)) >>> 8) % 1000;
  const user = random(1) % 12;
  const day = user % 3 === 0 ? random(2) % 70 : (random(2) % 10) * 7 + (user % 5);
  return {
    at: FIRST + day * 86_400_000 + (random(3) % 288) * 300_000,
    user: random(4) < 60 ? null : `user_${user}`,
    name: [REACTION, LESSON, "activity.page_viewed"][random(5) % 3] ?? REACTION,
    experience: random(6) < 700 ? `exp_${random(6) % 3}` : null,
  };
});
type Thing = (typeof things)[number];

const format = new Intl.DateTimeFormat("en-CA", { timeZone: ZONE, dateStyle: "short" });
const dayOf = (at: number) => format.format(at);
const plus = (day: string, days: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
const people = (some: Thing[]) => new Set(some.flatMap(({ user }) => user ?? [])).size;
const onDays = (from: string, to: string) => (thing: Thing) =>
  dayOf(thing.at) >= from && dayOf(thing.at) <= to;
const TYPES: Record<string, string> = {
  [REACTION]: "activity.reaction_added",
  [LESSON]: "activity.lesson_completed",
  "activity.page_viewed": "activity.page_viewed",
};

describe("what 12 people did over 70 days comes to the same in the database as where sets of people are counted", () => {
  beforeAll(async () => {
    await storeThings();
  });
  beforeEach(storeThings);
  async function storeThings(): Promise<void> {
    const [row] = await sql`select count(*)::int as stored from core.events`;
    if (row?.stored === things.length) return;
    await emptyEverything(sql);
    await sql`insert into ops.company_settings (company_id, time_zone, week_start) values ('biz_1', ${ZONE}, 7)`;
    await deliver(
      sql,
      things.map(({ at, user, name, experience }) =>
        did(user, new Date(at).toISOString(), name, experience ? { experience_id: experience } : {}),
      ),
    );
  }

  const days = Array.from({ length: 75 }, (_, n) => plus("2026-01-30", n));
  const instants = things.filter((_, n) => n % 9 === 0).map(({ at }) => at + 1);

  test("by day, week and month, in metrics.engagement and in api.activity_series", async () => {
    const expected = days.map((day) => ({
      day,
      events: things.filter(onDays(day, day)).length,
      users: people(things.filter(onDays(day, day))),
      weekly_active_users: people(things.filter(onDays(plus(day, -6), day))),
      monthly_active_users: people(things.filter(onDays(plus(day, -29), day))),
    }));
    expect(Math.max(...expected.map(({ monthly_active_users }) => monthly_active_users))).toBe(12);
    expect(new Set(expected.map(({ weekly_active_users }) => weekly_active_users)).size).toBeGreaterThan(4);
    expect(
      await database.as("tidemark_app")`
        select from_day::text as day, events::int, users::int, weekly_active_users::int, monthly_active_users::int
        from api.activity_series('biz_1', ${days[0] ?? ""}, ${days.at(-1) ?? ""})`,
    ).toEqual(expected);
    await sql`call metrics.refresh('engagement')`;
    const active = expected.filter(({ users }) => users > 0);
    expect(
      await sql`
        select day::text, daily_active_users::int as users, weekly_active_users::int, monthly_active_users::int
        from metrics.engagement order by day`,
    ).toEqual(
      expected
        .filter(({ day }) => day >= (active[0]?.day ?? "") && day <= (active.at(-1)?.day ?? ""))
        .map(({ events: _, ...row }) => row),
    );
  });

  test.each<[string, (day: string) => string]>([
    ["day", (day) => day],
    // Its weeks begin on Sunday.
    ["week", (day) => plus(day, -new Date(`${day}T00:00:00Z`).getUTCDay())],
    ["month", (day) => `${day.slice(0, 8)}01`],
  ])("different users of every %s of api.activity_series", async (bucket, begins) => {
    const from = "2026-02-11";
    const to = "2026-04-08";
    const range = days.filter((day) => day >= from && day <= to);
    const starts = [...new Set(range.map(begins))];
    const expected = starts.map((start) => {
      const within = range.filter((day) => begins(day) === start);
      const last = within.at(-1) ?? "";
      const done = things.filter(onDays(within[0] ?? "", last));
      const monthly = people(things.filter(onDays(plus(last, -29), last)));
      const stickiness = people(things.filter(onDays(last, last))) / monthly;
      return {
        from_day: within[0],
        to_day: last,
        events: done.length,
        users: people(done),
        monthly,
        stickiness: stickiness.toFixed(9),
      };
    });
    expect(
      await database.as("tidemark_app")`
        select from_day::text, to_day::text, events::int, users::int, monthly_active_users::int as monthly,
          round(stickiness, 9)::text as stickiness
        from api.activity_series('biz_1', ${from}, ${to}, ${bucket})`,
    ).toEqual(expected);
  });

  test("as figures at any instant of any day", async () => {
    for (const at of instants) {
      const day = dayOf(at - 1);
      const until = things.filter((thing) => thing.at < at);
      const [daily, weekly, monthly] = [0, -6, -29].map((back) =>
        people(until.filter(onDays(plus(day, back), day))),
      );
      const found = await figuresAt(new Date(at).toISOString());
      expect(found.slice(0, 3), new Date(at).toISOString()).toEqual([daily, weekly, monthly]);
    }
  });

  test("in activity_events and api.activity_by_type between any two instants", async () => {
    for (const [nth, from] of instants.entries()) {
      const to = instants[(nth * 7 + 3) % instants.length] ?? from;
      const done = things.filter(({ at }) => at >= from && at < to);
      const range = [new Date(from).toISOString(), new Date(to).toISOString()] as const;
      const [events] = await sql`
        select metrics.activity_events('biz_1', 'usd', ${range[0]}, ${range[1]})::int as events`;
      expect(events, range.join(" ")).toEqual({ events: done.length });
      const expected = Object.entries(TYPES).flatMap(([name, type]) => {
        const same = done.filter((thing) => thing.name === name);
        return same.length > 0 ? [{ type, events: same.length, users: people(same) }] : [];
      });
      expect(
        await database.as("tidemark_app")`
          select type, events::int, users::int from api.activity_by_type('biz_1', ${range[0]}, ${range[1]})`,
        range.join(" "),
      ).toEqual(expected.sort((a, b) => b.events - a.events || (a.type < b.type ? -1 : 1)));
    }
    const [all] =
      await sql`select metrics.activity_events('biz_1', 'usd', '-infinity', 'infinity')::int as events`;
    expect(all).toEqual({ events: things.length });
  });

  test("by experience, the most visited first, with the name it is known by", async () => {
    await deliver(sql, [
      v1("experience.created", { id: "exp_1", name: "Lessons", created_at: "2026-01-10T00:00:00Z" }),
    ]);
    const within = things.filter(onDays("2026-02-20", "2026-03-20"));
    const expected = ["exp_0", "exp_1", "exp_2"].map((experience_id) => {
      const there = within.filter(({ experience }) => experience === experience_id);
      const title = experience_id === "exp_1" ? "Lessons" : null;
      return { experience_id, title, events: there.length, users: people(there) };
    });
    expect(
      await database.as("tidemark_app")`
        select experience_id, title, events::int, users::int from api.activity_by_experience('biz_1', '2026-02-20', '2026-03-20')`,
    ).toEqual(expected.sort((a, b) => b.events - a.events));
  });
});

test("a company that nobody has heard of has figures of nothing, and a series of nothing", async () => {
  expect(await figuresAt("infinity")).toEqual([0, 0, 0, null]);
  const [events] =
    await sql`select metrics.activity_events('biz_1', 'usd', '-infinity', 'infinity')::int as events`;
  expect(events).toEqual({ events: 0 });
  const app = database.as("tidemark_app");
  expect(await app`select * from api.activity_by_type('biz_1', '-infinity', 'infinity')`).toEqual([]);
  expect(await app`select * from api.activity_by_experience('biz_1', '2026-01-01', '2026-02-01')`).toEqual(
    [],
  );
  expect(
    await app`select from_day::text, to_day::text, events::int, users::int, stickiness
      from api.activity_series('biz_1', '2026-01-31', '2026-02-01', 'month')`,
  ).toEqual([
    { from_day: "2026-01-31", to_day: "2026-01-31", events: 0, users: 0, stickiness: null },
    { from_day: "2026-02-01", to_day: "2026-02-01", events: 0, users: 0, stickiness: null },
  ]);
});
