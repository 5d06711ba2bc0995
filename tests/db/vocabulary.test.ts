import type { Sql } from "postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/database";
import { deliver, emptyEverything, v1 } from "./deliver";

let database: TestDatabase;
let sql: Sql;
beforeAll(async () => {
  database = await createDatabase();
  sql = database.sql;
});
afterAll(() => database.close());
beforeEach(() => emptyEverything(sql));

type Data = Record<string, unknown>;

/** What one delivery was read as. */
async function readAs(payload: Data) {
  await deliver(sql, [
    {
      payload: {
        id: "msg_x",
        api_version: "v1",
        timestamp: "2026-06-30T00:00:00Z",
        company_id: "biz_1",
        ...payload,
      },
    },
  ]);
  const [event] = await sql<{ type: string; category: string; is_app: boolean; source_type: string }[]>`
    select type, category, is_app, source_type from core.events where part = 1 order by raw_seq desc limit 1`;
  return event;
}

/** A name as sent, Tidemark's type and category for it, and data on which that depends. */
const vocabulary: [name: string, type: string, category: string, data?: Data][] = [
  ...[
    "created",
    "pending",
    "authorized",
    "requires_action",
    "canceled",
    "succeeded",
    "failed",
    "refunded",
    "disputed",
    "dispute_resolved",
    "affiliate_reward_created",
  ].map((what): [string, string, string] => [`payment.${what}`, `payment.${what}`, "payment"]),
  ["refund.created", "payment.refunded", "payment", { status: "succeeded" }],
  ["refund.updated", "payment.refunded", "payment", { status: "succeeded" }],
  ["dispute.created", "payment.disputed", "payment", { status: "needs_response" }],
  ...["won", "lost", "closed", "warning_closed"].map((status): [string, string, string, Data] => [
    "dispute.updated",
    "payment.dispute_resolved",
    "payment",
    { status },
  ]),
  ["dispute_alert.created", "payment.dispute_alerted", "payment"],
  ...["resolution_center_case", "resolution"].flatMap((object): [string, string, string][] => [
    [`${object}.created`, "payment.case_opened", "payment"],
    [`${object}.updated`, "payment.case_updated", "payment"],
    [`${object}.decided`, "payment.case_decided", "payment"],
  ]),
  ...["membership.activated", "membership.went_valid", "membership.created"].map(
    (name): [string, string, string] => [name, "membership.created", "membership"],
  ),
  ["membership.renewed", "membership.renewed", "membership"],
  [
    "membership.cancel_at_period_end_changed",
    "membership.cancelled",
    "membership",
    { cancel_at_period_end: true },
  ],
  [
    "membership.cancel_at_period_end_changed",
    "membership.uncancelled",
    "membership",
    { cancel_at_period_end: false },
  ],
  ["membership.cancelled", "membership.cancelled", "membership"],
  ["membership.uncancelled", "membership.uncancelled", "membership"],
  ...["membership.deactivated", "membership.went_invalid", "membership.expired"].map(
    (name): [string, string, string] => [name, "membership.expired", "membership"],
  ),
  ["membership.updated", "membership.updated", "membership"],
  ["membership.trial_ending_soon", "membership.trial_ending", "membership"],
  ["membership.trial_ending", "membership.trial_ending", "membership"],
  ["membership.metadata_updated", "membership.metadata_updated", "membership"],
  ["membership.experience_claimed", "membership.experience_claimed", "activity"],
  ["membership.experienced_claimed", "membership.experience_claimed", "activity"],
  ["member.created", "user.created", "directory"],
  ["member.updated", "user.updated", "directory"],
  ["account.updated", "company.updated", "directory"],
  ...[
    "user.created",
    "user.updated",
    "user.deleted",
    "product.created",
    "product.updated",
    "product.deleted",
    "product.published",
    "product.unpublished",
    "plan.created",
    "plan.updated",
    "plan.deleted",
    "experience.created",
    "experience.updated",
    "experience.deleted",
    "company.created",
    "company.updated",
  ].map((name): [string, string, string] => [name, name, "directory"]),
  ["course_lesson_interaction.completed", "activity.lesson_completed", "activity"],
  ["chat.message.created", "activity.message_sent", "activity"],
  ["chat.reaction.created", "activity.reaction_added", "activity"],
  ...["created", "approved", "denied", "deleted"].map((what): [string, string, string] => [
    `entry.${what}`,
    `activity.entry_${what}`,
    "activity",
  ]),
  ...[
    "invoice.created",
    "invoice.paid",
    "invoice.past_due",
    "invoice.voided",
    "invoice.marked_uncollectible",
    "setup_intent.requires_action",
    "setup_intent.succeeded",
    "setup_intent.canceled",
    "withdrawal.created",
    "withdrawal.updated",
    "withdrawal.reversed",
    "payout.created",
    "payout.updated",
    "payout.reversed",
    "payout_method.created",
    "payout_account.status_updated",
    "verification.succeeded",
    "identity_profile.approved",
    "identity_profile.rejected",
    "identity_profile.needs_action",
    "identity_profile.updated",
    "ledger_account.funds_available",
  ].map((name): [string, string, string] => [name, name, "billing"]),
];

describe("every name that Whop sends is known:", () => {
  test.each(vocabulary)("%s is %s, of category %s", async (name, type, category, data = {}) => {
    const payload = { data: { id: "x_1", ...data } };
    expect(await readAs({ type: name, ...payload })).toEqual({
      type,
      category,
      is_app: false,
      source_type: name,
    });
    await emptyEverything(sql);
    const underscored = name.replaceAll(".", "_");
    expect(await readAs({ type: underscored, ...payload })).toMatchObject({
      type,
      category,
      source_type: underscored,
    });
  });

  test.each(vocabulary.filter(([name]) => /^(payment|membership)\./.test(name)))(
    "app_%s is the same, told by an app hook: %s",
    async (name, type, category, data = {}) => {
      for (const spelled of [`app_${name}`, `app_${name.replaceAll(".", "_")}`]) {
        await emptyEverything(sql);
        expect(await readAs({ type: spelled, data: { id: "x_1", ...data } })).toMatchObject({
          type,
          category,
          is_app: true,
        });
      }
    },
  );

  test.each(["type", "action", "event"])("it may stand under %j", async (key) => {
    expect(await readAs({ [key]: "payment.succeeded", data: { id: "pay_1" } })).toMatchObject({
      type: "payment.succeeded",
    });
  });

  test("type is trusted more than action, and action more than event", async () => {
    expect(
      await readAs({ type: "payment.failed", action: "payment.pending", event: "payment.created", data: {} }),
    ).toMatchObject({ type: "payment.failed" });
    expect(await readAs({ action: "payment.pending", event: "payment.created", data: {} })).toMatchObject({
      type: "payment.pending",
    });
  });

  test("the data may be called body", async () => {
    await readAs({ action: "payment.succeeded", body: { id: "pay_1" } });
    expect(await sql`select payment_id from core.events where part = 1`).toEqual([{ payment_id: "pay_1" }]);
  });
});

describe("a name that nobody has heard of", () => {
  test.each(["user.signed_in", "activity.page_viewed"])("%s is an activity, as sent", async (name) => {
    expect(await readAs({ type: name, data: {} })).toMatchObject({ type: name, category: "activity" });
  });

  test.each(["invoice.reminded", "payout.paused"])("%s is billing, as sent", async (name) => {
    expect(await readAs({ type: name, data: {} })).toMatchObject({ type: name, category: "billing" });
  });

  test.each([
    "shipment.created",
    "card_transaction.completed",
    "ad.updated",
    "membership.accessed",
    "app.installed",
    "add-member",
    "a b c",
    "",
  ])("%j is kept as custom, as sent", async (name) => {
    expect(await readAs({ type: name, data: { id: "x_1" } })).toMatchObject({
      type: name,
      category: "custom",
    });
  });

  test("or none at all is kept, too", async () => {
    expect(await readAs({ data: {} })).toMatchObject({ type: "unreadable", category: "custom" });
  });

  test("becomes known by a row that a DBA adds", async () => {
    await sql.begin(async (transaction) => {
      await transaction`insert into core.event_names (source_type, type, category) values ('shipment.created', 'activity.shipped', 'activity')`;
      await transaction`insert into raw.webhook_events (delivery_key, payload) values ('m', '{"type": "shipment.created", "data": {}}')`;
      expect(await transaction`select type, category from core.events`).toEqual([
        { type: "activity.shipped", category: "activity" },
      ]);
      await transaction`delete from core.event_names where source_type = 'shipment.created'`;
    });
  });
});

describe("what only its status makes it", () => {
  test.each(["pending", "requires_action", "failed", "canceled"])(
    "a refund that is %s is not yet payment.refunded",
    async (status) => {
      expect(await readAs({ type: "refund.created", data: { id: "rf_1", status } })).toMatchObject({
        type: "refund.created",
        category: "payment",
      });
    },
  );
  test("an inquiry is no dispute", async () => {
    expect(
      await readAs({
        type: "dispute.created",
        data: { id: "dspt_1", status: "needs_response", inquiry: true },
      }),
    ).toMatchObject({ type: "dispute.created" });
  });
  test("a dispute still under review is not resolved", async () => {
    expect(
      await readAs({ type: "dispute.updated", data: { id: "dspt_1", status: "under_review" } }),
    ).toMatchObject({ type: "dispute.updated" });
  });
});

describe("when it happened", () => {
  const at = async (type: string, data: Data, envelope: Data = {}) => {
    await deliver(sql, [
      { payload: { ...v1(type, data).payload, timestamp: "2026-06-30T00:00:00Z", ...envelope } },
    ]);
    const [row] = await sql<
      { at: string }[]
    >`select core.iso(occurred_at) as at from core.events where part = 1`;
    return row?.at.slice(0, 10);
  };
  const [A, B, C] = ["2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"];
  const SENT = "2026-06-30";

  test.each<[string, Data, string]>([
    ["payment.succeeded", { paid_at: A, created_at: B, updated_at: C }, "2026-01-01"],
    ["payment.succeeded", { created_at: B, updated_at: C }, "2026-02-01"],
    ["payment.failed", { last_payment_attempt: A, updated_at: C, created_at: B }, "2026-01-01"],
    ["payment.failed", { last_payment_attempt_at: A, updated_at: C, created_at: B }, "2026-01-01"],
    ["payment.failed", { updated_at: C, created_at: B }, "2026-03-01"],
    ["payment.failed", { created_at: B }, SENT],
    ["refund.created", { created_at: A, updated_at: C, status: "succeeded" }, "2026-01-01"],
    ["refund.updated", { created_at: A, updated_at: C, status: "succeeded" }, "2026-01-01"],
    ["payment.refunded", { refunded_at: A, updated_at: C, created_at: B }, "2026-01-01"],
    ["dispute.created", { created_at: A, updated_at: C, status: "needs_response" }, "2026-01-01"],
    ["dispute.updated", { created_at: A, updated_at: C, status: "won" }, "2026-03-01"],
    ["membership.activated", { updated_at: C, created_at: A }, "2026-03-01"],
    ["membership.activated", { renewal_period_start: B, created_at: A }, "2026-02-01"],
    ["membership.deactivated", { updated_at: C, created_at: A }, "2026-03-01"],
    ["membership.deactivated", { expires_at: B, created_at: A }, "2026-02-01"],
    ["membership.deactivated", { expires_at: "2026-08-01T00:00:00Z", created_at: A }, SENT],
    ["membership.updated", { updated_at: C, created_at: A }, "2026-03-01"],
    ["membership.cancel_at_period_end_changed", { updated_at: C, created_at: A }, "2026-03-01"],
    ["course_lesson_interaction.completed", { created_at: A }, "2026-01-01"],
    ["chat.message.created", { message: { created_at: B } }, "2026-02-01"],
    ["entry.approved", { created_at: A, updated_at: C }, "2026-03-01"],
    ["product.created", { created_at: A, updated_at: C }, "2026-01-01"],
    ["product.updated", { created_at: A, updated_at: C }, "2026-03-01"],
    ["invoice.paid", { created_at: A }, SENT],
  ])("%s with %j", async (type, data, expected) => {
    expect(await at(type, { id: "x_1", ...data })).toBe(expected);
  });

  test.each([
    ["2026-01-01T12:00:00.000Z"],
    [Date.parse("2026-01-01T12:00:00Z") / 1000],
    [String(Date.parse("2026-01-01T12:00:00Z") / 1000)],
    [Date.parse("2026-01-01T12:00:00Z")],
    ["2026-01-01 14:00:00 +0200"],
    ["2026-01-01"],
  ])("is read from %j", async (paidAt) => {
    expect(await at("payment.succeeded", { id: "pay_1", paid_at: paidAt })).toBe("2026-01-01");
  });

  test.each([
    ["0"],
    [0],
    [-5],
    ["1970-01-21T00:00:00Z"],
    ["2014-12-31T00:00:00Z"],
    ["2199-01-01T00:00:00Z"],
    [99999999999],
    ["yesterday"],
    [""],
    [true],
    [{}],
    [[]],
    ["2026-02-30"],
  ])("is not said by %j: what is next is asked", async (insane) => {
    expect(await at("payment.succeeded", { id: "pay_1", paid_at: insane, created_at: A })).toBe("2026-01-01");
  });

  test("is at most a day ahead", async () => {
    const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
    expect(await at("payment.succeeded", { id: "pay_1", paid_at: inHours(23) })).toBe(
      inHours(23).slice(0, 10),
    );
    await emptyEverything(sql);
    expect(await at("payment.succeeded", { id: "pay_1", paid_at: inHours(25) })).toBe(SENT);
  });

  test("is when it was sent where the object does not say, signed where the envelope does not, received where nobody does", async () => {
    expect(await at("spaceship.landed", {}, { timestamp: undefined, created_at: "1780272000" })).toBe(
      "2026-06-01",
    );
    await emptyEverything(sql);
    await sql`insert into raw.webhook_events (delivery_key, payload, sent_at) values ('m', '{"action": "x"}', '2026-05-05Z')`;
    await sql`insert into raw.webhook_events (delivery_key, payload, received_at) values ('n', '{"action": "x"}', '2026-04-04Z')`;
    expect(await sql`select core.iso(occurred_at) as at from core.events order by raw_seq`).toEqual([
      { at: "2026-05-05T00:00:00.000000Z" },
      { at: "2026-04-04T00:00:00.000000Z" },
    ]);
  });
});

test.each<[string, Data]>([
  ["a number", { total: 19.99, currency: "usd" }],
  ["a text", { total: "19.99", currency: "USD" }],
  ["a money object", { total: { amount: "19.99", currency: "usd", decimals: 2 } }],
  ["final_amount", { final_amount: 19.99, currency: "usd" }],
  ["subtotal and tax", { subtotal: "15.00", tax_amount: 4.99, currency: "usd" }],
])("money is read from %s", async (_, money) => {
  await deliver(sql, [v1("payment.succeeded", { id: "pay_1", paid_at: "2026-01-01T00:00:00Z", ...money })]);
  expect(await sql`select gross::text, currency from metrics.revenue_daily`).toEqual([
    { gross: "19.99", currency: "usd" },
  ]);
});
