import fc from "fast-check";
import { ASIDE_NAMES } from "./asides";
import type { Aside, Deed, History, MembershipStory, PlanStory, Step, Telling, Visit } from "./history";
import { VISIT_NAMES } from "./visiting";

/** What the parts of a history are chosen from. */
export interface Choices {
  telling: fc.Arbitrary<Telling>;
  leastTellings: number;
  after: fc.Arbitrary<number>;
  price: fc.Arbitrary<number>;
  planIsTold: fc.Arbitrary<boolean>;
  endings: fc.Arbitrary<"canceled" | "expired" | "past_due" | "completed">;
  refundEnds: fc.Arbitrary<"succeeded" | "pending" | "failed" | "canceled" | "requires_action">;
  percentRefunded: fc.Arbitrary<number>;
  inquiry: fc.Arbitrary<boolean>;
  anotherCurrency: fc.Arbitrary<boolean>;
  changesOfPlans: number;
}

/** Histories made from these choices, for fast-check to draw, and to make smaller where one fails. */
export function historyOf(choices: Choices): fc.Arbitrary<History> {
  const { telling, leastTellings } = choices;
  // Mostly one delivery of each thing: where that one is poor or missing, no other makes up for it.
  const told = fc.oneof(
    { weight: 4, arbitrary: fc.array(telling, { minLength: 1, maxLength: 1 }) },
    { weight: 3, arbitrary: fc.array(telling, { minLength: leastTellings, maxLength: 3, size: "max" }) },
  );
  return fc.record({
    // Half hours, quarters, days of 23 and 25 hours, and (the Azores) days that have two midnights.
    zone: fc.constantFrom(null, "America/New_York", "Asia/Calcutta", "Pacific/Chatham", "Atlantic/Azores"),
    plans: fc.array(planOf(choices, told), { minLength: 1, maxLength: 3, size: "max" }),
    memberships: fc.array(membershipOf(choices, told), { minLength: 1, maxLength: 3, size: "max" }),
    asides: fc.array(asideOf(told), { maxLength: 4, size: "max" }),
    visits: fc.array(visitOf(told), { maxLength: 5, size: "max" }),
  });
}

const kind = fc.constantFrom("month", "month", "year", "week", "quarter", "one_time");

function planOf(choices: Choices, told: fc.Arbitrary<Telling[]>): fc.Arbitrary<PlanStory> {
  const day = fc.integer({ min: 1, max: 120 });
  return fc.record({
    kind,
    price: choices.price,
    currency: fc.constantFrom("usd", "usd", "eur", "jpy"),
    told: choices.planIsTold.chain((isTold) => (isTold ? told : fc.constant([]))),
    changes: fc.array(
      fc.oneof(
        fc.record({ day, price: choices.price, told }),
        fc.record({ day, kind: fc.constantFrom("month", "year", "week"), told }),
      ),
      { maxLength: choices.changesOfPlans },
    ),
  });
}

function membershipOf(choices: Choices, told: fc.Arbitrary<Telling[]>): fc.Arbitrary<MembershipStory> {
  return fc.record({
    user: fc.nat(2),
    plan: fc.nat(2),
    day: fc.integer({ min: 0, max: 60 }),
    onTrial: fc.constantFrom(false, false, true),
    told,
    life: fc.array(stepOf(choices, told), { maxLength: 10, size: "max" }),
  });
}

function stepOf(choices: Choices, told: fc.Arbitrary<Telling[]>): fc.Arbitrary<Step> {
  const how = fc.record({ after: choices.after, told, toldLater: told });
  return fc.tuple(how, deedOf(choices)).map(([when, deed]) => ({ ...when, ...deed }));
}

function deedOf(choices: Choices): fc.Arbitrary<Deed> {
  const payment = fc.nat(5);
  const form = fc.constantFrom("object", "payment", "both");
  return fc.oneof(
    {
      weight: 10,
      arbitrary: fc.record({
        does: fc.constant("pay"),
        failures: fc.constantFrom(0, 0, 0, 1, 2),
        succeeds: fc.constantFrom(true, true, true, true, false),
        announced: fc.boolean(),
        percentOff: fc.constantFrom(0, 0, 0, 50, 100),
        taxed: fc.boolean(),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        does: fc.constant("refund"),
        payment,
        percent: choices.percentRefunded,
        ends: choices.refundEnds,
        pendingFirst: fc.boolean(),
        form,
        inAnotherCurrency: choices.anotherCurrency,
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        does: fc.constant("dispute"),
        payment,
        outcome: fc.constantFrom("lost", "won", "warning_closed", "closed", "needs_response"),
        inquiry: choices.inquiry,
        lasts: fc.constantFrom(10, 0, 45),
        form,
      }),
    },
    { weight: 4, arbitrary: fc.record({ does: fc.constant("end"), status: choices.endings }) },
    { weight: 3, arbitrary: fc.record({ does: fc.constant("return"), inTheSamePeriod: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ does: fc.constant("change"), plan: fc.nat(2) }) },
    { weight: 1, arbitrary: fc.record({ does: fc.constant("alert"), payment }) },
    {
      weight: 5,
      arbitrary: fc.record({
        does: fc.constantFrom("cancel", "uncancel", "owe", "default", "repeat", "renew", "remind", "claim"),
      }),
    },
  ) as fc.Arbitrary<Deed>;
}

function asideOf(told: fc.Arbitrary<Telling[]>): fc.Arbitrary<Aside> {
  return fc.record({
    day: fc.integer({ min: 0, max: 120 }),
    name: fc.constantFrom(...ASIDE_NAMES),
    membership: fc.nat(2),
    told,
  });
}

/** Midnight is at 04:00Z in New York, 12:00Z in Auckland, 18:30Z in Calcutta; a history begins at 09:30Z. */
const MINUTES = [0, 149, 150, 539, 540, 869, 870, 1109, 1110];

function visitOf(told: fc.Arbitrary<Telling[]>): fc.Arbitrary<Visit> {
  return fc.record({
    minute: fc
      .tuple(fc.constantFrom(1, 2, 3, 8, 9, 31, 33, 64), fc.constantFrom(...MINUTES))
      .map(([day, minute]) => day * 1440 + minute),
    user: fc.nat(3),
    name: fc.constantFrom(...VISIT_NAMES),
    told,
  });
}
