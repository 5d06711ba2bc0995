/**
 * What a payload tells, before it takes a dialect's shape.
 * Instants are Unix milliseconds; money is whole cents (hundredths of `currency`), so that sums stay exact.
 */
export interface Company {
  id: string;
  title: string;
  route: string;
}

export interface Product {
  id: string;
  title: string;
  route: string;
  createdAt: number;
}

export interface Plan {
  id: string;
  title: string;
  kind: "renewal" | "one_time";
  price: number;
  currency: string;
  billingDays: number | null;
  trialDays: number | null;
  createdAt: number;
}

export interface Person {
  userId: string;
  memberId: string;
  name: string;
  username: string;
  email: string;
  country: string;
  cardBrand: string;
  cardLast4: string;
}

export type MembershipStatus =
  | "trialing"
  | "active"
  | "past_due"
  | "canceling"
  | "unresolved"
  | "completed"
  | "canceled"
  | "expired";

export interface Membership {
  id: string;
  status: MembershipStatus;
  createdAt: number;
  updatedAt: number;
  periodStart: number;
  periodEnd: number;
  cancelAtPeriodEnd: boolean;
  canceledAt: number | null;
  cancelOption: string | null;
  licenseKey: string;
}

export type BillingReason =
  | "subscription_create"
  | "subscription_cycle"
  | "subscription_update"
  | "one_time"
  | "manual";

export interface Payment {
  id: string;
  status: "draft" | "open" | "paid" | "pending" | "uncollectible" | "void" | "authorized";
  substatus: string;
  billingReason: BillingReason;
  currency: string;
  subtotal: number;
  tax: number;
  fee: number;
  createdAt: number;
  updatedAt: number;
  paidAt: number | null;
  lastAttemptAt: number | null;
  nextAttemptAt: number | null;
  failures: number;
  failureMessage: string | null;
  refunds: Refund[];
  disputes: Dispute[];
}

export interface Refund {
  id: string;
  status: "pending" | "requires_action" | "succeeded" | "failed" | "canceled";
  amount: number;
  createdAt: number;
}

export interface Dispute {
  id: string;
  status: "needs_response" | "under_review" | "won" | "lost" | "closed" | "warning_closed";
  amount: number;
  reason: string;
  createdAt: number;
  updatedAt: number;
}

/** Everything a payment or membership payload mentions besides itself. */
export interface Context {
  company: Company;
  product: Product;
  plan: Plan;
  person: Person;
  membership: Membership;
}
