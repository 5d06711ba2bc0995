import fc from "fast-check";
import { DIALECTS, type History, QUIRKS } from "./history";
import { historyOf } from "./making";
import { DAY } from "./terms";
import { unambiguous } from "./unambiguous";

/** What a sender may not be allowed to see, or does not know: a whole object, in whichever form it is told. */
const OBJECTS = [
  ["user", "user_id"],
  ["membership", "membership_id"],
  ["plan", "plan_id", "product", "product_id", "access_pass"],
  ["payment", "payment_id"],
];

/** It takes what comes after it to the other side of midnight, where that is. */
const PART_OF_A_DAY = 7 * 3_600_000 + 15 * 60_000;

const FIELDS = [
  ...["currency", "amount", "total", "subtotal", "final_amount", "amount_after_fees", "tax_amount"],
  ...["paid_at", "created_at", "updated_at", "status", "billing_reason", "cancel_at_period_end"],
  ...[
    "renewal_period_start",
    "renewal_period_end",
    "current_period_end",
    "refunded_at",
    "last_payment_attempt",
  ],
];

/**
 * Histories of every kind: told in part, several times, in all dialects at once, late, with equal instants. There is a truth
 * behind them, but nobody could know all of it.
 */
export const anyHistory: fc.Arbitrary<History> = historyOf({
  telling: fc.record({
    dialect: fc.constantFrom(...DIALECTS),
    name: fc.constantFrom("whop", "underscored", "app", "underscored app", "own", "updated"),
    company: fc.constantFrom("told", "told", "told", "default", "untold"),
    late: fc.constantFrom(0, 0, 1, 90, 5_000),
    salt: fc.nat(999),
    without: fc.oneof(
      { weight: 4, arbitrary: fc.constant<string[]>([]) },
      { weight: 2, arbitrary: fc.constantFrom(...OBJECTS) },
      { weight: 1, arbitrary: fc.uniqueArray(fc.constantFrom(...FIELDS), { maxLength: 3 }) },
    ),
    quirk: fc.constantFrom("none", "none", "none", ...QUIRKS),
  }),
  leastTellings: 0,
  after: fc.constantFrom(DAY, 0, 1_000, 401, 30 * DAY, 3 * DAY, 365 * DAY, PART_OF_A_DAY),
  price: fc.constantFrom(4900, 2900, 990, 1999, 9900, 0, 49_000, 500_000_000),
  planIsTold: fc.boolean(),
  endings: fc.constantFrom("canceled", "expired", "past_due", "completed"),
  refundEnds: fc.constantFrom(
    "succeeded",
    "succeeded",
    "succeeded",
    "pending",
    "failed",
    "canceled",
    "requires_action",
  ),
  percentRefunded: fc.constantFrom(100, 50, 30, 150),
  inquiry: fc.constantFrom(false, false, true),
  anotherCurrency: fc.constantFrom(false, false, true),
  changesOfPlans: 2,
});

/** Histories told in full and in time, by hooks that know the company: what they come to is beyond doubt. */
export const plainHistory: fc.Arbitrary<History> = historyOf({
  telling: fc.record({
    dialect: fc.constantFrom(...DIALECTS),
    name: fc.constantFrom("whop", "underscored", "app", "underscored app", "own", "updated"),
    company: fc.constantFrom("told", "told", "default", "untold"),
    late: fc.constantFrom(0, 0, 1, 5_000),
    salt: fc.nat(999),
    without: fc.constant<string[]>([]),
    quirk: fc.constantFrom("none", "none", "none", ...QUIRKS),
  }),
  leastTellings: 1,
  after: fc.constantFrom(DAY, 3 * DAY, 10 * DAY, 30 * DAY, 45 * DAY, PART_OF_A_DAY),
  // Half of it and a quarter of that are whole dollars: v2 knows no cents.
  price: fc.constantFrom(4800, 1600, 9600, 48_000),
  planIsTold: fc.constant(true),
  endings: fc.constantFrom("canceled", "expired"),
  refundEnds: fc.constantFrom("succeeded", "pending", "failed"),
  percentRefunded: fc.constantFrom(100, 50, 25),
  inquiry: fc.constantFrom(false, false, true),
  anotherCurrency: fc.constant(false),
  changesOfPlans: 2,
}).map(unambiguous);
