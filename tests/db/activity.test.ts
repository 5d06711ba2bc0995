import type { ReservedSql, Sql } from "postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/database";
import { noticesOf } from "../support/notices";
import { shuffled } from "../support/shuffled";
import { standing } from "../support/standing";
import { deliver, emptyEverything, membership, nameless, paid, type TestDelivery, v1 } from "./deliver";

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
let made = 0;

/** Something that `user` (null: nobody knows who) did at that instant. */
function did(user: string | null, at: string, name = REACTION, company = "biz_1"): TestDelivery {
  const id = `done_${++made}`;
  return {
    key: `msg_${id}`,
    ...v1(name, { id, created_at: at, ...(user && { user: { id: user } }) }, company),
  };
}

/** Days of activity as lines: day, type, events by users. */
async function daily(company = "biz_1"): Promise<string[]> {
  const rows = await sql<{ line: string }[]>`
    select concat(day, ' ', type, ' ', events, ' by ', users) as line
    from metrics.activity_daily where company_id = ${company} order by day, type`;
  return rows.map(({ line }) => line);
}

/** Active users as lines: day and users. */
async function active(company = "biz_1"): Promise<string[]> {
  const rows = await sql<{ line: string }[]>`
    select concat(day, ' ', users) as line from metrics.active_users_daily where company_id = ${company} order by day`;
  return rows.map(({ line }) => line);
}

async function allIsWell(): Promise<void> {
  expect(await sql`select * from ops.failures`).toEqual([]);
  expect(await sql`select * from core.audit()`).toEqual([]);
}

const asOwner = (statement: string) => noticesOf(database.url, "set role tidemark_owner", statement);

describe("activity", () => {
  test("is what people do: lessons, chats, claims, waiting lists, user.… and activity.…", async () => {
    const at = "2026-03-05T12:00:00Z";
    await deliver(sql, [
      did("user_1", at, LESSON),
      did("user_1", at, "activity.lesson_completed"),
      v1("chat.message.created", { message: { id: "post_1", created_at: at, user: { id: "user_1" } } }),
      did("user_1", at, REACTION),
      did("user_1", at, "chat_reaction_created"),
      membership("membership.experience_claimed", at),
      membership("membership.experienced_claimed", at),
      did("user_1", at, "entry.created"),
      ...["approved", "denied", "deleted"].map((what) =>
        v1(`entry.${what}`, { id: "entry_1", updated_at: at, user: { id: "user_1" } }),
      ),
      // What is told as user.… is told of the user itself, or of something that has one.
      v1("user.logged_in", { id: "user_1", username: "ada", updated_at: at }),
      v1("user.logged_in", { id: "login_1", updated_at: at, user: { id: "user_1" } }),
      did("user_1", at, "activity.page_viewed"),
    ]);
    expect(await daily()).toEqual([
      "2026-03-05 activity.entry_approved 1 by 1",
      "2026-03-05 activity.entry_created 1 by 1",
      "2026-03-05 activity.entry_deleted 1 by 1",
      "2026-03-05 activity.entry_denied 1 by 1",
      "2026-03-05 activity.lesson_completed 2 by 1",
      "2026-03-05 activity.message_sent 1 by 1",
      "2026-03-05 activity.page_viewed 1 by 1",
      "2026-03-05 activity.reaction_added 2 by 1",
      "2026-03-05 membership.experience_claimed 2 by 1",
      "2026-03-05 user.logged_in 2 by 1",
    ]);
    expect(await active()).toEqual(["2026-03-05 1"]);
    await allIsWell();
  });

  test("is not what the business does, nor what directories or nobody knows tell", async () => {
    const at = "2026-03-05T12:00:00Z";
    await deliver(sql, [
      paid("pay_1", at),
      membership("membership.activated", at),
      did("user_1", at, "user.created"),
      did("user_1", at, "member.updated"),
      did("user_1", at, "invoice.created"),
      did("user_1", at, "spaceship.landed"),
      did("user_1", at, "user_logged_in"),
    ]);
    expect(await daily()).toEqual([]);
    expect(await sql`select * from metrics.activity_user_days`).toEqual([]);
    expect(await sql`select * from metrics.active_users_by_previous_day`).toEqual([]);
  });

  test("counts each event, and each user once a day and once for each type", async () => {
    await deliver(sql, [
      did("user_1", "2026-03-05T08:00:00Z"),
      did("user_1", "2026-03-05T09:00:00Z"),
      did("user_2", "2026-03-05T10:00:00Z"),
    ]);
    await deliver(sql, [
      did("user_1", "2026-03-05T11:00:00Z"),
      did("user_1", "2026-03-05T12:00:00Z", LESSON),
    ]);
    await deliver(sql, [
      did("user_3", "2026-03-05T23:00:00Z", LESSON),
      did("user_1", "2026-03-06T00:00:00Z"),
    ]);
    expect(await daily()).toEqual([
      "2026-03-05 activity.lesson_completed 2 by 2",
      "2026-03-05 activity.reaction_added 4 by 2",
      "2026-03-06 activity.reaction_added 1 by 1",
    ]);
    expect(await active()).toEqual(["2026-03-05 3", "2026-03-06 1"]);
    expect(
      await sql`select day::text, type, user_id, events from metrics.activity_user_days where user_id = 'user_1' order by 1, 2`,
    ).toEqual([
      { day: "2026-03-05", type: "activity.lesson_completed", user_id: "user_1", events: 1 },
      { day: "2026-03-05", type: "activity.reaction_added", user_id: "user_1", events: 3 },
      { day: "2026-03-06", type: "activity.reaction_added", user_id: "user_1", events: 1 },
    ]);
  });

  test("of whom nobody knows counts as events and not as users", async () => {
    await deliver(sql, [
      did(null, "2026-03-05T08:00:00Z"),
      did(null, "2026-03-05T09:00:00Z"),
      did("user_1", "2026-03-05T10:00:00Z"),
      did(null, "2026-03-06T10:00:00Z", LESSON),
    ]);
    expect(await daily()).toEqual([
      "2026-03-05 activity.reaction_added 3 by 1",
      "2026-03-06 activity.lesson_completed 1 by 0",
    ]);
    expect(await active()).toEqual(["2026-03-05 1"]);
    await allIsWell();
  });

  test("of one company is none of another's, whoever does it", async () => {
    await deliver(sql, [
      did("user_1", "2026-03-05T08:00:00Z"),
      did("user_1", "2026-03-05T08:00:00Z", REACTION, "biz_2"),
      did("user_1", "2026-03-06T08:00:00Z", REACTION, "biz_2"),
    ]);
    expect(await active("biz_1")).toEqual(["2026-03-05 1"]);
    expect(await active("biz_2")).toEqual(["2026-03-05 1", "2026-03-06 1"]);
  });

  test("that is delivered again changes nothing", async () => {
    const deliveries = [did("user_1", "2026-03-05T08:00:00Z"), did(null, "2026-03-05T08:00:00Z", LESSON)];
    await deliver(sql, deliveries);
    const before = await standing(sql);
    expect(await deliver(sql, [...deliveries, ...deliveries])).toBe(0);
    expect(await standing(sql)).toEqual(before);
  });

  test("of Whop's test button counts for nothing, and does so when it is replayed", async () => {
    const { id: _, ...withoutId } = did("user_1", "2026-03-05T08:00:00Z").payload;
    await deliver(sql, [
      { key: "msg_test", payload: withoutId },
      { payload: did("user_1", "2026-03-05T08:00:00Z", REACTION, "biz_xxxxxxxxxxxxxx").payload },
    ]);
    await asOwner("call core.rebuild_all()");
    expect(await sql`select is_test from core.events`).toEqual([{ is_test: true }, { is_test: true }]);
    expect(await sql`select * from metrics.activity_daily`).toEqual([]);
    await allIsWell();
  });

  test("that waits for its company counts for nothing, and on its own day once that is known", async () => {
    const entry = (user: string, at: string) =>
      nameless("entry.created", {
        id: `entry_${user}`,
        created_at: at,
        plan: { id: "plan_month" },
        user: { id: user },
      });
    await deliver(sql, [entry("user_1", "2026-03-05T08:00:00Z"), entry("user_2", "2026-03-07T08:00:00Z")]);
    expect(await sql`select * from metrics.activity_daily`).toEqual([]);
    expect(await sql`select * from metrics.activity_user_days`).toEqual([]);
    await deliver(sql, [did("user_1", "2026-03-06T08:00:00Z", REACTION)]);
    await deliver(sql, [paid("pay_1", "2026-04-01T00:00:00Z")]);
    expect(await daily()).toEqual([
      "2026-03-05 activity.entry_created 1 by 1",
      "2026-03-06 activity.reaction_added 1 by 1",
      "2026-03-07 activity.entry_created 1 by 1",
    ]);
    expect(await active()).toEqual(["2026-03-05 1", "2026-03-06 1", "2026-03-07 1"]);
    await allIsWell();
  });
});

describe("a day of activity", () => {
  // 8 March 2026 has 23 hours in New York (it begins at 05:00Z and ends at 04:00Z), 1 November has 25 (04:00Z to 05:00Z).
  test("is the company's own, also when the clocks are changed", async () => {
    await sql`insert into ops.company_settings (company_id, time_zone) values ('biz_1', 'America/New_York')`;
    await deliver(sql, [
      did("user_1", "2026-03-08T04:59:59Z"),
      did("user_1", "2026-03-08T05:00:00Z"),
      did("user_2", "2026-03-09T03:59:59Z"),
      did("user_2", "2026-03-09T04:00:00Z"),
      did("user_1", "2026-11-01T03:59:59Z"),
      did("user_1", "2026-11-01T04:00:00Z"),
      did("user_2", "2026-11-02T04:59:59Z"),
      did("user_2", "2026-11-02T05:00:00Z"),
    ]);
    expect(await active()).toEqual([
      "2026-03-07 1",
      "2026-03-08 2",
      "2026-03-09 1",
      "2026-10-31 1",
      "2026-11-01 2",
      "2026-11-02 1",
    ]);
    await allIsWell();
  });

  test("moves with the time zone: who was active on two days may have been so on one, and the other way round", async () => {
    await deliver(sql, [
      did("user_1", "2026-03-05T20:00:00Z"),
      did("user_1", "2026-03-06T10:00:00Z"),
      did("user_2", "2026-03-05T10:00:00Z"),
      did("user_2", "2026-03-05T20:00:00Z", LESSON),
      did("user_1", "2026-03-05T20:00:00Z", REACTION, "biz_2"),
    ]);
    const inUtc = await standing(sql);
    expect(await active()).toEqual(["2026-03-05 2", "2026-03-06 1"]);
    // 20:00Z is 05:00 of the day after in Tokyo.
    await sql`insert into ops.company_settings (company_id, time_zone) values ('biz_1', 'Asia/Tokyo')`;
    expect(await daily()).toEqual([
      "2026-03-05 activity.reaction_added 1 by 1",
      "2026-03-06 activity.lesson_completed 1 by 1",
      "2026-03-06 activity.reaction_added 2 by 1",
    ]);
    expect(await active()).toEqual(["2026-03-05 1", "2026-03-06 2"]);
    expect(await active("biz_2")).toEqual(["2026-03-05 1"]);
    await allIsWell();
    await deliver(sql, [did("user_3", "2026-03-05T15:00:00Z")]);
    expect(await active()).toEqual(["2026-03-05 1", "2026-03-06 3"]);
    await allIsWell();
    await asOwner("update ops.company_settings set time_zone = 'UTC' where company_id = 'biz_1'");
    expect(await active()).toEqual(["2026-03-05 3", "2026-03-06 1"]);
    await sql`delete from raw.webhook_events where delivery_key = ${`msg_done_${made}`}`;
    await asOwner("call core.rebuild('biz_1')");
    expect(figuresIn(await standing(sql))).toEqual(figuresIn(inUtc));
  });
});

function figuresIn<T>(all: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => name.startsWith("metrics.")));
}

describe("in whatever order it arrives", () => {
  const days = ["01", "02", "04", "05", "09", "20"];
  const deliveries = ["user_1", "user_2", "user_3"].flatMap((user, nth) =>
    days
      .filter((_, index) => (index + nth) % 3 !== 2)
      .flatMap((day, index) => [
        did(user, `2026-03-${day}T08:00:00Z`),
        ...(index % 2 === 0 ? [did(user, `2026-03-${day}T09:00:00Z`, LESSON)] : []),
      ]),
  );

  test("activity ends in the same rows, one by one and in batches", async () => {
    await deliver(sql, deliveries);
    const expected = await standing(sql);
    expect(expected["metrics.active_users_by_previous_day"]?.length).toBeGreaterThan(8);
    for (const [seed, size] of [
      [1, 1],
      [2, 1],
      [3, 3],
      [4, 7],
    ] as const) {
      await emptyEverything(sql);
      const mixed = shuffled(deliveries, seed);
      for (let at = 0; at < mixed.length; at += size) {
        await deliver(sql, mixed.slice(at, at + size));
        expect(await sql`select * from core.audit() where check_name ~ '^activ'`).toEqual([]);
      }
      expect(await standing(sql), `seed ${seed}`).toEqual(expected);
    }
  });

  test("a replay of any of it, or of all, changes nothing", async () => {
    await deliver(sql, deliveries);
    const rows = () =>
      sql`select 1 as t, x::text from metrics.activity_user_days as x union all select 2, x::text from metrics.activity_daily as x
        union all select 3, x::text from metrics.active_users_by_previous_day as x order by 1, 2`;
    const before = await rows();
    for (const { seq } of await sql`select seq from raw.webhook_events where seq % 3 = 0`) {
      await sql`call core.replay(${seq})`;
      expect(await rows()).toEqual(before);
    }
    await sql`select core.project(array_agg(seq), again => true) from raw.webhook_events`;
    expect(await rows()).toEqual(before);
  });

  test("what a delivery turns out not to have told is taken out again", async () => {
    await deliver(sql, deliveries.slice(3));
    const without = await standing(sql);
    await emptyEverything(sql);
    await deliver(sql, deliveries);
    await sql`
      update raw.webhook_events set payload = jsonb_set(payload, '{company_id}', '"biz_2"')
      where delivery_key = any (${deliveries.slice(0, 3).map(({ key }) => String(key))})`;
    await sql`select core.project(array_agg(seq), again => true) from raw.webhook_events`;
    await asOwner("call core.rebuild_all()");
    const mine = (rows: Record<string, unknown>[] = []) => rows.filter((row) => row.company_id === "biz_1");
    const found = await standing(sql);
    for (const table of Object.keys(found).filter((name) => name.startsWith("metrics."))) {
      expect(mine(found[table]), table).toEqual(mine(without[table]));
    }
    expect(await active("biz_2")).toEqual(["2026-03-01 1", "2026-03-02 1"]);
    await allIsWell();
  });
});

describe("somebody who is forgotten", () => {
  test("stays as active as they were, also after a rebuild, and keeps counting", async () => {
    const said = (id: string, at: string) =>
      v1("chat.message.created", {
        channel: { id: "feed_1", experience_id: "exp_1" },
        message: {
          id,
          content: "Hello",
          created_at: at,
          user: { id: "user_ada", name: "Ada", username: "ada" },
        },
      });
    await deliver(sql, [
      said("post_1", "2026-03-05T08:00:00Z"),
      membership("membership.experience_claimed", "2026-03-06T08:00:00Z", {
        user: { id: "user_ada", name: "Ada" },
      }),
      did("user_ada", "2026-03-07T08:00:00Z", LESSON),
      did("user_2", "2026-03-07T08:00:00Z", LESSON),
    ]);
    const before = figuresIn(await standing(sql));
    await asOwner("call core.forget_user('user_ada')");
    expect(await sql`select payload from raw.webhook_events where payload::text ~ 'Ada|Hello'`).toEqual([]);
    await asOwner("call core.rebuild('biz_1')");
    expect(figuresIn(await standing(sql))).toEqual(before);
    await deliver(sql, [said("post_2", "2026-03-08T08:00:00Z")]);
    expect(await active()).toEqual(["2026-03-05 1", "2026-03-06 1", "2026-03-07 2", "2026-03-08 1"]);
    await allIsWell();
  });
});

describe("at two connections at once", () => {
  const waiting = () =>
    expect
      .poll(
        () =>
          sql`select count(*)::int as waiting from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
      )
      .toEqual([{ waiting: 1 }]);

  /** The second arrives while the first, whose batch is through, has not committed. */
  async function oneDuringTheOther(first: TestDelivery[], second: TestDelivery[]): Promise<void> {
    const connection: ReservedSql = await sql.reserve();
    await connection`begin`;
    await deliver(connection, first);
    const arriving = deliver(sql, second);
    await waiting();
    await connection`commit`;
    connection.release();
    await arriving;
    await allIsWell();
  }

  test("two first events of one user and day count one user", async () => {
    await oneDuringTheOther([did("user_1", "2026-03-05T08:00:00Z")], [did("user_1", "2026-03-05T09:00:00Z")]);
    expect(await daily()).toEqual(["2026-03-05 activity.reaction_added 2 by 1"]);
    expect(await active()).toEqual(["2026-03-05 1"]);
  });

  test("first events of two types of one user and day count one active user", async () => {
    await oneDuringTheOther(
      [did("user_1", "2026-03-05T08:00:00Z")],
      [did("user_1", "2026-03-05T09:00:00Z", LESSON)],
    );
    expect(await active()).toEqual(["2026-03-05 1"]);
  });

  test("new days of one user each follow the other", async () => {
    const previous = async () =>
      (
        await sql<{ line: string }[]>`
          select concat(day, ' after ', previous_day, ': ', users) as line
          from metrics.active_users_by_previous_day order by day, previous_day`
      ).map(({ line }) => line);
    await oneDuringTheOther([did("user_1", "2026-03-09T08:00:00Z")], [did("user_1", "2026-03-05T09:00:00Z")]);
    expect(await previous()).toEqual(["2026-03-05 after -infinity: 1", "2026-03-09 after 2026-03-05: 1"]);
    // The first takes the last user out of the row of 9 March after 5 March while the second adds one to it.
    await deliver(sql, [did("user_2", "2026-03-05T08:00:00Z")]);
    await oneDuringTheOther([did("user_1", "2026-03-07T08:00:00Z")], [did("user_2", "2026-03-09T09:00:00Z")]);
    expect(await previous()).toEqual([
      "2026-03-05 after -infinity: 2",
      "2026-03-07 after 2026-03-05: 1",
      "2026-03-09 after 2026-03-05: 1",
      "2026-03-09 after 2026-03-07: 1",
    ]);
  });

  test("a batch that is rolled back leaves nothing, and who waited for it is the first", async () => {
    const connection = await sql.reserve();
    await connection`begin`;
    await deliver(connection, [did("user_1", "2026-03-05T08:00:00Z")]);
    const arriving = deliver(sql, [did("user_1", "2026-03-05T09:00:00Z")]);
    await waiting();
    await connection`rollback`;
    connection.release();
    await arriving;
    expect(await daily()).toEqual(["2026-03-05 activity.reaction_added 1 by 1"]);
    expect(await active()).toEqual(["2026-03-05 1"]);
  });

  test("batches over the same users, days and companies never wait in a circle, and count right", async () => {
    const users = Array.from({ length: 9 }, (_, index) => `user_${index}`);
    const batches = Array.from({ length: 80 }, (_, batch) =>
      shuffled(users, batch + 1).flatMap((user, index) => {
        const day = String(1 + ((batch * 5 + index * 3) % 25)).padStart(2, "0");
        const name = [REACTION, LESSON, "activity.page_viewed"][(batch + index) % 3];
        return [did(user, `2026-03-${day}T08:00:00Z`, name, `biz_${1 + ((batch + index) % 3)}`)];
      }),
    );
    await Promise.all(batches.map((batch) => deliver(sql, batch)));
    await allIsWell();
    expect(await sql`select sum(events)::int as events from metrics.activity_daily`).toEqual([
      { events: 80 * 9 },
    ]);
  });
});
