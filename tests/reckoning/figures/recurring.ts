import type { Amount } from "../amount";
import type { Books } from "../index";
import type { Movement } from "../people";
import { daysLater, type Instant } from "../time";
import { endOf, type Figure, major, quotient, type Range, sum, within } from "./range";

/** MRR, what moved it, and the quotients made of that. */
export function recurringOf(books: Books, range: Range): Record<string, Figure> {
  const { from, to, now, currency } = range;
  const movements = books.movements.filter((movement) => movement.currency === currency);
  const moved = movements.filter(within(range));
  const of = (kind: Movement["kind"]) => moved.filter((movement) => movement.kind === kind);
  const amount = (kind: Movement["kind"]) => {
    const total = sum(of(kind).map((movement) => movement.amount));
    return total < 0n ? -total : total;
  };
  const [start, end] = [standing(movements, from), standing(movements, to)];
  const grown = amount("expansion") + amount("reactivation");
  const lost = amount("contraction") + amount("churn");
  const arpu = end.customers === 0 ? null : major(end.mrr) / end.customers;
  const churn = churnRate(movements, { from: daysLater(endOf(range), -30, books.zone), to });
  return {
    mrr: major(end.mrr),
    arr: major(12n * end.mrr),
    net_new_mrr: major(end.mrr - start.mrr),
    new_mrr: major(amount("new")),
    reactivation_mrr: major(amount("reactivation")),
    expansion_mrr: major(amount("expansion")),
    contraction_mrr: major(amount("contraction")),
    churned_mrr: major(amount("churn")),
    paying_customers: end.customers,
    new_customers: of("new").length,
    reactivated_customers: of("reactivation").length,
    churned_customers: of("churn").length,
    arpu,
    customer_churn_rate: churnRate(movements, range),
    gross_mrr_churn_rate: quotient(lost, start.mrr),
    gross_revenue_retention: quotient(start.mrr - lost, start.mrr),
    net_revenue_retention: quotient(start.mrr + grown - lost, start.mrr),
    lifetime_value: arpu === null || !churn ? null : arpu / churn,
    quick_ratio: quotient(amount("new") + grown, lost),
    // What was at risk in the past nobody asks: it is as of now.
    mrr_at_risk: to >= now ? major(atRisk(books, currency)) : null,
  };
}

/** MRR and customers with MRR before that instant. */
function standing(movements: readonly Movement[], at: Instant): { mrr: Amount; customers: number } {
  const paying = new Map<string, Amount>();
  for (const { customer, amount } of movements.filter((movement) => movement.at < at)) {
    paying.set(customer, (paying.get(customer) ?? 0n) + amount);
  }
  const levels = [...paying.values()];
  return { mrr: sum(levels), customers: levels.filter((mrr) => mrr > 0n).length };
}

function churnRate(movements: readonly Movement[], range: Pick<Range, "from" | "to">): Figure {
  const churned = movements.filter(({ kind }) => kind === "churn").filter(within(range));
  return quotient(churned.length, standing(movements, range.from).customers);
}

/** The MRR of subscriptions that will end with their period. */
function atRisk({ memberships }: Books, currency: string): Amount {
  const now = memberships.map(({ stands }) => stands.at(-1));
  return sum(
    now.map((stand) => (stand?.currency === currency && stand.willEnd && stand.hasAccess ? stand.mrr : 0n)),
  );
}
