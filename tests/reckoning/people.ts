import type { Amount } from "./amount";
import type { Membership } from "./memberships";
import type { Instant } from "./time";

/** A change of a customer's MRR in one currency, and what it is to the customer. */
export interface Movement {
  customer: string;
  currency: string;
  at: Instant;
  kind: "new" | "reactivation" | "expansion" | "contraction" | "churn";
  /** signed */
  amount: Amount;
}

/** A customer became a student, or ceased to be one. */
export interface Access {
  customer: string;
  at: Instant;
  kind: "joined" | "left";
}

/** Every change of what each customer pays by month: the sum over their memberships, instant by instant. */
export function movementsOf(memberships: readonly Membership[]): Movement[] {
  const movements: Movement[] = [];
  for (const [customer, theirs] of byCustomer(memberships)) {
    const paid = new Map<string, { now: Amount; ever: boolean }>();
    for (const { at, before, after } of instantsOf(theirs)) {
      for (const currency of currenciesOf([...before, ...after])) {
        const was = paid.get(currency) ?? { now: 0n, ever: false };
        const now = after.reduce((sum, stand) => sum + (stand?.currency === currency ? stand.mrr : 0n), 0n);
        paid.set(currency, { now, ever: was.ever || now > 0n });
        if (now === was.now) continue;
        const up = was.now > 0n ? "expansion" : was.ever ? "reactivation" : "new";
        const kind = now > was.now ? up : now > 0n ? "contraction" : "churn";
        movements.push({ customer, currency, at, kind, amount: now - was.now });
      }
    }
  }
  return movements.sort((a, b) => a.at - b.at);
}

/** When each customer got access, having had none, and when their last access ended. */
export function accessOf(memberships: readonly Membership[]): Access[] {
  const access: Access[] = [];
  for (const [customer, theirs] of byCustomer(memberships)) {
    for (const { at, before, after } of instantsOf(theirs)) {
      const had = before.some((stand) => stand?.hasAccess);
      const has = after.some((stand) => stand?.hasAccess);
      if (had !== has) access.push({ customer, at, kind: has ? "joined" : "left" });
    }
  }
  return access.sort((a, b) => a.at - b.at);
}

function byCustomer(memberships: readonly Membership[]): Map<string, Membership[]> {
  const grouped = new Map<string, Membership[]>();
  for (const membership of memberships) {
    grouped.set(membership.customer, [...(grouped.get(membership.customer) ?? []), membership]);
  }
  return grouped;
}

type Stands = (Membership["stands"][number] | undefined)[];

/** Each instant at which any of these changed, with where all of them stood before it and after it. */
function instantsOf(memberships: readonly Membership[]): { at: Instant; before: Stands; after: Stands }[] {
  const instants = new Set(memberships.flatMap(({ stands }) => stands.map(({ at }) => at)));
  let before: Stands = memberships.map(() => undefined);
  return [...instants]
    .sort((a, b) => a - b)
    .map((at) => {
      const after = memberships.map(
        ({ stands }, index) => stands.find((stand) => stand.at === at) ?? before[index],
      );
      const step = { at, before, after };
      before = after;
      return step;
    });
}

function currenciesOf(stands: Stands): Set<string> {
  return new Set(stands.flatMap((stand) => (stand?.currency ? [stand.currency] : [])));
}
