import { describe, expect, test } from "vitest";
import { advance, type Delivery, newWorld, setPace, type World } from "../../app/whop/world";
import { ANCHOR, aYear, YEAR_MS } from "./year";

const DAY_MS = 86_400_000;
const { world: today, deliveries } = aYear();
const told = deliveries.map((delivery) => ({ delivery, ...eventOf(delivery) }));

describe("the same seed tells the same story", () => {
  test("byte for byte", () => {
    const again = aYear();
    expect(again.deliveries).toEqual(deliveries);
    expect(JSON.stringify(again.world)).toBe(JSON.stringify(today));
    expect(aYear({ seed: "another" }).deliveries).not.toEqual(deliveries);
  });

  test("in many small steps as in one big one", () => {
    const world = newWorld({ seed: "harbour", opensAt: ANCHOR - YEAR_MS });
    const steps: Delivery[] = [];
    for (let at = world.now; at < ANCHOR; at += 7.3 * DAY_MS) steps.push(...advance(world, at));
    steps.push(...advance(world, ANCHOR));
    expect(steps).toEqual(deliveries);
    expect(JSON.stringify(world)).toBe(JSON.stringify(today));
  });

  test("when the world is written down and read back on the way", () => {
    let world = newWorld({ seed: "harbour", opensAt: ANCHOR - YEAR_MS });
    const steps: Delivery[] = [];
    for (let month = 1; month <= 12; month++) {
      steps.push(...advance(world, ANCHOR - YEAR_MS + (month * YEAR_MS) / 12));
      world = JSON.parse(JSON.stringify(world)) as World;
    }
    expect(steps).toEqual(deliveries);
    expect(JSON.stringify(world)).toBe(JSON.stringify(today));
  });

  test("in live traffic, too, slice by slice from the file", () => {
    const whole = structuredClone(today);
    setPace(whole, "live");
    const expected = advance(whole, ANCHOR + 600_000);
    let world = structuredClone(today);
    const slices: Delivery[] = [];
    for (let until = ANCHOR + 5_000; until <= ANCHOR + 600_000; until += 5_000) {
      setPace(world, "live");
      slices.push(...advance(world, until));
      world = JSON.parse(JSON.stringify(world)) as World;
    }
    expect(slices).toEqual(expected);
  });
});

describe("every delivery", () => {
  test("is JSON under 64 kB, with an id of its own, in the order of time, within the year", () => {
    expect(new Set(deliveries.map((d) => d.id)).size).toBe(deliveries.length);
    expect(new Set(deliveries.map((d) => d.body)).size).toBe(deliveries.length);
    let before = ANCHOR - YEAR_MS;
    for (const { occurredAt, body } of deliveries) {
      expect(Buffer.byteLength(body)).toBeLessThan(64 * 1024);
      expect(occurredAt).toBeGreaterThanOrEqual(before);
      before = occurredAt;
    }
    expect(before).toBeLessThanOrEqual(ANCHOR);
  });

  test("has the envelope of its dialect, and the company where that dialect says it", () => {
    for (const { delivery, body } of told) {
      if (delivery.dialect === "v1") {
        expect(body).toMatchObject({ id: delivery.id, api_version: "v1", company_id: "biz_demo" });
        expect(body.timestamp).toBe(new Date(delivery.occurredAt).toISOString());
      } else {
        expect(Object.keys(body)).toEqual(["data", "api_version", "action"]);
        expect(body.api_version).toBe("v5");
        const { company_id, page_id, payment } = body.data;
        expect(company_id ?? page_id ?? payment?.company_id).toBe("biz_demo");
      }
    }
  });

  test("tells the time of what it tells of", () => {
    for (const { delivery, name, data } of told) {
      const said = {
        "payment.succeeded": data.paid_at,
        "payment.failed": data.last_payment_attempt,
        "membership.activated": data.updated_at,
        "membership.deactivated": data.updated_at,
        "membership.went_valid": data.renewal_period_start,
        "membership.went_invalid": data.expires_at,
        "course_lesson_interaction.completed": data.created_at,
        "chat.message.created": data.message?.created_at,
      }[name];
      if (said === undefined) continue;
      const at = typeof said === "number" ? said * 1000 : Date.parse(said);
      expect(Math.abs(at - delivery.occurredAt), `${name} ${delivery.id}`).toBeLessThan(1000);
    }
  });

  test("of a subscription's payment names its membership, plan, product and user", () => {
    for (const { data } of named("payment.succeeded")) {
      expect(data.membership?.id ?? data.membership_id).toMatch(/^mem_/);
      expect(data.plan?.id ?? data.plan_id).toMatch(/^plan_/);
      expect(data.product?.id ?? data.product_id).toMatch(/^prod_/);
      expect(data.user?.id ?? data.user_id).toMatch(/^user_/);
    }
  });
});

describe("money adds up", () => {
  test("a v1 total is subtotal and tax, and what is left after fees is less than the subtotal", () => {
    const payments = named("payment.succeeded").filter(({ data }) => data.total !== undefined);
    expect(payments.some(({ data }) => data.tax_amount > 0)).toBe(true);
    for (const { data } of payments) {
      expect(cents(data.total)).toBe(cents(data.subtotal) + cents(data.tax_amount));
      expect(data.amount_after_fees).toBeLessThan(data.subtotal);
      expect(data.amount_after_fees).toBeGreaterThan(0);
    }
  });

  test("a v5 final amount has no tax in it", () => {
    for (const { data } of named("payment.succeeded").filter((event) => event.data.final_amount)) {
      expect(data.final_amount).toBe(data.subtotal);
    }
  });

  test("a payment is paid once, and its refunds never exceed it", () => {
    const totals = new Map(
      named("payment.succeeded").map(({ data }) => [data.id, data.total ?? data.final_amount]),
    );
    expect(totals.size).toBe(named("payment.succeeded").length);
    const refunds = new Map(named("refund.created").map(({ data }) => [data.id, data]));
    const given = new Map<string, number>();
    for (const refund of refunds.values()) {
      const payment = refund.payment_id ?? refund.payment.id;
      given.set(payment, (given.get(payment) ?? 0) + refund.amount);
    }
    for (const [payment, amount] of given) expect(amount).toBeLessThanOrEqual(totals.get(payment));
  });
});

describe("the year has everything that a creator's year has", () => {
  test("about 300 members at its end, having grown all along", () => {
    expect(today.members.length).toBeGreaterThan(240);
    expect(today.members.length).toBeLessThan(380);
    const quarter = (n: number) =>
      named("payment.succeeded").filter(
        ({ delivery }) => Math.floor((delivery.occurredAt - (ANCHOR - YEAR_MS)) / (YEAR_MS / 4)) === n,
      ).length;
    expect(quarter(1)).toBeGreaterThan(quarter(0));
    expect(quarter(2)).toBeGreaterThan(quarter(1));
    expect(quarter(3)).toBeGreaterThan(quarter(2));
    expect(deliveries.length).toBeGreaterThan(7_500);
    expect(deliveries.length).toBeLessThan(12_500);
  });

  test("a company, a product and three plans, one of them yearly, before anything else", () => {
    const first = told.slice(0, 5).map(({ name }) => name);
    expect(first).toEqual([
      "account.updated",
      "product.created",
      "plan.created",
      "plan.created",
      "plan.created",
    ]);
    expect(named("plan.created").map(({ data }) => [data.renewal_price, data.billing_period])).toEqual([
      [49, 30],
      [99, 30],
      [490, 365],
    ]);
  });

  test("trials, of which about 60 % become customers", () => {
    const trials = named("membership.activated").filter(
      ({ data, delivery }) => data.status === "trialing" && delivery.occurredAt < ANCHOR - 8 * DAY_MS,
    );
    const paid = new Set(named("payment.succeeded").map(({ data }) => data.membership?.id));
    const share = trials.filter(({ data }) => paid.has(data.id)).length / trials.length;
    expect(trials.length).toBeGreaterThan(40);
    expect(share).toBeGreaterThan(0.45);
    expect(share).toBeLessThan(0.8);
  });

  test("moves to the bigger plan, paid at its price", () => {
    const moves = named("payment.succeeded").filter(
      ({ data }) => data.billing_reason === "subscription_update",
    );
    expect(moves.length).toBeGreaterThan(5);
    for (const { data } of moves) expect(data.subtotal).toBe(99);
  });

  test("failed payments, mostly recovered, some lost", () => {
    const failed = new Set(named("payment.failed").map(({ data }) => data.id));
    const paid = new Set(named("payment.succeeded").map(({ data }) => data.id));
    const recovered = [...failed].filter((id) => paid.has(id)).length;
    expect(failed.size).toBeGreaterThan(30);
    expect(recovered / failed.size).toBeGreaterThan(0.6);
    expect(recovered).toBeLessThan(failed.size);
    expect(named("membership.deactivated").some(({ data }) => data.status === "expired")).toBe(true);
    expect(named("membership.updated").some(({ data }) => data.status === "past_due")).toBe(true);
  });

  test("refunds: whole and partial, at once and pending first", () => {
    const refunds = named("refund.created");
    const whole = refunds.filter(
      ({ data }) => data.amount === (data.payment.total ?? data.payment.final_amount),
    );
    expect(whole.length).toBeGreaterThan(5);
    expect(whole.length).toBeLessThan(refunds.length);
    expect(new Set(refunds.map(({ data }) => data.status))).toEqual(new Set(["pending", "succeeded"]));
    expect(named("refund.updated").some(({ data }) => data.status === "succeeded")).toBe(true);
  });

  test("disputes, lost and won", () => {
    expect(named("dispute.created").length).toBeGreaterThan(2);
    const ends = new Set(named("dispute.updated").map(({ data }) => data.status));
    expect(ends).toEqual(new Set(["under_review", "lost", "won"]));
  });

  test("cancellations, changes of mind, departures and returns", () => {
    const flags = named("membership.cancel_at_period_end_changed").map(
      ({ data }) => data.cancel_at_period_end,
    );
    expect(flags.filter(Boolean).length).toBeGreaterThan(40);
    expect(flags.includes(false)).toBe(true);
    expect(named("membership.deactivated").length).toBeGreaterThan(40);
    const activations = named("membership.activated").map(({ data }) => data.user.id);
    expect(new Set(activations).size).toBeLessThan(activations.length);
  });

  test("lessons, messages, claims and a waiting list", () => {
    for (const name of [
      "course_lesson_interaction.completed",
      "chat.message.created",
      "chat.reaction.created",
      "membership.experience_claimed",
      "entry.created",
      "entry.approved",
    ]) {
      expect(named(name).length, name).toBeGreaterThan(10);
    }
  });

  test("an older webhook's members, told in v5 from the first to the last", () => {
    const dialects = new Map<string, Set<string>>();
    for (const { delivery, name, data } of told) {
      const id = name.startsWith("membership.") ? data.id : (data.membership?.id ?? data.membership_id);
      if (id) dialects.set(id, (dialects.get(id) ?? new Set()).add(delivery.dialect));
    }
    expect([...dialects.values()].every((set) => set.size === 1)).toBe(true);
    expect(named("membership.went_valid").length).toBeGreaterThan(20);
    expect(named("membership.went_invalid").length).toBeGreaterThan(3);
  });

  test("whatever day it is told on", () => {
    for (const day of ["2026-12-30", "2027-03-01", "2027-06-15", "2028-02-29"]) {
      const year = aYear({ anchor: Date.parse(`${day}T09:00:00.000Z`) });
      expect(year.world.members.length, day).toBeGreaterThan(230);
      expect(year.world.members.length, day).toBeLessThan(380);
      const names = new Set(year.deliveries.map((delivery) => eventOf(delivery).name));
      expect([...new Set(told.map(({ name }) => name))].filter((name) => !names.has(name))).toEqual([]);
    }
  });
});

describe("live traffic", () => {
  const world = structuredClone(today);
  setPace(world, "live");
  const hour = advance(world, ANCHOR + 3_600_000);

  test("has something at least once a second, and money about every half minute", () => {
    for (const [index, delivery] of hour.entries()) {
      const before = hour[index - 1]?.occurredAt ?? ANCHOR;
      expect(delivery.occurredAt - before).toBeLessThanOrEqual(1_000);
    }
    const paid = hour.filter((delivery) => eventOf(delivery).name === "payment.succeeded").length;
    expect(3_600 / paid).toBeGreaterThan(20);
    expect(3_600 / paid).toBeLessThan(40);
  });

  test("keeps the number of members where it was, and the state small, for hours", () => {
    const later = structuredClone(world);
    advance(later, ANCHOR + 6 * 3_600_000);
    expect(later.members.length / today.members.length).toBeGreaterThan(0.8);
    expect(later.members.length / today.members.length).toBeLessThan(1.3);
    expect(JSON.stringify(later).length).toBeLessThan(1_000_000);
  });

  test("goes on at life's own pace over a break", () => {
    const later = structuredClone(world);
    setPace(later, "steady");
    const week = advance(later, later.now + 7 * DAY_MS);
    expect(week.length).toBeGreaterThan(100);
    expect(week.length).toBeLessThan(1_500);
  });
});

// biome-ignore lint/suspicious/noExplicitAny: payloads of every kind are looked into here, as a reader of JSON would.
type Loose = any;

function eventOf(delivery: Delivery): { name: string; body: Loose; data: Loose } {
  const body = JSON.parse(delivery.body) as Loose;
  return { name: body.type ?? body.action, body, data: body.data };
}

function named(name: string) {
  return told.filter((event) => event.name === name);
}

function cents(major: number): number {
  return Math.round(major * 100);
}
