import { type Amount, written } from "./amount";
import type { Row } from "./days";
import type { Books } from "./index";
import { dayOf, type Instant } from "./time";

/**
 * Each cohort (the month of a customer's first MRR in a currency) at the end of its own month and of each month since, up to the one
 * that runs: rows of metrics.cohort_retention.
 */
export function cohortsOf({ movements, zone }: Books, now: Instant): Row[] {
  const monthOf = (at: Instant) => dayOf(at, zone).slice(0, 7);
  const cohorts = new Map<string, Map<string, typeof movements>>();
  for (const movement of movements) {
    const began = movements.find(
      ({ kind, customer, currency }) =>
        kind === "new" && customer === movement.customer && currency === movement.currency,
    );
    if (!began) throw new Error(`${movement.customer} has no first MRR.`);
    const key = `${movement.currency} ${monthOf(began.at)}`;
    const customers = cohorts.get(key) ?? new Map<string, typeof movements>();
    cohorts.set(key, customers);
    customers.set(movement.customer, [...(customers.get(movement.customer) ?? []), movement]);
  }
  return [...cohorts].flatMap(([key, customers]) => {
    const [currency = "", cohort = ""] = key.split(" ");
    const all = [...customers.values()];
    const first = all.flat().filter(({ kind }) => kind === "new");
    const last = [monthOf(now), ...all.flat().map(({ at }) => monthOf(at))].sort().at(-1) ?? cohort;
    return monthsFrom(cohort, last).map((month, after): Row => {
      const levels = all.map((theirs) => sum(theirs.filter(({ at }) => monthOf(at) <= month)));
      return {
        cohort_month: `${cohort}-01`,
        currency,
        months_after: String(after),
        customers: String(customers.size),
        first_mrr: written(sum(first)),
        retained_customers: String(levels.filter((level) => level > 0n).length),
        retained_mrr: written(levels.reduce((total, level) => total + level, 0n)),
      };
    });
  });
}

function sum(movements: Books["movements"]): Amount {
  return movements.reduce((total, { amount }) => total + amount, 0n);
}

/** Every month from one to another: 2026-01, 2026-02 … */
function monthsFrom(first: string, last: string): string[] {
  const months = [first];
  for (let month = first; month < last; months.push(month)) {
    const [year = 0, number = 0] = month.split("-").map(Number);
    month = new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 7);
  }
  return months;
}
