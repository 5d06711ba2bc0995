import type { Sql } from "postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/database";
import { shuffled } from "../support/shuffled";
import { deliver, emptyEverything, type TestDelivery, v1, v2 } from "./deliver";

let database: TestDatabase;
let sql: Sql;
beforeAll(async () => {
  database = await createDatabase();
  sql = database.sql;
});
afterAll(() => database.close());
beforeEach(() => emptyEverything(sql));

type Data = Record<string, unknown>;
const JANUARY = "2026-01-10T12:00:00Z";
const FEBRUARY = "2026-02-10T12:00:00Z";
const MARCH = "2026-03-10T12:00:00Z";
const ada = { id: "user_1", name: "Ada Lovelace", username: "ada", email: "ada@example.com" };
const harbour = { id: "prod_1", title: "Harbour" };
const month = {
  id: "plan_1",
  plan_type: "renewal",
  billing_period: 30,
  renewal_price: "49.00",
  initial_price: 10,
  currency: "usd",
};
const lessons = { id: "exp_1", name: "Lessons" };

const v5 = (action: string, data: Data): TestDelivery => ({ payload: { action, api_version: "v5", data } });

describe("is known from whatever event mentions it:", () => {
  test.each<[string, TestDelivery, Data]>([
    ["a payment", v1("payment.created", { id: "pay_1", user: ada }), ada],
    ["a membership", v1("membership.updated", { id: "mem_1", user: ada }), ada],
    ["a refund's payment", v1("refund.created", { id: "rf_1", payment: { id: "pay_1", user: ada } }), ada],
    ["a dispute's buyer", v1("dispute.created", { id: "dspt_1", buyer: ada, payment: { id: "pay_1" } }), ada],
    ["a lesson", v1("course_lesson_interaction.completed", { id: "cli_1", user: ada }), ada],
    ["a chat message", v1("chat.message.created", { message: { id: "m_1", user: ada } }), ada],
    ["an entry", v1("entry.created", { id: "entry_1", user: ada }), ada],
    ["an invoice", v1("invoice.created", { id: "inv_1", user: ada }), ada],
    [
      "a setup intent's member",
      v1("setup_intent.succeeded", { id: "si_1", member: { id: "mber_1", user: ada } }),
      ada,
    ],
    ["a member", v1("member.created", { id: "mber_1", user: ada }), ada],
    ["a user", v1("user.created", ada), ada],
    ["an unknown event", v1("spaceship.landed", { user: ada }), ada],
    [
      "a v5 payment",
      v5("payment.succeeded", {
        id: "pay_1",
        company_id: "biz_1",
        user_id: "user_1",
        user_username: "ada",
        user_email: "ada@example.com",
      }),
      { ...ada, name: null },
    ],
    [
      "a v5 membership",
      v5("membership.went_valid", { id: "mem_1", page_id: "biz_1", user_id: "user_1" }),
      { id: "user_1", name: null, username: null, email: null },
    ],
    [
      "a flat v1 membership",
      v1("membership.activated", { id: "mem_1", user_id: "user_1", account: { id: "biz_1" } }),
      { id: "user_1", name: null, username: null, email: null },
    ],
    [
      "a v2 membership",
      { payload: { ...v2("membership.went_valid", { id: "mem_1", user: ada }).payload, company: "biz_1" } },
      ada,
    ],
  ])("a user, from %s", async (_, delivery, expected) => {
    await deliver(sql, [delivery]);
    expect(await sql`select user_id as id, name, username, email from core.users`).toEqual([expected]);
    expect(await sql`select * from core.audit()`).toEqual([]);
  });

  test.each<[string, TestDelivery, string | null]>([
    ["a payment", v1("payment.created", { id: "pay_1", product: harbour }), "Harbour"],
    [
      "a refund's payment",
      v1("refund.created", { id: "rf_1", payment: { id: "pay_1", product: harbour } }),
      "Harbour",
    ],
    ["a dispute", v1("dispute.created", { id: "dspt_1", product: harbour }), "Harbour"],
    ["an entry", v1("entry.created", { id: "entry_1", product: harbour }), "Harbour"],
    ["itself", v1("product.published", harbour), "Harbour"],
    [
      "a v2 access pass",
      {
        payload: {
          action: "payment.succeeded",
          company: "biz_1",
          data: { id: "pay_1", access_pass: { id: "prod_1", name: "Harbour" } },
        },
      },
      "Harbour",
    ],
    [
      "a v5 payment",
      v5("payment.succeeded", { id: "pay_1", company_id: "biz_1", product_id: "prod_1" }),
      null,
    ],
    ["a flat v1 payment", v1("payment.succeeded", { id: "pay_1", product_id: "prod_1" }), null],
  ])("a product, from %s", async (_, delivery, title) => {
    await deliver(sql, [delivery]);
    expect(await sql`select product_id, title, is_deleted from core.products`).toEqual([
      { product_id: "prod_1", title, is_deleted: false },
    ]);
    expect(await sql`select * from core.audit()`).toEqual([]);
  });

  const full = {
    plan_type: "renewal",
    billing_period_days: 30,
    renewal_price: 49,
    initial_price: 10,
    currency: "usd",
  };
  const bare = {
    plan_type: null,
    billing_period_days: null,
    renewal_price: null,
    initial_price: null,
    currency: null,
  };
  test.each<[string, TestDelivery, Data]>([
    ["itself", v1("plan.created", month), full],
    [
      "itself, with money objects",
      v1("plan.created", { ...month, renewal_price: { amount: "49.00", currency: "usd" } }),
      full,
    ],
    [
      "a v2 payment",
      {
        payload: {
          action: "payment.succeeded",
          company: "biz_1",
          data: { id: "pay_1", plan: { ...month, currency: undefined, base_currency: "usd" } },
        },
      },
      full,
    ],
    [
      "an invoice",
      v1("invoice.created", {
        id: "inv_1",
        current_plan: { id: "plan_1", currency: "usd", formatted_price: "$10.00" },
      }),
      { ...bare, currency: "usd" },
    ],
    ["a v5 payment", v5("payment.succeeded", { id: "pay_1", company_id: "biz_1", plan_id: "plan_1" }), bare],
    [
      "a refund's payment",
      v1("refund.created", { id: "rf_1", payment: { id: "pay_1", plan: { id: "plan_1" } } }),
      bare,
    ],
  ])("a plan, from %s", async (_, delivery, expected) => {
    await deliver(sql, [delivery]);
    expect(
      await sql`select plan_type, billing_period_days, renewal_price::float, initial_price::float, currency from core.plans`,
    ).toEqual([expected]);
    expect(await sql`select * from core.audit()`).toEqual([]);
  });

  test.each<[string, TestDelivery, string | null]>([
    ["itself", v1("experience.updated", lessons), "Lessons"],
    ["a claim", v1("membership.experience_claimed", { id: "mem_1", experience: lessons }), "Lessons"],
    [
      "a lesson's course",
      v1("course_lesson_interaction.completed", {
        id: "cli_1",
        course: { id: "crs_1", experience: lessons },
      }),
      "Lessons",
    ],
    [
      "a chat's channel",
      v1("chat.message.created", { channel: { id: "feed_1", experience_id: "exp_1" } }),
      null,
    ],
  ])("an experience, from %s", async (_, delivery, title) => {
    await deliver(sql, [delivery]);
    expect(await sql`select experience_id, title from core.experiences`).toEqual([
      { experience_id: "exp_1", title },
    ]);
    expect(await sql`select * from core.audit()`).toEqual([]);
  });

  test.each<[string, TestDelivery, string | null]>([
    [
      "a membership",
      v1("membership.updated", { id: "mem_1", company: { id: "biz_1", title: "Harbour School" } }),
      "Harbour School",
    ],
    [
      "a flat membership's account",
      v1("membership.updated", { id: "mem_1", account: { id: "biz_1", title: "Harbour School" } }),
      "Harbour School",
    ],
    ["account.updated", v1("account.updated", { id: "biz_1", title: "Harbour School" }), "Harbour School"],
    ["anything", v1("spaceship.landed", {}), null],
  ])("a company, from %s", async (_, delivery, title) => {
    await deliver(sql, [delivery]);
    expect(await sql`select company_id, title, deliveries::int from core.companies`).toEqual([
      { company_id: "biz_1", title, deliveries: 1 },
    ]);
  });
});

/** The directories after these deliveries, the same in every order and split. */
async function inAnyOrder(deliveries: TestDelivery[]) {
  const directories = async () => ({
    companies:
      await sql`select company_id, title, deliveries, first_event_at, last_event_at from core.companies order by 1`,
    users: await sql`select * from core.users order by company_id, 2`,
    products: await sql`select * from core.products order by company_id, 2`,
    plans: await sql`select * from core.plans order by company_id, 2`,
    experiences: await sql`select * from core.experiences order by company_id, 2`,
  });
  const keyed = deliveries.map((delivery, index) => ({ ...delivery, key: `msg_${index}` }));
  await emptyEverything(sql);
  await deliver(sql, keyed);
  const expected = await directories();
  for (let seed = 1; seed <= 8; seed++) {
    await emptyEverything(sql);
    const order = shuffled(keyed, seed);
    for (let at = 0; at < order.length; at += (seed % 3) + 1)
      await deliver(sql, order.slice(at, at + (seed % 3) + 1));
    expect(await directories(), `seed ${seed}`).toEqual(expected);
    expect(await sql`select * from core.audit()`).toEqual([]);
  }
}

describe("in any order of arrival", () => {
  test("what is told last stands, and what is told poorer blanks nothing", async () => {
    await inAnyOrder([
      v1("user.updated", { ...ada, updated_at: JANUARY }),
      v1("member.updated", {
        id: "mber_1",
        user: { id: "user_1", name: "Ada King", username: null, email: "" },
        updated_at: FEBRUARY,
      }),
      v1("membership.updated", { id: "mem_1", user_id: "user_1", updated_at: MARCH }),
      v1("product.updated", { ...harbour, updated_at: JANUARY }),
      v1("product.updated", { id: "prod_1", title: "Harbour Two", updated_at: FEBRUARY }),
      v1("payment.succeeded", { id: "pay_1", product_id: "prod_1", plan_id: "plan_1", paid_at: MARCH }),
      v1("plan.updated", { ...month, name: "Monthly", updated_at: JANUARY }),
      v1("plan.updated", { id: "plan_1", renewal_price: 59, updated_at: FEBRUARY }),
      v1("experience.updated", { ...lessons, updated_at: JANUARY }),
      v1("chat.message.created", {
        channel: { id: "feed_1", experience_id: "exp_1" },
        message: { created_at: MARCH },
      }),
      v1("account.updated", { id: "biz_1", title: "Harbour School", updated_at: FEBRUARY }),
      v1("account.updated", { id: "biz_1", title: "Pier School", updated_at: JANUARY }),
    ]);
    expect(await sql`select name, username, email, first_seen_at, last_seen_at from core.users`).toEqual([
      {
        name: "Ada King",
        username: "ada",
        email: "ada@example.com",
        first_seen_at: new Date(JANUARY),
        last_seen_at: new Date(MARCH),
      },
    ]);
    expect(await sql`select title, first_seen_at from core.products`).toEqual([
      { title: "Harbour Two", first_seen_at: new Date(JANUARY) },
    ]);
    expect(
      await sql`select title, renewal_price::float, billing_period_days, product_id from core.plans`,
    ).toEqual([{ title: "Monthly", renewal_price: 59, billing_period_days: 30, product_id: "prod_1" }]);
    expect(await sql`select title from core.experiences`).toEqual([{ title: "Lessons" }]);
    expect(await sql`select title from core.companies`).toEqual([{ title: "Harbour School" }]);
  });

  test.each([
    ["user", "users"],
    ["product", "products"],
    ["plan", "plans"],
    ["experience", "experiences"],
  ])(
    "a %s that was deleted stays so, also when an older update arrives later, and keeps its name",
    async (object, table) => {
      const told = (what: string, at: string) =>
        v1(`${object}.${what}`, { id: "x_1", title: "Old", name: "Old", created_at: at, updated_at: at });
      await inAnyOrder([told("created", JANUARY), told("updated", FEBRUARY), told("deleted", MARCH)]);
      expect(
        await sql`select is_deleted, ${sql(object === "user" ? "name" : "title")} as name from core.${sql(table)}`,
      ).toEqual([{ is_deleted: true, name: "Old" }]);

      await inAnyOrder([told("created", JANUARY), told("deleted", FEBRUARY), told("updated", MARCH)]);
      expect(await sql`select is_deleted from core.${sql(table)}`).toEqual([{ is_deleted: false }]);
    },
  );

  test("one who is only mentioned after being deleted is still deleted", async () => {
    await inAnyOrder([
      v1("product.deleted", { ...harbour, updated_at: JANUARY }),
      v1("payment.succeeded", { id: "pay_1", product: harbour, paid_at: MARCH }),
    ]);
    expect(await sql`select is_deleted from core.products`).toEqual([{ is_deleted: true }]);
  });

  test("each company has its own: what another one tells changes nothing here", async () => {
    await inAnyOrder([
      v1("user.updated", { ...ada, updated_at: JANUARY }),
      v1("user.updated", { ...ada, name: "Eve", updated_at: MARCH }, "biz_2"),
    ]);
    expect(await sql`select company_id, name from core.users order by 1`).toEqual([
      { company_id: "biz_1", name: "Ada Lovelace" },
      { company_id: "biz_2", name: "Eve" },
    ]);
  });
});
