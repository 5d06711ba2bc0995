import { membership, nameless, paid, type TestDelivery, v1, v2 } from "./deliver";

const JANUARY = "2026-01-10T12:00:00Z";
const MARCH = "2026-03-05T12:00:00Z";
const UNIX_MARCH = Date.parse(MARCH) / 1000;

/** A few deliveries of biz_1 in every dialect that fill every table of core and metrics; some name no company, one of them for ever. */
export const aLittleOfEverything: readonly TestDelivery[] = [
  v1("plan.created", {
    id: "plan_month",
    plan_type: "renewal",
    billing_period: 30,
    renewal_price: 49,
    currency: "usd",
    created_at: "2025-12-01T00:00:00Z",
  }),
  v1("account.updated", { id: "biz_1", title: "Harbour School", updated_at: JANUARY }),
  v1("product.created", { id: "prod_1", title: "Harbour", created_at: JANUARY }),
  v1("experience.created", { id: "exp_1", name: "Lessons", created_at: JANUARY }),
  membership("membership.activated", JANUARY),
  paid("pay_1", JANUARY, { tax_amount: 4, amount_after_fees: 42, total: 53 }),
  v1("payment.failed", {
    id: "pay_2",
    status: "open",
    currency: "usd",
    total: 49,
    last_payment_attempt: "2026-02-08T00:00:00Z",
    membership: { id: "mem_1" },
  }),
  paid("pay_2", "2026-02-09T00:00:00Z"),
  v1("refund.created", {
    id: "rf_1",
    status: "succeeded",
    amount: 10,
    currency: "usd",
    created_at: MARCH,
    payment: { id: "pay_2" },
  }),
  v1("dispute.created", {
    id: "dspt_1",
    status: "needs_response",
    amount: 49,
    currency: "usd",
    created_at: MARCH,
    payment: { id: "pay_1" },
  }),
  v1("dispute.updated", {
    id: "dspt_1",
    status: "won",
    amount: 49,
    currency: "usd",
    created_at: MARCH,
    updated_at: "2026-04-05T12:00:00Z",
    payment: { id: "pay_1" },
  }),
  membership("membership.deactivated", "2026-04-10T00:00:00Z", { status: "canceled" }),
  membership("membership.activated", "2026-05-10T00:00:00Z"),
  v1("course_lesson_interaction.completed", {
    id: "cli_1",
    created_at: MARCH,
    user: { id: "user_1", name: "Ada Lovelace" },
    course: { id: "crs_1", experience: { id: "exp_1" } },
  }),
  ...["2026-03-05T13:00:00Z", "2026-03-05T14:00:00Z", "2026-03-07T12:00:00Z"].map((at, index) =>
    v1("chat.message.created", {
      channel: { id: "feed_1", experience_id: "exp_1" },
      message: { id: `post_${index}`, created_at: at, user: { id: index === 1 ? "user_2" : "user_1" } },
    }),
  ),
  v1("spaceship.landed", { id: "sp_1", user: { id: "user_9" } }),
  // The five below name no company; all but the last are assigned.
  nameless("refund.created", {
    id: "rf_2",
    status: "succeeded",
    amount: 5,
    currency: "usd",
    created_at: MARCH,
    payment: { id: "pay_2" },
  }),
  v2("membership.went_valid", {
    id: "mem_2",
    product: { id: "prod_1", name: "Harbour" },
    plan: {
      id: "plan_2",
      plan_type: "renewal",
      renewal_price: "30",
      billing_period: 30,
      base_currency: "usd",
    },
    user: { id: "user_2", username: "grace", email: "grace@example.com" },
    status: "active",
    renewal_period_start: UNIX_MARCH,
    renewal_period_end: UNIX_MARCH + 30 * 86_400,
    created_at: UNIX_MARCH,
  }),
  ...[0, 30, 60].map((day) =>
    v2("payment.succeeded", {
      id: `pay_2_${day}`,
      membership: "mem_2",
      final_amount: 30,
      subtotal: 30,
      currency: "usd",
      status: "paid",
      paid_at: UNIX_MARCH + day * 86_400,
    }),
  ),
  nameless("entry.created", { id: "entry_1", created_at: MARCH, plan: { id: "plan_of_nobody" } }),
  {
    payload: {
      api_version: "v5",
      action: "membership.went_valid",
      data: {
        id: "mem_5",
        user_id: "user_5",
        plan_id: "plan_month",
        product_id: "prod_1",
        page_id: "biz_1",
        status: "active",
        created_at: UNIX_MARCH,
        renewal_period_start: UNIX_MARCH,
        renewal_period_end: UNIX_MARCH + 30 * 86_400,
      },
    },
  },
  ...[0, 30].map((day) => ({
    payload: {
      api_version: "v5",
      action: "payment.succeeded",
      data: {
        id: `pay_5_${day}`,
        membership_id: "mem_5",
        user_id: "user_5",
        plan_id: "plan_month",
        company_id: "biz_1",
        status: "paid",
        subtotal: 49.0,
        final_amount: 49.0,
        currency: "usd",
        paid_at: UNIX_MARCH + day * 86_400,
        user_email: "five@example.com",
      },
    },
  })),
  { payload: { action: "payment.succeeded", api_version: "v1", timestamp: JANUARY, data: null } },
].map((delivery, index) => ({ ...delivery, key: `msg_${String(index).padStart(2, "0")}` }));
