import { expect, test } from "vitest";
import { reckon } from "./reckoning";
import { aYear } from "./year";

const { world, deliveries } = aYear();
const reckoned = reckon(deliveries);

test("net is gross less tax, fees, refunds and disputes, and more what was won back", () => {
  const of = (sums: Record<string, string>) => Number(sums.usd);
  const { grossByCurrency, taxByCurrency, feesByCurrency, refundsByCurrency } = reckoned;
  const expected =
    of(grossByCurrency) -
    of(taxByCurrency) -
    of(feesByCurrency) -
    of(refundsByCurrency) -
    of(reckoned.disputesByCurrency) +
    of(reckoned.reversalsByCurrency);
  expect(of(reckoned.netByCurrency)).toBeCloseTo(expected, 2);
  for (const sums of [taxByCurrency, feesByCurrency, refundsByCurrency, reckoned.reversalsByCurrency]) {
    expect(of(sums)).toBeGreaterThan(0);
  }
});

test("what the deliveries say about people is what the world knows", () => {
  expect(reckoned.students).toBe(new Set(world.members.map((member) => member.person.userId)).size);
  const paying = world.members.filter((member) => member.membership.status !== "trialing");
  expect(reckoned.payingCustomers).toBe(new Set(paying.map((member) => member.person.userId)).size);
  const monthly = { monthly: 4900, pro: 9900, yearly: 49_000 / 12 };
  const mrr = paying.reduce((sum, member) => sum + monthly[member.plan], 0);
  expect(reckoned.mrrByCurrency).toEqual({ usd: (Math.round(mrr) / 100).toFixed(2) });
});

test("counts nothing twice when a delivery comes again at once", () => {
  expect(reckon(deliveries.flatMap((delivery) => [delivery, delivery]))).toEqual(reckoned);
});
