import type { Sql } from "postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/database";
import { noticesOf } from "../support/notices";
import { standing } from "../support/standing";
import { deliver, emptyEverything, nameless, type TestDelivery, v1, v2 } from "./deliver";

let database: TestDatabase;
let sql: Sql;
beforeAll(async () => {
  database = await createDatabase();
  sql = database.sql;
});
afterAll(() => database.close());

/** In everything that is told of Ada, and of nobody else. */
const HERS = "Quxley7";
/** In what is told of Adam, whose id begins as hers does. */
const HIS = "Vantongeren";
const ADA = "user_ada";
const ADAM = "user_adam";
const AT = "2026-01-10T12:00:00Z";
const MARCH = "2026-03-05T12:00:00Z";
const UNIX = Date.parse(MARCH) / 1000;

/** Every place at which a payload of Whop's holds something personal. */
const personal = (mark: string) => ({
  email: `${mark}@example.com`,
  user_email: `${mark}@example.com`,
  user_username: mark,
  email_address: `${mark}@example.com`,
  phone: mark,
  phone_number: mark,
  license_key: `U-${mark}-1`,
  manage_url: `https://whop.com/${mark}`,
  last4: mark,
  card_last4: mark,
  card_last_4: mark,
  wallet_address: mark,
  discord: { username: mark },
  failure_message: `${mark} has no money`,
  cancellation_reason: `${mark} moved away`,
  metadata: { who: mark, [mark]: 1 },
  membership_metadata: { who: mark },
  custom_field_responses: [{ id: "cf_1", question: "Name?", answer: mark }],
  custom_fields_responses: { name: mark },
  billing_address: { name: mark, line1: mark, city: mark, postal_code: mark, country: "GB" },
  shipping_address: { name: mark },
  payment_method: { card: { last4: mark } },
  promo_code: { code: mark },
  evidence: { customer_name: mark },
  access_activity_log: mark,
  fetch_invoice_token: mark,
});

const person = (id: string, mark: string) => ({
  id,
  name: `${mark} Lovelace`,
  username: mark,
  email: `${mark}@example.com`,
  profile_pic_url: `https://example.com/${mark}.png`,
  social_accounts: [{ username: mark }],
});

/** The life of one user, told in all dialects. */
function lifeOf(user: string, mark: string): TestDelivery[] {
  const n = user;
  const who = person(user, mark);
  const more = personal(mark);
  return [
    v1("membership.activated", {
      ...more,
      id: `mem_${n}`,
      status: "active",
      updated_at: AT,
      renewal_period_start: AT,
      renewal_period_end: "2026-02-09T12:00:00Z",
      user: who,
      member: { id: `mber_${n}`, phone: mark },
      plan: { id: "plan_month" },
      product: { id: "prod_1", title: "Harbour" },
    }),
    v1("payment.succeeded", {
      ...more,
      id: `pay_${n}`,
      status: "paid",
      total: 49,
      subtotal: 45,
      tax_amount: 4,
      currency: "usd",
      billing_reason: "subscription_cycle",
      paid_at: AT,
      user: who,
      membership: { id: `mem_${n}`, status: "active", phone_number: mark },
      plan: { id: "plan_month" },
      product: { id: "prod_1", title: "Harbour" },
    }),
    // Neither of these names the user.
    nameless("refund.created", {
      ...more,
      id: `rf_${n}`,
      status: "succeeded",
      amount: 9,
      currency: "usd",
      created_at: MARCH,
      payment: { id: `pay_${n}`, billing_address: more.billing_address },
    }),
    v1("dispute.created", {
      ...more,
      id: `dspt_${n}`,
      status: "needs_response",
      amount: 4,
      currency: "usd",
      created_at: MARCH,
      customer_name: mark,
      payment: { id: `pay_${n}` },
    }),
    v1("payment.failed", {
      ...more,
      id: `pay_failed_${n}`,
      status: "open",
      currency: "usd",
      total: 49,
      last_payment_attempt: MARCH,
      membership: { id: `mem_${n}` },
    }),
    v1("payment.succeeded", {
      ...more,
      id: `pay_money_${n}`,
      status: "paid",
      account_id: "biz_1",
      total: { amount: "10.00", currency: "usd" },
      subtotal: { amount: "10.00", currency: "usd" },
      billing_reason: "one_time",
      paid_at: MARCH,
      user: who,
      membership_id: `mem_${n}`,
      product_id: "prod_1",
    }),
    v1("membership.cancel_at_period_end_changed", {
      ...more,
      id: `mem_flat_${n}`,
      user_id: user,
      account: { id: "biz_1", title: "Harbour School" },
      plan_id: "plan_month",
      status: "active",
      cancel_at_period_end: true,
      updated_at: MARCH,
    }),
    {
      payload: {
        api_version: "v5",
        action: "payment.succeeded",
        data: {
          ...more,
          id: `pay_v5_${n}`,
          user_id: user,
          membership_id: `mem_v5_${n}`,
          company_id: "biz_1",
          plan_id: "plan_month",
          final_amount: 49.0,
          subtotal: 49.0,
          currency: "usd",
          status: "paid",
          paid_at: UNIX,
        },
      },
    },
    v2("membership.went_valid", {
      ...more,
      id: `mem_v2_${n}`,
      user: who,
      product: { id: "prod_1", name: "Harbour" },
      plan: { id: "plan_month", base_currency: "usd" },
      status: "active",
      created_at: UNIX,
    }),
    v2("payment.succeeded", {
      ...more,
      id: `pay_v2_${n}`,
      membership: `mem_v2_${n}`,
      final_amount: 30,
      currency: "usd",
      status: "paid",
      paid_at: UNIX,
    }),
    {
      payload: {
        action: "membership.metadata_updated",
        body: { ...more, id: `mem_v2_${n}`, user: who, updated_at: MARCH },
      },
    },
    v1("user.updated", { ...more, ...who, updated_at: AT }),
    v1("member.updated", { ...more, id: `mber_${n}`, user: who, updated_at: AT }),
    v1("chat.message.created", {
      body: `${mark} says hello`,
      channel: { id: "feed_1", experience_id: "exp_1" },
      message: { id: "m_1", content: `hello from ${mark}`, mentions: [mark], created_at: MARCH, user: who },
    }),
    v1("chat.reaction.created", { id: "r_1", emoji: mark, created_at: MARCH, user: who }),
    v1("invoice.created", { ...more, id: `inv_${n}`, user: who, current_plan: { id: "plan_month" } }),
    v1("entry.created", {
      ...more,
      id: `entry_${n}`,
      created_at: MARCH,
      user: who,
      plan: { id: "plan_month" },
    }),
    v1("resolution_center_case.created", {
      ...more,
      id: `case_${n}`,
      issue: mark,
      user: who,
      resolution_events: [{ details: mark }],
    }),
    v1("setup_intent.succeeded", { ...more, id: `si_${n}`, member: { id: `mber_${n}`, user: who } }),
    v1(`activity.wrote_a_diary`, { ...more, created_at: MARCH, user: who, text: mark }),
  ].map((delivery, index) => ({ ...delivery, key: `msg_${n}_${String(index).padStart(2, "0")}` }));
}

/** What somebody else's deliveries say of Ada. */
const mentions: TestDelivery[] = [
  {
    key: "msg_reaction_to_hers",
    payload: v1("chat.reaction.created", {
      id: "r_9",
      created_at: MARCH,
      user: person(ADAM, HIS),
      message: { id: "m_1", content: `hello from ${HERS}`, user: person(ADA, HERS) },
    }).payload,
  },
  {
    key: "msg_sent_to_her",
    payload: v1("chat.message.created", {
      audience: { type: "channel", user_ids: [ADA, ADAM] },
      channel: { id: "feed_1", experience_id: "exp_1" },
      message: {
        id: "m_2",
        content: `good morning from ${HIS}`,
        created_at: "2026-07-30T12:00:00Z",
        user: { ...person(ADAM, HIS), name: `${HIS} the Second` },
      },
    }).payload,
  },
  {
    key: "msg_by_her_link",
    payload: v1("payment.succeeded", {
      id: "pay_by_link",
      currency: "usd",
      total: 5,
      paid_at: MARCH,
      user: person(ADAM, HIS),
      affiliate: person(ADA, HERS),
    }).payload,
  },
];

const plan = {
  key: "msg_plan",
  ...v1("plan.created", {
    id: "plan_month",
    billing_period: 30,
    renewal_price: 49,
    currency: "usd",
    created_at: AT,
  }),
};

/** Every row of every table and materialized view, as text. */
async function dump(): Promise<Record<string, string>> {
  const tables = await sql<{ name: string }[]>`
    select n.nspname || '.' || c.relname as name
    from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
    where n.nspname in ('raw', 'core', 'metrics', 'api', 'ops') and c.relkind in ('r', 'm', 'p')`;
  expect(tables.length).toBeGreaterThan(20);
  const all: Record<string, string> = {};
  for (const { name } of tables) {
    const rows = await sql<{ row: string }[]>`select stored::text as row from ${sql(name)} as stored`;
    all[name] = rows.map(({ row }) => row).join("\n");
  }
  const bodies = await sql<{ text: string }[]>`
    select encode(body, 'escape') as text from raw.webhook_events where body is not null`;
  all["raw.webhook_events.body"] = bodies.map(({ text }) => text).join("\n");
  return all;
}

async function tablesWith(mark: string): Promise<string[]> {
  const all = await dump();
  return Object.keys(all)
    .filter((table) => all[table]?.toLowerCase().includes(mark.toLowerCase()))
    .sort();
}

async function deliverBytes(key: string, body: string): Promise<void> {
  await sql`insert into raw.webhook_events (delivery_key, body, headers)
    values (${key}, convert_to(${body}, 'UTF8') || '\\x00ff'::bytea, ${sql.json({ "user-agent": HERS })})`;
}

const forget = () => noticesOf(database.url, "set role tidemark_owner", `call core.forget_user('${ADA}')`);
/** All figures, which do not depend on who somebody is. */
const figures = () => standing(sql, { except: ["core.users"] });

async function allIsWell(): Promise<void> {
  expect(await sql`select * from core.audit()`).toEqual([]);
}

describe("after call core.forget_user", () => {
  let before: Awaited<ReturnType<typeof figures>>;
  let said: string[];

  beforeAll(async () => {
    await emptyEverything(sql);
    await deliver(sql, [plan, ...lifeOf(ADA, HERS), ...lifeOf(ADAM, HIS), ...mentions]);
    await sql`update raw.webhook_events set headers = ${sql.json({ "x-forwarded-for": HERS })} where delivery_key like 'msg\\_user\\_ada\\_%'`;
    await deliverBytes("sha256:1", `{"user": {"id": "${ADA}", "name": "${HERS}"`);
    await deliverBytes("sha256:2", `{"membership": "mem_${ADA}", "name": "${HERS}"`);
    await sql`insert into raw.webhook_events (delivery_key, body)
      values ('sha256:3', convert_to(${`{"user": {"id": "${ADAM}", "name": "${HIS}"`}, 'UTF8'))`;
    // Two that fail: one names her, one only her membership; what PostgreSQL says quotes them.
    await sql`alter table core.payments add constraint poison check (payment_id not like 'pay_poison%')`;
    await deliver(sql, [
      v1("payment.succeeded", { ...personal(HERS), id: "pay_poison_1", user: person(ADA, HERS) }),
      v1("payment.succeeded", { ...personal(HERS), id: "pay_poison_2", membership: { id: `mem_${ADA}` } }),
    ]);
    await sql`update ops.failures set message = ${`${HERS} is refused`}`;
    await sql`alter table core.payments drop constraint poison`;
    await sql`call metrics.refresh('customer_value')`;
    before = await figures();
    await allIsWell();
    expect(await tablesWith(HERS)).toEqual([
      "core.users",
      "ops.failures",
      "raw.webhook_events",
      "raw.webhook_events.body",
    ]);
    said = await forget();
    await allIsWell();
  });

  test("nothing of theirs is in any table, in any dialect", async () => {
    expect(await tablesWith(HERS)).toEqual([]);
    const [row] = await sql`select username, name, email from core.users where user_id = ${ADA}`;
    expect(row).toEqual({ username: null, name: null, email: null });
  });

  test("it has said how many deliveries it blanked, and that backups are another matter", () => {
    expect(said.at(-1)).toMatch(/^user_ada is forgotten: 2[0-9] deliveries blanked\. Backups still hold/);
  });

  test("all figures are as they were", async () => {
    expect(await figures()).toEqual(before);
  });

  test("what is told of others is all there, also where it speaks of them", async () => {
    const [his] = await sql`select username, name, email from core.users where user_id = ${ADAM}`;
    expect(his).toEqual({ username: HIS, name: `${HIS} the Second`, email: `${HIS}@example.com` });
    const [kept] = await sql`
      select count(*)::int as deliveries from raw.webhook_events
      where payload::text like ${`%${HIS}%`} or encode(body, 'escape') like ${`%${HIS}%`}`;
    expect(kept).toEqual({ deliveries: lifeOf(ADAM, HIS).length + mentions.length + 1 });
    expect(
      await sql`select payload #>> '{data,message,content}' as content from raw.webhook_events where delivery_key = 'msg_sent_to_her'`,
    ).toEqual([{ content: `good morning from ${HIS}` }]);
  });

  test("who they are is known by an id that says nothing, and by whom they were forgotten", async () => {
    expect(await sql`select user_id, forgotten_by from ops.forgotten_users`).toEqual([
      { user_id: ADA, forgotten_by: "postgres" },
    ]);
  });

  test("a rebuild of all posts nothing and brings nothing back", async () => {
    const posted = () =>
      sql`select max(entry_id) as revenue, (select max(entry_id) from core.mrr_entries) as mrr from core.revenue_entries`;
    // What failed is read now, and counts.
    await sql`call core.replay_failed()`;
    await allIsWell();
    const [entries, all] = [await posted(), await figures()];
    const notices = await noticesOf(database.url, "set role tidemark_owner", "call core.rebuild_all()");
    expect(notices.at(-1)).toMatch(/, 0 ledger entries posted$/);
    expect(await posted()).toEqual(entries);
    expect(await figures()).toEqual(all);
    expect(await tablesWith(HERS)).toEqual([]);
    await allIsWell();
  });

  test("replays and a second call change nothing", async () => {
    const all = await figures();
    for (const {
      seq,
    } of await sql`select seq from raw.webhook_events where delivery_key like 'msg\\_user\\_ada\\_%'`) {
      await sql`call core.replay(${seq})`;
    }
    expect((await forget()).at(-1)).toMatch(/^user_ada is forgotten: 0 deliveries blanked/);
    expect(await figures()).toEqual(all);
    expect(await tablesWith(HERS)).toEqual([]);
    await allIsWell();
  });
});

describe("once somebody is forgotten", () => {
  beforeEach(async () => {
    await emptyEverything(sql);
    await deliver(sql, [plan, ...lifeOf(ADA, HERS).slice(0, 2), ...lifeOf(ADAM, HIS)]);
    await forget();
  });

  test("later deliveries are blanked as they arrive, those too that name only a membership or payment", async () => {
    const rest = lifeOf(ADA, HERS);
    for (const delivery of rest) {
      await deliver(sql, [delivery]);
      expect(await tablesWith(HERS), delivery.key).toEqual([]);
    }
    await deliver(sql, mentions);
    expect(await tablesWith(HERS)).toEqual([]);
    await allIsWell();

    // They count as they would have counted.
    const forgotten = await figures();
    await emptyEverything(sql);
    await deliver(sql, [plan, ...lifeOf(ADA, HERS).slice(0, 2), ...lifeOf(ADAM, HIS), ...rest, ...mentions]);
    expect(await figures()).toEqual(forgotten);
  });

  test("one batch of all of them, from the last to the first, is blanked too", async () => {
    await deliver(sql, [...lifeOf(ADA, HERS), ...mentions].reverse());
    expect(await tablesWith(HERS)).toEqual([]);
    await allIsWell();
  });

  test("a delivery that waited for its company is blanked when it turns out to be theirs", async () => {
    await deliver(sql, [
      v2("payment.succeeded", {
        ...personal(HERS),
        id: "pay_w",
        membership: "mem_w",
        final_amount: 5,
        currency: "usd",
        paid_at: UNIX,
      }),
    ]);
    await deliver(sql, [
      v1("membership.activated", { id: "mem_w", status: "active", updated_at: AT, user: { id: ADA } }),
    ]);
    expect(await tablesWith(HERS)).toEqual([]);
    await allIsWell();
  });

  test("so is one that was told before it was known whose membership it is of", async () => {
    await deliver(sql, [
      v1("payment.failed", { ...personal(HERS), id: "pay_w", membership: { id: "mem_w" } }),
    ]);
    await deliver(sql, [
      v1("membership.activated", { id: "mem_w", status: "active", updated_at: AT, user: { id: ADA } }),
    ]);
    expect(await tablesWith(HERS)).toEqual([]);
    await allIsWell();
  });

  test("so is one that cannot be projected, and what is said of its failure", async () => {
    await sql.unsafe(`
      create function public.refuse() returns trigger language plpgsql as
        $$ begin raise exception 'refused: %', (select payload::text from raw.webhook_events where seq = new.raw_seq); end $$;
      create trigger refuse before insert on core.events for each row execute function public.refuse()`);
    try {
      await deliver(sql, lifeOf(ADA, HERS).slice(2));
      expect((await sql`select * from ops.failures`).length).toBeGreaterThan(15);
    } finally {
      await sql.unsafe("drop trigger refuse on core.events; drop function public.refuse()");
    }
    // What names nobody that is known cannot be known as theirs before it can be read.
    const unknown =
      await sql`select delivery_key from raw.webhook_events where payload::text ilike ${`%${HERS}%`} order by 1`;
    expect(unknown.map((row) => row.delivery_key)).toEqual(["msg_user_ada_09"]);
    await sql`call core.replay_failed()`;
    expect(await tablesWith(HERS)).toEqual([]);
    await allIsWell();
  });

  test("unreadable bytes that name them are not kept", async () => {
    await deliverBytes("sha256:1", `{"user": {"id": "${ADA}", "name": "${HERS}"`);
    expect(await tablesWith(HERS)).toEqual([]);
    expect(await sql`select body from raw.webhook_events where body is not null`).toEqual([
      { body: Buffer.from("forgotten") },
    ]);
  });
});

test.each(["", "Ada Lovelace", "ada", "user_ada'; drop table core.users; --"])(
  "%j is no id of a user, and it says where the ids are",
  async (id) => {
    await expect(sql`call core.forget_user(${id})`).rejects.toMatchObject({
      code: "22023",
      hint: expect.stringContaining("core.users"),
    });
  },
);

test("tidemark_analyst may not forget anybody", async () => {
  await expect(database.as("tidemark_analyst")`call core.forget_user(${ADA})`).rejects.toMatchObject({
    code: "42501",
  });
});
