import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/database";
import { deliver, emptyEverything, membership, paid, type TestDelivery, v1 } from "./deliver";

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.close());
beforeEach(() => emptyEverything(database.sql));

async function told(...deliveries: TestDelivery[]): Promise<void> {
  await deliver(database.sql, deliveries);
  expect(await database.sql`select * from ops.failures`).toEqual([]);
}

async function moveTo(zone: string): Promise<void> {
  await database.sql`
    insert into ops.company_settings (company_id, time_zone) values ('biz_1', ${zone})
    on conflict (company_id) do update set time_zone = excluded.time_zone`;
}

/** The figures named in `expected`, from one instant (included) to another (excluded), as numbers. */
async function expectFigures(
  { from, to, currency = "usd", company = "biz_1" }: Record<string, string>,
  expected: Record<string, number | null>,
): Promise<void> {
  const found: Record<string, number | null> = {};
  for (const figure of Object.keys(expected)) {
    const [row] = await database.sql<{ value: number | null }[]>`
      select metrics.${database.sql(figure)}(
        ${company ?? ""}, ${currency ?? ""}, ${from ?? ""}::text::timestamptz, ${to ?? ""}::text::timestamptz)::float as value`;
    found[figure] = row?.value ?? null;
  }
  expect(found).toEqual(expected);
}

const ZONES = ["UTC", "Europe/Berlin", "America/New_York"];

describe("money", () => {
  /** Berlin puts its clocks forward on 29 March at 01:00Z: what happens at 22:30Z that day is the 30th there. */
  const sale = (id: string, at: string, over: Record<string, unknown>) =>
    paid(id, at, { billing_reason: "one_time", membership: undefined, ...over });
  const story = [
    sale("pay_1", "2026-03-27T22:30:00Z", {
      total: 53.9,
      subtotal: 49,
      tax_amount: 4.9,
      amount_after_fees: 46.43,
    }),
    sale("pay_2", "2026-03-28T23:30:00Z", { total: 20, subtotal: 20 }),
    sale("pay_3", "2026-03-29T21:30:00Z", { total: 30.1, subtotal: 30.1 }),
    sale("pay_4", "2026-03-29T22:30:00Z", { total: 40, subtotal: 40 }),
    sale("pay_eur", "2026-03-29T12:00:00Z", { total: 77, subtotal: 77, currency: "eur" }),
    v1("payment.failed", {
      id: "pay_5",
      status: "open",
      currency: "usd",
      total: 49,
      last_payment_attempt: "2026-03-29T08:00:00Z",
    }),
    dispute("needs_response", "2026-03-29T12:00:00Z"),
    v1("refund.created", {
      id: "rf_1",
      status: "succeeded",
      amount: 13.9,
      currency: "usd",
      created_at: "2026-03-30T10:00:00Z",
      payment: { id: "pay_1" },
    }),
    dispute("won", "2026-03-31T12:00:00Z"),
  ];

  function dispute(status: string, at: string): TestDelivery {
    return v1(status === "won" ? "dispute.updated" : "dispute.created", {
      id: "dspt_1",
      status,
      amount: 20,
      currency: "usd",
      created_at: "2026-03-29T12:00:00Z",
      updated_at: at,
      payment: { id: "pay_2" },
    });
  }

  test.each(ZONES)(
    "of a range that starts and ends inside days is to the cent what moved in it, in %s",
    async (zone) => {
      await moveTo(zone);
      await told(...story);
      // pay_1 at the first instant is in it, pay_4 at the last is not: 53.90 + 20 + 30.10.
      await expectFigures(
        { from: "2026-03-27T22:30:00Z", to: "2026-03-29T22:30:00Z" },
        {
          gross_revenue: 104,
          tax: 4.9,
          fees: 2.57,
          refunds: 0,
          disputes: 20,
          dispute_reversals: 0,
          net_revenue: 76.53,
          payments: 3,
          failed_payments: 1,
          refunded_payments: 0,
          refund_amount_rate: 0,
        },
      );
      await expectFigures(
        { from: "2026-03-28T00:00:00Z", to: "infinity" },
        {
          gross_revenue: 90.1,
          tax: 0,
          fees: 0,
          refunds: 13.9,
          disputes: 20,
          dispute_reversals: 20,
          net_revenue: 76.2,
          payments: 3,
          failed_payments: 1,
          refunded_payments: 1,
          refund_amount_rate: 13.9 / 90.1,
        },
      );
      // Within one day, and nothing at all.
      await expectFigures(
        { from: "2026-03-29T12:00:00Z", to: "2026-03-29T12:00:01Z" },
        { disputes: 20, net_revenue: -20, payments: 0 },
      );
      await expectFigures({ from: "2026-03-29T22:30:00Z", to: "2026-03-29T22:30:00Z" }, { gross_revenue: 0 });
      await expectFigures({ from: "2026-04-30T00:00:00Z", to: "2026-03-01T00:00:00Z" }, { gross_revenue: 0 });
    },
  );

  test.each([
    ["UTC", 20, 70.1],
    ["Europe/Berlin", 0, 50.1],
    ["America/New_York", 20, 70.1],
  ])(
    "of a day is what moved between its midnights, also on the day that clocks change, in %s",
    async (zone, saturday, sunday) => {
      await moveTo(zone);
      await told(...story);
      const days = await database.as("tidemark_app")<{ value: string }[]>`
      select value::float from api.figures('biz_1', 'usd', '2026-03-28', '2026-03-28', null, '{gross_revenue}')
      union all
      select value::float from api.figures('biz_1', 'usd', '2026-03-29', '2026-03-29', null, '{gross_revenue}')`;
      expect(days).toEqual([{ value: saturday }, { value: sunday }]);
    },
  );

  test("in one currency is not in another's figures", async () => {
    await told(...story);
    const range = { from: "2026-03-01T00:00:00Z", to: "infinity" };
    await expectFigures({ ...range, currency: "eur" }, { gross_revenue: 77, payments: 1, disputes: 0 });
    await expectFigures(range, { gross_revenue: 144, payments: 4, net_revenue: 122.63 });
  });

  test("disputed is a rate of the 30 days before the end, by the clock on the wall", async () => {
    await moveTo("Europe/Berlin");
    await told(...story);
    const from = "2026-01-01T00:00:00Z";
    await expectFigures({ from, to: "2026-04-02T00:00:00Z" }, { dispute_rate_filed: 1 / 4 });
    // Thirty days before 27 April 00:00 is 28 March 00:00, an hour after pay_1 in winter time; 720 hours would reach back to it.
    await expectFigures({ from, to: "2026-04-26T22:00:00Z" }, { dispute_rate_filed: 1 / 3 });
    await expectFigures({ from, to: "2026-03-29T12:00:00Z" }, { dispute_rate_filed: 0 });
    await expectFigures({ from, to: "2026-03-01T00:00:00Z" }, { dispute_rate_filed: null });
  });

  test("is told up to now where the range is not over, and disputes of the last 30 days up to now", async () => {
    const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
    await told(
      sale("pay_1", hoursAgo(1), { total: 10 }),
      sale("pay_2", hoursAgo(29 * 24), { total: 10 }),
      sale("pay_3", hoursAgo(31 * 24), { total: 10 }),
      v1("dispute.created", {
        id: "dspt_1",
        status: "needs_response",
        amount: 10,
        currency: "usd",
        created_at: hoursAgo(2),
        payment: { id: "pay_3" },
      }),
    );
    await expectFigures(
      { from: hoursAgo(3), to: "infinity" },
      { gross_revenue: 10, net_revenue: 0, dispute_rate_filed: 1 / 2 },
    );
  });
});

describe("a day that clocks make longer, shorter or drop", () => {
  /** Sales of 1, 2, 4 … cents in every hour of two days, and all ranges that begin and end on an hour of them. */
  test.each([
    ["Atlantic/Azores", "2026-10-24T18:00:00Z", "midnight comes twice"],
    ["America/Havana", "2026-10-31T20:00:00Z", "midnight comes twice"],
    ["Africa/Cairo", "2026-04-23T14:00:00Z", "midnight is left out"],
    ["America/Santiago", "2026-04-04T16:00:00Z", "eleven at night comes twice"],
    ["Europe/Berlin", "2026-03-28T16:00:00Z", "two at night is left out"],
    ["Asia/Kathmandu", "2026-03-28T10:00:00Z", "days begin at a quarter past 18:00 UTC"],
  ])("counts in full and once: %s from %s, where %s", async (zone, start) => {
    await moveTo(zone);
    const at = (hours: number) => new Date(Date.parse(start) + hours * 3_600_000).toISOString();
    await told(
      ...Array.from({ length: 48 }, (_, nth) => {
        const total = 2 ** nth / 100;
        return paid(`pay_${nth}`, at(nth), { total, subtotal: total, billing_reason: "one_time" });
      }),
    );
    const wrong = await database.sql`
      with instants as (
        select ${start}::text::timestamptz + nth * interval '1 hour' as at from generate_series(0, 48) as nth
      )
      select range.from_at, range.to_at, range.expected, metrics.gross_revenue('biz_1', 'usd', range.from_at, range.to_at) as found
      from (
        select earlier.at as from_at, later.at as to_at, (
          select coalesce(sum(entry.amount), 0) from core.revenue_entries as entry
          where entry.kind = 'charge' and entry.occurred_at >= earlier.at and entry.occurred_at < later.at) as expected
        from instants as earlier
        join instants as later on later.at > earlier.at
      ) as range
      where metrics.gross_revenue('biz_1', 'usd', range.from_at, range.to_at) <> range.expected`;
    expect(wrong).toEqual([]);
    const [{ days = 0 } = {}] = await database.sql`select count(*)::int as days from metrics.revenue_daily`;
    expect(days).toBeGreaterThanOrEqual(2);
  });
});

describe("recurring revenue", () => {
  const of = (customer: number, over: Record<string, unknown> = {}) => ({
    id: `mem_${customer}`,
    user: { id: `user_${customer}` },
    ...over,
  });
  const pays = (
    id: string,
    customer: number,
    at: string,
    amount: number,
    over: Record<string, unknown> = {},
  ) =>
    paid(id, at, {
      total: amount,
      subtotal: amount,
      user: { id: `user_${customer}` },
      membership: { id: `mem_${customer}` },
      ...over,
    });
  const joins = (customer: number, at: string, over = {}) =>
    membership("membership.activated", at, of(customer, over));
  const leaves = (customer: number, at: string) =>
    membership("membership.deactivated", at, of(customer, { status: "canceled" }));

  const story = [
    // 49 from 10 January until 28 February.
    joins(1, "2026-01-10T00:00:00Z"),
    pays("pay_1", 1, "2026-01-10T00:00:00Z", 49),
    leaves(1, "2026-02-28T12:00:00Z"),
    // 20, from 10 February 30, until the 20th; back for 30 on 5 March.
    joins(2, "2026-01-20T00:00:00Z"),
    pays("pay_2", 2, "2026-01-20T00:00:00Z", 20),
    pays("pay_3", 2, "2026-02-10T15:00:00Z", 30),
    leaves(2, "2026-02-20T03:00:00Z"),
    joins(2, "2026-03-05T09:00:00Z"),
    pays("pay_4", 2, "2026-03-05T09:00:00Z", 30),
    // 100, from 25 February 60.
    joins(3, "2026-01-25T00:00:00Z"),
    pays("pay_5", 3, "2026-01-25T00:00:00Z", 100),
    pays("pay_6", 3, "2026-02-25T21:00:00Z", 60),
    // 15 from 12 February, set to end.
    joins(4, "2026-02-12T10:00:00Z"),
    pays("pay_7", 4, "2026-02-12T10:00:00Z", 15),
    membership(
      "membership.cancel_at_period_end_changed",
      "2026-03-01T10:00:00Z",
      of(4, { cancel_at_period_end: true }),
    ),
    // A trial: a student without MRR.
    membership("membership.activated", "2026-02-05T10:00:00Z", of(5, { status: "trialing" })),
    // Another currency.
    joins(6, "2026-01-02T00:00:00Z"),
    pays("pay_8", 6, "2026-01-02T00:00:00Z", 500, { currency: "eur" }),
  ];
  const february = { from: "2026-02-01T00:00:00Z", to: "2026-03-01T00:00:00Z" };

  test.each(ZONES)("of a month is by hand what it is in SQL, in %s", async (zone) => {
    await moveTo(zone);
    await told(...story);
    await expectFigures(february, {
      mrr: 60 + 15,
      arr: 12 * 75,
      paying_customers: 2,
      new_mrr: 15,
      reactivation_mrr: 0,
      expansion_mrr: 10,
      contraction_mrr: 40,
      churned_mrr: 30 + 49,
      net_new_mrr: 15 + 10 - 40 - 79,
      new_customers: 1,
      reactivated_customers: 0,
      churned_customers: 2,
      arpu: 37.5,
      // Of 49 + 20 + 100 at its start, with three customers.
      customer_churn_rate: 2 / 3,
      gross_mrr_churn_rate: 119 / 169,
      gross_revenue_retention: 50 / 169,
      net_revenue_retention: (169 + 10 - 40 - 79) / 169,
      quick_ratio: 25 / 119,
      // The last 30 days began on 30 January with the same three, and lost the same two.
      lifetime_value: 37.5 / (2 / 3),
    });
  });

  test.each(ZONES)(
    "of a range inside days takes the part of the first and of the last, in %s",
    async (zone) => {
      await moveTo(zone);
      await told(...story);
      // The expansion at 15:00 is in it; the contraction at 21:00 is not.
      await expectFigures(
        { from: "2026-02-10T15:00:00Z", to: "2026-02-25T21:00:00Z" },
        {
          mrr: 49 + 100 + 15,
          new_mrr: 15,
          expansion_mrr: 10,
          contraction_mrr: 0,
          churned_mrr: 30,
          net_new_mrr: -5,
        },
      );
      // A standing at an instant is without what happens at that instant.
      await expectFigures(
        { from: "-infinity", to: "2026-03-05T09:00:00Z" },
        { mrr: 75, reactivation_mrr: 0 },
      );
      await expectFigures(
        { from: "2026-03-05T09:00:00Z", to: "infinity" },
        {
          mrr: 105,
          reactivation_mrr: 30,
          reactivated_customers: 1,
          new_customers: 0,
          net_revenue_retention: 105 / 75,
        },
      );
    },
  );

  test("in one currency is not in another's figures", async () => {
    await told(...story);
    await expectFigures(
      { ...february, currency: "eur" },
      { mrr: 500, paying_customers: 1, customer_churn_rate: 0, net_revenue_retention: 1, quick_ratio: null },
    );
  });

  test("at risk is that of subscriptions set to end which still have access, and is known as of now only", async () => {
    await told(...story);
    await expectFigures({ from: february.from, to: "infinity" }, { mrr_at_risk: 15 });
    await expectFigures({ from: february.from, to: "infinity", currency: "eur" }, { mrr_at_risk: 0 });
    await expectFigures(february, { mrr_at_risk: null });
    // Unresolved: it pays, or so it says, and has no access any more.
    const ending = of(4, { status: "unresolved", cancel_at_period_end: true });
    await told(membership("membership.deactivated", "2026-03-12T00:00:00Z", ending));
    await expectFigures({ from: february.from, to: "infinity" }, { mrr_at_risk: 0, mrr: 105 });
  });

  test.each(ZONES)("has students beside it, paying or not, in %s", async (zone) => {
    await moveTo(zone);
    await told(...story);
    // 1, 2, 3 and 6 before February; 5 and 4 join, 2 and 1 leave.
    await expectFigures(february, { students: 4, students_joined: 2, students_left: 2, total_users: 6 });
    await expectFigures(
      { from: "2026-02-12T10:00:00Z", to: "2026-02-20T03:00:00Z" },
      { students: 6, students_joined: 1, students_left: 0 },
    );
    await expectFigures({ from: "-infinity", to: "2026-01-25T00:00:00Z" }, { students: 3, total_users: 3 });
    await expectFigures({ from: "-infinity", to: "2026-01-25T06:00:00Z" }, { students: 4, total_users: 4 });
    await expectFigures(
      { from: "2026-03-05T00:00:00Z", to: "infinity" },
      { students: 5, students_joined: 1 },
    );
  });

  test("start + net new = end, whatever the range", async () => {
    await moveTo("America/New_York");
    await told(...story);
    const wrong = await database.sql`
      with instants as (
        select timestamptz '2026-02-01T04:00Z' + nth * interval '31 hours' as at from generate_series(0, 25) as nth
      )
      select earlier.at, later.at
      from instants as earlier
      join instants as later on later.at > earlier.at
      where metrics.mrr('biz_1', 'usd', earlier.at, earlier.at) + metrics.net_new_mrr('biz_1', 'usd', earlier.at, later.at)
        <> metrics.mrr('biz_1', 'usd', earlier.at, later.at)`;
    expect(wrong).toEqual([]);
  });
});

test("of a company that nobody has heard of every count is 0, and what has a denominator is null", async () => {
  const figures = await database.as("tidemark_app")<{ figure: string; unit: string; value: string | null }[]>`
    select figure, unit, value from api.figures('biz_nobody', null, '2026-01-01', '2026-01-31', null)`;
  const quotients = figures.filter(
    ({ unit, figure }) => unit === "ratio" || /arpu|lifetime_value/.test(figure),
  );
  const known = figures.filter((figure) => !quotients.includes(figure) && figure.figure !== "mrr_at_risk");
  expect(quotients.length).toBeGreaterThanOrEqual(9);
  expect(quotients.filter(({ value }) => value !== null)).toEqual([]);
  expect(known.length).toBeGreaterThanOrEqual(26);
  expect(known.filter(({ value }) => Number(value) !== 0 || value === null)).toEqual([]);
});

describe("api.figures", () => {
  const HOUR = 3_600_000;
  const DAY = 24 * HOUR;
  const ago = (milliseconds: number) => new Date(Date.now() - milliseconds).toISOString();

  /** Puts biz_1 in a zone where it is past noon now, so that "an hour ago" and "in an hour" are the same day. */
  async function moveToNoon(): Promise<void> {
    const west = new Date().getUTCHours() - 12;
    await moveTo(`Etc/GMT${west < 0 ? "-" : "+"}${Math.abs(west)}`);
  }

  /** A sale of `dollars` that long ago. */
  const sale = (id: string, milliseconds: number, dollars: number) =>
    paid(id, ago(milliseconds), {
      total: dollars,
      subtotal: dollars,
      billing_reason: "one_time",
      membership: undefined,
    });

  const lastDays = (days: number, figures: string[]) => database.as("tidemark_app")`
    select figure, unit, value::float, before::float
    from api.company('biz_1') as company
    cross join lateral api.figures('biz_1', null, company.today - ${days - 1}::integer, company.today, 'previous', ${figures})`;

  test("compares each with the same part of the period before", async () => {
    await moveToNoon();
    await told(
      sale("pay_today", 1 * HOUR, 1),
      sale("pay_yesterday_by_now", 25 * HOUR, 2),
      sale("pay_yesterday_later", 23 * HOUR, 4),
      sale("pay_this_month", 20 * DAY, 8),
      // Thirty days ago, but later in the day than now: in neither period.
      sale("pay_between", 30 * DAY - HOUR, 16),
      sale("pay_month_before_by_now", 30 * DAY + HOUR, 32),
      sale("pay_month_before", 45 * DAY, 64),
      sale("pay_long_ago", 61 * DAY, 128),
    );
    expect(await lastDays(1, ["net_revenue"])).toEqual([
      { figure: "net_revenue", unit: "money", value: 1, before: 2 },
    ]);
    expect(await lastDays(30, ["net_revenue"])).toEqual([
      { figure: "net_revenue", unit: "money", value: 1 + 2 + 4 + 8, before: 32 + 64 },
    ]);
  });

  test("compares a standing with where it stood at the end of the period before, in the order asked", async () => {
    await moveToNoon();
    const other = { id: "mem_2", user: { id: "user_2" } };
    await told(
      membership("membership.activated", ago(40 * DAY)),
      paid("pay_1", ago(40 * DAY)),
      membership("membership.activated", ago(10 * DAY), other),
      paid("pay_2", ago(10 * DAY), {
        subtotal: 20,
        total: 20,
        user: { id: "user_2" },
        membership: { id: "mem_2" },
      }),
    );
    expect(await lastDays(30, ["students", "mrr", "paying_customers", "quick_ratio"])).toEqual([
      { figure: "students", unit: "count", value: 2, before: 1 },
      { figure: "mrr", unit: "money", value: 69, before: 49 },
      { figure: "paying_customers", unit: "count", value: 2, before: 1 },
      { figure: "quick_ratio", unit: "ratio", value: null, before: null },
    ]);
  });

  test("without names gives every figure there is by name, and without a comparison nothing before", async () => {
    const all = await database.as("tidemark_app")<{ figure: string; before: string | null }[]>`
      select figure, before from api.figures('biz_1', null, '2026-01-01', '2026-01-31', null)`;
    const names = await database.sql<
      { figure: string }[]
    >`select figure from metrics.figures order by figure`;
    expect(all).toEqual(names.map(({ figure }) => ({ figure, before: null })));
    expect(names.length).toBeGreaterThanOrEqual(36);
    const none = await database.as("tidemark_app")`
      select figure from api.figures('biz_1', null, '2026-01-01', '2026-01-31', 'previous', '{}')`;
    expect(none).toEqual([]);
  });

  test("takes for a figure whatever has the shape of one, and nothing else of its schema", async () => {
    await database.sql`
      create function metrics.answer(company_id text, currency text, from_at timestamptz, to_at timestamptz)
      returns metrics.count language sql stable as 'select 42'`;
    const [row] = await database.as("tidemark_app")`
      select * from api.figures('biz_1', null, '2026-01-01', '2026-01-31', 'year', '{answer}')`;
    expect(row).toEqual({ figure: "answer", unit: "count", value: "42", before: "42" });
    await database.sql`drop function metrics.answer`;
    for (const name of ["answer", "mrr_between", "mrr; drop table core.events", ""]) {
      await expect(
        database.as("tidemark_app")`
          select * from api.figures('biz_1', null, '2026-01-01', '2026-01-31', null, ${["mrr", name]})`,
      ).rejects.toMatchObject({
        code: "22023",
        message: expect.stringMatching(/^There is no figure .*metrics\.figures/),
      });
    }
  });

  test("without a currency is in the company's own: the one it set, else the one with most gross revenue", async () => {
    await told(
      sale("pay_1", HOUR, 10),
      paid("pay_2", ago(HOUR), { total: 20, currency: "eur", billing_reason: "one_time" }),
      paid("pay_3", ago(HOUR), { total: 30, currency: "gbp", billing_reason: "one_time" }),
    );
    const gross = async () => {
      const [company] = await database.as("tidemark_app")`
        select currency, other_currencies, value::float
        from api.company('biz_1')
        cross join api.figures('biz_1', null, '2026-01-01', '2030-12-31', null, '{gross_revenue}')`;
      return company;
    };
    expect(await gross()).toEqual({ currency: "gbp", other_currencies: ["eur", "usd"], value: 30 });
    await database.sql`insert into ops.company_settings (company_id, currency) values ('biz_1', 'usd')`;
    expect(await gross()).toEqual({ currency: "usd", other_currencies: ["gbp", "eur"], value: 10 });
  });
});

describe("api.company", () => {
  test("has a row for a company that nobody has heard of", async () => {
    const rows = await database.as("tidemark_app")`
      select title, currency, time_zone, week_start, today = (now() at time zone 'UTC')::date as is_today, first_day, data_through,
        deliveries::int, other_currencies
      from api.company('biz_nobody')`;
    expect(rows).toEqual([
      {
        title: null,
        currency: "usd",
        time_zone: "UTC",
        week_start: 1,
        is_today: true,
        first_day: null,
        data_through: null,
        deliveries: 0,
        other_currencies: [],
      },
    ]);
  });

  test("tells the company's settings and its newest delivery", async () => {
    await told(v1("account.updated", { id: "biz_1", title: "Harbour School" }), paid("pay_1", ago()));
    await database.sql`
      insert into ops.company_settings (company_id, time_zone, currency, week_start)
      values ('biz_1', 'Pacific/Auckland', 'eur', 7)`;
    const [row] = await database.as("tidemark_app")`
      select title, currency, time_zone, week_start, deliveries::int, other_currencies,
        today = (now() at time zone 'Pacific/Auckland')::date as is_today, data_through between now() - interval '1 minute' and now() as is_new
      from api.company('biz_1')`;
    expect(row).toEqual({
      title: "Harbour School",
      currency: "eur",
      time_zone: "Pacific/Auckland",
      week_start: 7,
      deliveries: 2,
      other_currencies: ["usd"],
      is_today: true,
      is_new: true,
    });
  });

  test("tells the first day on which anything happened, in its zone", async () => {
    await database.sql`insert into ops.company_settings (company_id, time_zone) values ('biz_1', 'Pacific/Auckland')`;
    await told(paid("pay_1", "2026-03-01T12:00:00Z"), paid("pay_2", "2026-02-01T11:30:00Z"));
    const [row] = await database.as("tidemark_app")`select first_day::text from api.company('biz_1')`;
    // 11:30 in UTC is half past midnight on the next day in Auckland.
    expect(row).toEqual({ first_day: "2026-02-02" });
  });

  const ago = () => new Date(Date.now() - 1000).toISOString();
});
