import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/database";
import { deliver, emptyEverything, membership, paid, type TestDelivery, v1 } from "./deliver";

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.close());
beforeEach(() => emptyEverything(database.sql));

/** One line per movement of the ledger's net: "2026-01-01 new 49.00". */
async function movements(): Promise<string[]> {
  const rows = await database.sql<{ line: string }[]>`
    select (occurred_at at time zone 'UTC')::date || ' ' || kind || ' ' || sum(amount) as line
    from core.mrr_entries
    group by occurred_at, kind
    having sum(amount) <> 0
    order by occurred_at, kind
  `;
  return rows.map((row) => row.line);
}

async function students(): Promise<string[]> {
  const rows = await database.sql<{ line: string }[]>`
    select day || ' +' || joins || ' -' || leaves as line from metrics.students_daily
    where joins <> 0 or leaves <> 0 order by day
  `;
  return rows.map((row) => row.line);
}

async function told(...deliveries: TestDelivery[]) {
  await deliver(database.sql, deliveries);
  expect(await database.sql`select * from core.audit()`).toEqual([]);
  expect(await database.sql`select * from ops.failures`).toEqual([]);
}

const joined = membership("membership.activated", "2026-01-01T00:00:00Z");
const firstPayment = paid("pay_1", "2026-01-01T00:00:00Z");

describe("a subscription", () => {
  test("that is paid monthly has its subtotal as MRR, before tax", async () => {
    await told(
      joined,
      paid("pay_1", "2026-01-01T00:00:00Z", {
        total: 53.9,
        subtotal: 49,
        tax_amount: 4.9,
      }),
    );
    expect(await movements()).toEqual(["2026-01-01 new 49.00"]);
    expect(await students()).toEqual(["2026-01-01 +1 -0"]);
  });

  test("that renews at the same price moves nothing", async () => {
    await told(joined, firstPayment, paid("pay_2", "2026-01-31T00:00:00Z"));
    expect(await movements()).toEqual(["2026-01-01 new 49.00"]);
    const [renewal] =
      await database.sql`select type, part from core.events where payment_id = 'pay_2' and part = 2`;
    expect(renewal).toMatchObject({ type: "membership.renewed" });
  });

  test("that is paid yearly has a twelfth of it", async () => {
    await told(
      membership("membership.activated", "2026-01-01T00:00:00Z", {
        renewal_period_end: "2027-01-01T00:00:00.000Z",
      }),
      paid("pay_1", "2026-01-01T00:00:00Z", { total: 490, subtotal: 490 }),
    );
    expect(await movements()).toEqual(["2026-01-01 new 40.83333333"]);
  });

  test("set to cancel keeps its MRR until access ends, which is churn", async () => {
    await told(
      joined,
      firstPayment,
      membership("membership.cancel_at_period_end_changed", "2026-01-15T00:00:00Z", {
        cancel_at_period_end: true,
      }),
    );
    expect(await movements()).toEqual(["2026-01-01 new 49.00"]);
    await told(
      membership("membership.deactivated", "2026-01-31T00:00:00Z", {
        status: "canceled",
        cancel_at_period_end: true,
      }),
    );
    expect(await movements()).toEqual(["2026-01-01 new 49.00", "2026-01-31 churn -49.00"]);
    expect(await students()).toEqual(["2026-01-01 +1 -0", "2026-01-31 +0 -1"]);
  });

  test("that comes back is a reactivation, and its event says so", async () => {
    await told(
      joined,
      firstPayment,
      membership("membership.deactivated", "2026-01-31T00:00:00Z", {
        status: "canceled",
      }),
      membership("membership.activated", "2026-03-01T00:00:00Z"),
      paid("pay_2", "2026-03-01T00:00:00Z"),
    );
    expect(await movements()).toEqual([
      "2026-01-01 new 49.00",
      "2026-01-31 churn -49.00",
      "2026-03-01 reactivation 49.00",
    ]);
    const types = await database.sql`
      select type from core.events where category = 'membership' and part = 1 order by occurred_at, rank`;
    expect(types.map((row) => row.type)).toEqual([
      "membership.created",
      "membership.expired",
      "membership.reactivated",
    ]);
  });

  test("is not revived by a late renewal after it ended", async () => {
    await told(
      joined,
      firstPayment,
      membership("membership.deactivated", "2026-01-31T00:00:00Z", {
        status: "canceled",
      }),
      paid("pay_2", "2026-02-02T00:00:00Z"),
    );
    expect(await movements()).toEqual(["2026-01-01 new 49.00", "2026-01-31 churn -49.00"]);
  });

  test("that moves to a dearer plan expands by the difference, plan by plan", async () => {
    await told(
      joined,
      firstPayment,
      membership("membership.updated", "2026-01-11T00:00:00Z", {
        plan: { id: "plan_pro" },
      }),
      paid("pay_2", "2026-01-11T00:00:00Z", {
        subtotal: 99,
        total: 99,
        billing_reason: "subscription_update",
        plan: { id: "plan_pro" },
      }),
    );
    expect(await movements()).toEqual(["2026-01-01 new 49.00", "2026-01-11 expansion 50.00"]);
    const plans = await database.sql`
      select plan_id, sum(amount)::float as mrr from core.mrr_entries group by 1 having sum(amount) <> 0`;
    expect(plans).toMatchObject([{ plan_id: "plan_pro", mrr: 99 }]);
  });

  test("on trial has access and no MRR, and a payment ends the trial", async () => {
    await told(
      membership("membership.activated", "2026-01-01T00:00:00Z", {
        status: "trialing",
        renewal_period_end: "2026-01-08T00:00:00.000Z",
      }),
    );
    expect(await movements()).toEqual([]);
    expect(await students()).toEqual(["2026-01-01 +1 -0"]);
    await told(paid("pay_1", "2026-01-08T00:00:00Z"));
    expect(await movements()).toEqual(["2026-01-08 new 49.00"]);
  });

  test("that is past due keeps its MRR, and loses it when access ends", async () => {
    await told(
      joined,
      firstPayment,
      membership("membership.updated", "2026-01-31T00:00:00Z", {
        status: "past_due",
      }),
    );
    expect(await movements()).toEqual(["2026-01-01 new 49.00"]);
    await told(
      membership("membership.deactivated", "2026-02-10T00:00:00Z", {
        status: "past_due",
      }),
    );
    expect(await movements()).toEqual(["2026-01-01 new 49.00", "2026-02-10 churn -49.00"]);
  });

  test("bought for a lifetime gives access, no MRR, and no churn", async () => {
    await told(
      membership("membership.activated", "2026-01-01T00:00:00Z", {
        status: "completed",
      }),
      paid("pay_1", "2026-01-01T00:00:00Z", { billing_reason: "one_time" }),
    );
    expect(await movements()).toEqual([]);
    expect(await students()).toEqual(["2026-01-01 +1 -0"]);
  });

  test("bought for a lifetime and then taken away is a student no more", async () => {
    await told(
      membership("membership.activated", "2026-01-01T00:00:00Z", { status: "completed" }),
      membership("membership.deactivated", "2026-02-01T00:00:00Z", { status: "completed" }),
    );
    expect(await students()).toEqual(["2026-01-01 +1 -0", "2026-02-01 +0 -1"]);
  });

  // The start of one period and the end of a later one are no interval.
  test("keeps its interval when a newer payload tells only where the period ends", async () => {
    await told(
      joined,
      firstPayment,
      membership("membership.updated", "2026-06-01T00:00:00Z", {
        renewal_period_start: undefined,
        renewal_period_end: undefined,
        current_period_end: "2026-07-01T00:00:00.000Z",
      }),
    );
    expect(await movements()).toEqual(["2026-01-01 new 49.00"]);
  });

  test("on a plan that is sold once has no MRR, whatever its payment calls itself", async () => {
    await told(
      v1("plan.created", { id: "plan_month", plan_type: "one_time", created_at: "2025-12-01T00:00:00Z" }),
      joined,
      firstPayment,
    );
    expect(await movements()).toEqual([]);
  });

  test("that changed its plan has the new plan's price until a payment says otherwise", async () => {
    await told(
      v1("plan.created", {
        id: "plan_pro",
        plan_type: "renewal",
        billing_period: 30,
        renewal_price: 99,
        currency: "usd",
        created_at: "2025-12-01T00:00:00Z",
      }),
      joined,
      firstPayment,
      membership("membership.updated", "2026-01-11T00:00:00Z", { plan: { id: "plan_pro" } }),
    );
    expect(await movements()).toEqual(["2026-01-01 new 49.00", "2026-01-11 expansion 50.00"]);
    await told(paid("pay_2", "2026-01-31T00:00:00Z", { subtotal: 89, total: 89, plan: { id: "plan_pro" } }));
    expect((await movements()).at(-1)).toBe("2026-01-31 contraction -10.00");
  });

  test("of an older payload, which gives no reason, renews with its second payment, also if that arrives first", async () => {
    const v5Payment = (id: string, paidAt: number) => ({
      payload: {
        action: "payment.succeeded",
        api_version: "v5",
        data: {
          id,
          company_id: "biz_1",
          membership_id: "mem_1",
          currency: "usd",
          final_amount: 49,
          paid_at: paidAt,
        },
      },
    });
    const renewals = () => database.sql`select payment_id from core.events where type = 'membership.renewed'`;
    await told(v5Payment("pay_february", 1769904000));
    expect(await renewals()).toEqual([]);
    await told(v5Payment("pay_january", 1767225600));
    expect(await renewals()).toEqual([{ payment_id: "pay_february" }]);
  });

  test("without a payment takes the plan's price, also when the plan is told later", async () => {
    await told(joined);
    expect(await movements()).toEqual([]);
    await told(
      v1("plan.created", {
        id: "plan_month",
        plan_type: "renewal",
        billing_period: 30,
        renewal_price: 29,
        currency: "usd",
        created_at: "2025-12-01T00:00:00Z",
      }),
    );
    expect(await movements()).toEqual(["2026-01-01 new 29.00"]);
  });
});

test("two memberships of one customer are one customer: the second expands, the end of one contracts", async () => {
  const second = { id: "mem_2", plan: { id: "plan_extra" } };
  await told(
    joined,
    firstPayment,
    membership("membership.activated", "2026-01-05T00:00:00Z", second),
    paid("pay_2", "2026-01-05T00:00:00Z", {
      subtotal: 20,
      total: 20,
      membership: { id: "mem_2" },
      plan: { id: "plan_extra" },
    }),
    membership("membership.deactivated", "2026-02-05T00:00:00Z", {
      ...second,
      status: "canceled",
    }),
  );
  expect(await movements()).toEqual([
    "2026-01-01 new 49.00",
    "2026-01-05 expansion 20.00",
    "2026-02-05 contraction -20.00",
  ]);
  expect(await students()).toEqual(["2026-01-01 +1 -0"]);
  const [now] = await database.sql`
    select metrics.mrr('biz_1', 'usd', '-infinity', 'infinity')::float as mrr,
      metrics.paying_customers('biz_1', 'usd', '-infinity', 'infinity')::int as customers`;
  expect(now).toEqual({ mrr: 49, customers: 1 });
});

test("start + net new = end on every day", async () => {
  await told(
    joined,
    firstPayment,
    membership("membership.deactivated", "2026-01-31T00:00:00Z", {
      status: "canceled",
    }),
  );
  const [check] = await database.sql`
    select (select sum(net_new) from metrics.mrr_daily) = (select sum(mrr) from core.subscriptions) as balanced`;
  expect(check).toEqual({ balanced: true });
});
