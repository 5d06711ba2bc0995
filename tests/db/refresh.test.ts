import type { Sql } from "postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openDatabase } from "../../app/lib/db";
import { createDatabase, type TestDatabase } from "../support/database";
import { noticesOf } from "../support/notices";
import { deliver, emptyEverything, membership, paid, type TestDelivery, v1 } from "./deliver";

let database: TestDatabase;
let views: string[];
beforeAll(async () => {
  database = await createDatabase();
  const rows = await database.sql<{ name: string }[]>`
    select matviewname as name from pg_matviews where schemaname = 'metrics' order by 1`;
  views = rows.map(({ name }) => name);
});
afterAll(() => database.close());
beforeEach(async () => {
  await emptyEverything(database.sql);
  await database.sql`delete from ops.refreshes`;
});

/** As the app: one view a call, until none is due. */
async function refreshAllDue(sql: Sql = database.as("tidemark_app")): Promise<string[]> {
  const refreshed: string[] = [];
  for (;;) {
    const [row] = await sql<{ view_name: string }[]>`select view_name from api.refresh_due()`;
    if (!row) return refreshed;
    refreshed.push(row.view_name);
  }
}

/** Delivers, and has PostgreSQL count the rows at once: by itself it may take some seconds to. */
async function tell(...deliveries: TestDelivery[]): Promise<void> {
  await database.sql.begin(async (tx) => {
    await deliver(tx, deliveries);
    await tx`select pg_stat_force_next_flush()`;
  });
}

/** As if the last refreshes had been so much earlier. */
const wait = (interval: string) => database.sql`
  update ops.refreshes set started_at = started_at - ${interval}::interval, finished_at = finished_at - ${interval}::interval`;

const due = async () =>
  Object.fromEntries(
    (
      await database.as("tidemark_analyst")<{ view_name: string; changed: string[] }[]>`
        select view_name, changed from metrics.refresh_state where is_due order by view_name`
    ).map(({ view_name, changed }) => [view_name, changed]),
  );

describe("by hand", () => {
  test("each view can be refreshed while it is read: by its owner, and by the analyst who asks for it", async () => {
    const owner = database.as("tidemark_owner");
    const analyst = database.as("tidemark_analyst");
    expect(views.length).toBeGreaterThanOrEqual(8);
    for (const view of views) {
      await owner.unsafe(`refresh materialized view concurrently metrics.${view}`);
      await analyst`call metrics.refresh(${view})`;
      await owner`call metrics.refresh(${view})`;
    }
    const noted = await analyst`
      select view_name, refreshed_by, error from ops.refreshes order by view_name, refresh_id`;
    expect(noted).toEqual(
      views.flatMap((view_name) =>
        ["tidemark_analyst", "tidemark_owner"].map((refreshed_by) => ({
          view_name,
          refreshed_by,
          error: null,
        })),
      ),
    );
  });

  test("whoever looks sees how old it is, how long it took and by whom", async () => {
    await database.as("tidemark_analyst")`call metrics.refresh('trials')`;
    const [state] = await database.as(
      "tidemark_app",
    )`select * from api.refresh_state() where view_name = 'trials'`;
    expect(state).toMatchObject({
      refreshed_by: "tidemark_analyst",
      is_due: false,
      error: null,
      failed_at: null,
    });
    expect(Date.now() - state?.as_of.getTime()).toBeLessThan(60_000);
    expect(state?.refreshed_at.getTime()).toBeGreaterThanOrEqual(state?.as_of.getTime());
    expect(await database.sql`select count(*)::int as views from api.refresh_state()`).toEqual([
      { views: views.length },
    ]);
  });

  test("a view that is not there is refused, and it says which there are", async () => {
    await expect(database.sql`call metrics.refresh('nonsense')`).rejects.toMatchObject({
      code: "42P01",
      hint: expect.stringContaining("metrics.refresh_state"),
    });
  });

  test("a view that holds nothing is filled", async () => {
    const { sql } = database;
    await tell(paid("pay_1", "2026-01-01T00:00:00Z"));
    await sql`refresh materialized view metrics.customer_value with no data`;
    expect(Object.keys(await due())).toContain("customer_value");
    await sql`call metrics.refresh('customer_value')`;
    expect(await sql`select net::float from metrics.customer_value`).toEqual([{ net: 49 }]);
  });

  test("call metrics.refresh_due() refreshes what is due, each view in a transaction of its own", async () => {
    const said = await noticesOf(database.urlAs("tidemark_owner"), "call metrics.refresh_due()");
    expect(said.map((line) => line.replace(/:.*/, ""))).toEqual(views.map((view) => `metrics.${view}`));
    const [row] =
      await database.sql`select count(distinct xmin::text)::int as transactions from ops.refreshes`;
    expect(row).toEqual({ transactions: views.length });
  });
});

describe("due is", () => {
  test("each view that was never refreshed, and none once they are", async () => {
    expect(Object.keys(await due())).toEqual(views);
    expect(await refreshAllDue()).toEqual(views);
    expect(await due()).toEqual({});
  });

  test("a view whose input has changed, and no other", async () => {
    await tell(paid("pay_1", "2026-01-01T00:00:00Z"));
    await refreshAllDue();
    await tell(v1("payout.created", { id: "payout_1", created_at: "2026-01-02T00:00:00Z" }));
    expect(await due()).toEqual({});
    await tell(
      v1("chat.message.created", {
        id: "message_1",
        created_at: "2026-01-02T00:00:00Z",
        user: { id: "user_1" },
      }),
    );
    expect(await due()).toEqual({ engagement: ["metrics.active_users_by_previous_day"] });
    await tell(
      v1("payment.failed", {
        id: "pay_2",
        currency: "usd",
        total: 1,
        last_payment_attempt: "2026-01-02T00:00:00Z",
      }),
    );
    const changed = await due();
    expect(changed.payment_outcomes_daily).toEqual(["core.payments", "core.revenue_entries"]);
    expect(changed.monthly_statement).toEqual(["metrics.revenue_daily"]);
    expect(Object.keys(changed)).not.toContain("trials");
    expect(Object.keys(changed)).not.toContain("cohort_retention");
  });

  test("a trial, wherever it is told", async () => {
    await tell(paid("pay_1", "2026-01-01T00:00:00Z"));
    await refreshAllDue();
    await tell(
      membership("membership.activated", "2026-01-01T00:00:00Z", { id: "mem_2", status: "trialing" }),
    );
    expect((await due()).trials).toEqual(["core.subscriptions"]);
  });

  test("no view again before its cost allows it: sixty times what it took, and 15 seconds at least", async () => {
    await refreshAllDue();
    await tell(paid("pay_1", "2026-01-01T00:00:00Z"));
    expect(Object.keys(await due())).toContain("customer_value");
    expect(await refreshAllDue()).toEqual([]);
    await wait("10 seconds");
    expect(await refreshAllDue()).toEqual([]);
    await database.sql`
      update ops.refreshes set started_at = started_at - interval '10 seconds' where view_name = 'customer_value'`;
    await wait("5 minutes");
    const refreshed = await refreshAllDue();
    expect(refreshed).toContain("plan_performance");
    expect(refreshed).not.toContain("customer_value");
    await wait("6 minutes");
    expect(await refreshAllDue()).toEqual(["customer_value"]);
  });

  test("each view when a day begins in a zone of any company", async () => {
    await refreshAllDue();
    await database.sql`update ops.refreshes set inputs = inputs || jsonb_build_object('day', (inputs ->> 'day')::int - 1)`;
    expect(await due()).toEqual(Object.fromEntries(views.map((view) => [view, ["day"]])));
  });

  test("what tiers change, at once", async () => {
    await refreshAllDue();
    await database.as("tidemark_app")`select api.set_tier('biz_1', 'plan_month', 'Gold')`;
    expect(await due()).toEqual({
      plan_performance: ["core.tiers"],
      product_performance: ["core.tiers"],
      tier_performance: ["core.tiers"],
    });
    expect(await refreshAllDue()).toEqual(["plan_performance", "product_performance", "tier_performance"]);
  });

  test("each view when a company changes its settings, at once", async () => {
    await refreshAllDue();
    await database.as("tidemark_app")`select api.save_settings('biz_1', 'Asia/Tokyo', null, 1)`;
    expect(await refreshAllDue()).toEqual(views);
  });

  // The newest delivery was the mark once: what an older transaction committed later was never seen.
  test("what was committed during the refresh, though it began before", async () => {
    const { sql } = database;
    const slow = await sql.reserve();
    await slow`begin`;
    await deliver(slow, [paid("pay_1", "2026-01-01T00:00:00Z")]);
    const another = { id: "pay_2", currency: "usd", total: 1, paid_at: "2026-01-01T00:00:00Z" };
    await tell(v1("payment.succeeded", another, "biz_2"));
    await refreshAllDue();
    await slow`select pg_stat_force_next_flush()`;
    await slow`commit`;
    slow.release();
    expect(Object.keys(await due())).toContain("customer_value");
  });

  test("what was refreshed in a transaction that sees only what was there when it began", async () => {
    await database.sql.begin("isolation level repeatable read", async (tx) => {
      await tx`select count(*) from core.payments`;
      await tell(paid("pay_1", "2026-01-01T00:00:00Z"));
      await tx`call metrics.refresh('customer_value')`;
    });
    expect(Object.keys(await due())).toContain("customer_value");
    expect(await database.sql`select * from metrics.customer_value`).toEqual([]);
  });
});

describe("at the same time", () => {
  test("two processes refresh each view once between them", async () => {
    const app = database.as("tidemark_app");
    const both = await Promise.all([refreshAllDue(app), refreshAllDue(app)]);
    expect(both.flat().sort()).toEqual(views);
    expect(await database.sql`select view_name from ops.refreshes order by 1`).toEqual(
      views.map((view_name) => ({ view_name })),
    );
  });

  test.each([
    ["another process", "call metrics.refresh('cohort_retention')"],
    ["a hand", "refresh materialized view concurrently metrics.cohort_retention"],
  ])(
    "a view that %s is refreshing is left to it, can be read, and keeps no delivery waiting",
    async (_, statement) => {
      const other = await database.as("tidemark_owner").reserve();
      await other`begin`;
      await other.unsafe(statement);
      expect(await refreshAllDue()).toEqual(views.filter((view) => view !== "cohort_retention"));
      await database.as("tidemark_app")`select * from api.cohorts('biz_1', 'usd')`;
      await tell(paid("pay_1", "2026-01-01T00:00:00Z"));
      await other`rollback`;
      other.release();
      expect(await refreshAllDue()).toContain("cohort_retention");
    },
  );

  test("whoever asks for it by name waits for the other, and refreshes it again", async () => {
    const { sql } = database;
    const other = await sql.reserve();
    await other`begin`;
    await other`call metrics.refresh('trials')`;
    const second = database.as("tidemark_analyst")`call metrics.refresh('trials')`.execute();
    await expect
      .poll(
        () => sql`
          select count(*)::int as waiting from pg_stat_activity
          where wait_event_type = 'Lock' and datname = current_database()`,
      )
      .toEqual([{ waiting: 1 }]);
    await other`commit`;
    other.release();
    await second;
    expect(await sql`select error from ops.refreshes`).toEqual([{ error: null }, { error: null }]);
  });
});

describe("a view that fails", () => {
  /** As long as public.switch says so. */
  beforeAll(async () => {
    await database.sql.unsafe(`
      create table public.switch (divisor int, seconds float);
      insert into public.switch values (1, 0);
      grant select on public.switch to tidemark_owner;
      set role tidemark_owner;
      create materialized view metrics.aaa_fragile as
      select 1 / divisor as one, pg_sleep(seconds)::text as slept from public.switch;
      create unique index aaa_fragile_key on metrics.aaa_fragile (one);
      reset role`);
  });
  afterAll(() => database.sql.unsafe("drop materialized view metrics.aaa_fragile; drop table public.switch"));
  beforeEach(() => database.sql`update public.switch set divisor = 1, seconds = 0`);

  const state = async () => {
    const [row] = await database.sql`
      select error, failures::int, is_due, round(extract(epoch from next_at - failed_at))::int as again_in, as_of is null as never
      from metrics.refresh_state where view_name = 'aaa_fragile'`;
    return row;
  };

  test("is noted with its error, keeps what it held, and holds no other back", async () => {
    const { sql } = database;
    await sql`update public.switch set divisor = 0`;
    expect(await refreshAllDue()).toEqual(["aaa_fragile", ...views]);
    expect(await sql`select error from ops.refreshes where error is not null`).toEqual([
      { error: "22012: division by zero" },
    ]);
    expect(await sql`select one from metrics.aaa_fragile`).toEqual([{ one: 1 }]);
    const [shown] = await database.as("tidemark_app")`
      select is_due, error from api.refresh_state() where view_name = 'aaa_fragile'`;
    expect(shown).toEqual({ is_due: true, error: "22012: division by zero" });
  });

  test("is tried again a minute later, then two, four … up to an hour; and is well again once it succeeds", async () => {
    const { sql } = database;
    await sql`update public.switch set divisor = 0`;
    await refreshAllDue();
    expect(await state()).toMatchObject({ failures: 1, again_in: 60, never: true });
    expect(await refreshAllDue()).toEqual([]);
    for (const again_in of [120, 240, 480, 960, 1920, 3600, 3600]) {
      await wait("61 minutes");
      expect(await refreshAllDue()).toContain("aaa_fragile");
      expect(await state()).toMatchObject({ again_in });
    }
    await wait("61 minutes");
    await sql`update public.switch set divisor = 1`;
    expect(await refreshAllDue()).toContain("aaa_fragile");
    expect(await state()).toMatchObject({ error: null, failures: 0, never: false });
  });

  test("by hand says so, and does not end the session's work", async () => {
    await database.sql`update public.switch set divisor = 0`;
    const said = await noticesOf(database.urlAs("tidemark_analyst"), "call metrics.refresh('aaa_fragile')");
    expect(said).toEqual(["metrics.aaa_fragile keeps what it held: 22012: division by zero"]);
  });

  test("because it was cancelled is noted too, instead of being begun and cancelled again and again", async () => {
    const { sql } = database;
    await sql`update public.switch set seconds = 30`;
    const hurried = await database.as("tidemark_app").reserve();
    await hurried`set statement_timeout = '300ms'`;
    const [row] = await hurried`select view_name, error from api.refresh_due()`;
    await hurried`set statement_timeout = 0`;
    hurried.release();
    expect(row?.view_name).toBe("aaa_fragile");
    expect(row?.error).toMatch(/^57014: canceling statement due to statement timeout/);
    expect(await state()).toMatchObject({ failures: 1, again_in: 60 });
    expect(await refreshAllDue()).toEqual(views);
  });

  test("because it takes long is none: the app gives a refresh all the time it needs, whatever the role is given", async () => {
    const { sql } = database;
    const [{ name } = { name: "" }] = await sql<{ name: string }[]>`select current_database() as name`;
    await sql.unsafe(`alter role tidemark_app in database ${name} set statement_timeout = '300ms'`);
    const opened = openDatabase(database.urlAs("tidemark_app"));
    try {
      await expect(opened.ingest`select pg_sleep(0)`).resolves.toBeDefined();
      await sql`update public.switch set seconds = 1`;
      const [row] = await opened.upkeep`select view_name, error from api.refresh_due()`;
      expect(row).toEqual({ view_name: "aaa_fragile", error: null });
      const [limit] =
        await opened.upkeep`select setting::bigint > 86400000 as is_long from pg_settings where name = 'statement_timeout'`;
      expect(limit).toEqual({ is_long: true });
    } finally {
      await opened.close();
      await sql.unsafe(`alter role tidemark_app in database ${name} reset statement_timeout`);
    }
  });

  test("slowly lets others be refreshed by another process meanwhile", async () => {
    await database.sql`update public.switch set seconds = 1`;
    const app = database.as("tidemark_app");
    const slow = app`select view_name from api.refresh_due()`.execute();
    await expect
      .poll(() => database.sql`select count(*)::int as n from pg_stat_activity where wait_event = 'PgSleep'`)
      .toEqual([{ n: 1 }]);
    expect(await refreshAllDue(app)).toEqual(views);
    expect(await slow).toEqual([{ view_name: "aaa_fragile" }]);
  });
});

test("notes older than a week are dropped, but for the last success", async () => {
  const { sql } = database;
  const noted = (error: string | null) => sql`
    insert into ops.refreshes (view_name, started_at, finished_at, error)
    values ('trials', now() - interval '9 days', now() - interval '9 days', ${error})`;
  await noted(null);
  await noted(null);
  await noted("XX000: broken");
  await sql`call metrics.refresh('trials')`;
  expect(
    await sql`select error, started_at > now() - interval '1 day' as new from ops.refreshes order by refresh_id`,
  ).toEqual([
    { error: null, new: false },
    { error: "XX000: broken", new: false },
    { error: null, new: true },
  ]);
});
