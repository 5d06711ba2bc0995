import { expect, test } from "vitest";
import { entryInWords, errorOf, formatDelay, replayInWords } from "../../app/components/delivery-words";
import { wordsOf } from "../../app/components/feed-words";
import { formatClockDifference, refusalInWords } from "../../app/components/refused-words";
import type { DeliveryEntry } from "../../app/models/delivery";

test.each([
  [null, "–"],
  [-3, "0 s"],
  [0.04, "0.0 s"],
  [1.25, "1.3 s"],
  [42.4, "42 s"],
  [119.6, "2 min"],
  [600, "10 min"],
  [7_200, "2 h"],
  [255_600, "71 h"],
])("a delay of %s s reads %s", (seconds, words) => {
  expect(formatDelay(seconds)).toBe(words);
});

const entry = (over: Partial<DeliveryEntry>): DeliveryEntry => ({
  ledger: "revenue",
  kind: "charge",
  occurred_at: "2026-01-10T12:00:00Z",
  posted_at: "2026-01-10T12:00:01Z",
  amount: "49.00",
  currency: "usd",
  counts: 1,
  customer_id: null,
  payment_id: "pay_1",
  membership_id: null,
  ...over,
});

test.each([
  [entry({}), "Charge +$49.00"],
  [entry({ kind: "fee", amount: "-2.50", counts: 0 }), "Fee −$2.50"],
  [entry({ amount: "-49.00", counts: -1 }), "Charge, taken back −$49.00"],
  [entry({ kind: "failure", amount: "0" }), "Failed payment "],
  [entry({ ledger: "mrr", kind: "new" }), "New MRR +$49.00 a month"],
  [entry({ ledger: "mrr", kind: "churn", amount: "-49.00" }), "Churned MRR −$49.00 a month"],
  [entry({ ledger: "access", kind: "joined", amount: null, currency: null }), "Became a student +1"],
  [
    entry({ ledger: "access", kind: "left", amount: null, currency: null, counts: -1 }),
    "Is no student any more −1",
  ],
  [
    entry({ ledger: "access", kind: "left", amount: null, currency: null, counts: 1 }),
    "Is no student any more, taken back +1",
  ],
])("an entry reads as a person would say it: %#", (one, words) => {
  const { says, amount } = entryInWords(one);
  expect(`${says} ${amount}`).toBe(words);
});

test("an error is explained by the most exact thing that is known of its SQLSTATE", () => {
  expect(errorOf("22P02").happened).toContain("not of the kind");
  expect(errorOf("22999").happened).toBe("A value in it is not what it should be.");
  expect(errorOf("XX000").happened).toBe("PostgreSQL could not take it in.");
});

test("a replay says what it did", () => {
  const done = { stateBefore: "failed", state: "projected", posted: 0, sqlstate: null, error: null } as const;
  expect(replayInWords({ ...done, posted: 1 }).says).toBe("It was read again, and 1 ledger entry followed.");
  expect(replayInWords({ ...done, posted: 1_204 }).says).toContain("1,204 ledger entries");
  expect(replayInWords(done).says).toContain("It is counted now.");
  expect(replayInWords({ ...done, stateBefore: "projected" }).says).toContain("nothing changed");
  expect(replayInWords({ ...done, state: "failed", sqlstate: "23514" })).toEqual({
    says: "It failed again. What it says breaks a rule that the figures rest on.",
    isWell: false,
  });
});

test("an event that is not known is called as it was sent, whatever that is", () => {
  for (const name of ["spaceship.landed", "toString", "constructor"])
    expect(wordsOf({ type: name, sourceType: name, status: null }).says).toBe(name);
});

test("a reason that is not known says where to look", () => {
  expect(refusalInWords("toString")).toEqual({ says: "toString", todo: "See the server's log." });
  expect(formatClockDifference(4_000)).toBe("67 min old");
  expect(formatClockDifference(-301)).toBe("5 min ahead");
});
