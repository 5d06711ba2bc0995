import type { Delivery } from "../../app/whop/world";

/** What a set of deliveries comes to, by the definitions of the figures and by nothing else. Money: decimal strings. */
export interface Reckoning {
  grossByCurrency: Record<string, string>;
  taxByCurrency: Record<string, string>;
  feesByCurrency: Record<string, string>;
  refundsByCurrency: Record<string, string>;
  disputesByCurrency: Record<string, string>;
  reversalsByCurrency: Record<string, string>;
  netByCurrency: Record<string, string>;
  /** Each subscription's amount by month, not rounded, summed; the sum to cents. */
  mrrByCurrency: Record<string, string>;
  payingCustomers: number;
  students: number;
  memberships: Record<string, number>;
}

/**
 * Reckons up deliveries in plain TypeScript, without the database and without the code that made them.
 * They must be in the order in which things happened.
 */
export function reckon(deliveries: readonly Pick<Delivery, "body">[]): Reckoning {
  const books: Books = { plans: {}, payments: {}, refunds: {}, disputes: {}, memberships: {} };
  for (const { body } of deliveries) read(books, JSON.parse(body) as Told);
  return { ...money(books), ...people(books) };
}

type Told = { type?: string; action?: string; data: Data };
// biome-ignore lint/suspicious/noExplicitAny: payloads of every kind are looked into here, as a reader of JSON would.
type Data = any;

interface Books {
  plans: Record<string, { price: number; days: number; currency: string }>;
  payments: Record<string, { currency: string; total: number; tax: number; fee: number }>;
  refunds: Record<string, { payment: string; amount: number; status: string }>;
  disputes: Record<string, { currency: string; amount: number; status: string }>;
  memberships: Record<string, Stand>;
}

interface Stand {
  user: string;
  plan: string;
  status: string;
  paid: { amount: number; currency: string; plan: string } | null;
}

function read(books: Books, told: Told): void {
  const { data } = told;
  const name = told.type ?? told.action ?? "";
  if (name === "plan.created") {
    const { renewal_price, billing_period, currency } = data;
    books.plans[data.id] = { price: cents(renewal_price), days: billing_period, currency };
  } else if (name === "payment.succeeded") readPayment(books, data);
  else if (name.startsWith("refund.")) {
    books.refunds[data.id] = {
      payment: data.payment_id ?? data.payment.id,
      amount: cents(data.amount),
      status: data.status,
    };
  } else if (name.startsWith("dispute.")) {
    books.disputes[data.id] = { currency: data.currency, amount: cents(data.amount), status: data.status };
  } else if (name.startsWith("membership.") && name !== "membership.experience_claimed") {
    const stand = standOf(books, data.id, data.user?.id ?? data.user_id);
    stand.plan = data.plan?.id ?? data.plan_id;
    stand.status = data.status;
  }
}

function readPayment(books: Books, data: Data): void {
  const total = cents(data.total ?? data.final_amount);
  const tax = cents(data.tax_amount ?? 0);
  const fee = data.amount_after_fees === undefined ? 0 : total - tax - cents(data.amount_after_fees);
  books.payments[data.id] = { currency: data.currency, total, tax, fee };
  const plan = data.plan?.id ?? data.plan_id;
  const stand = standOf(books, data.membership?.id ?? data.membership_id, data.user?.id ?? data.user_id);
  stand.plan = plan;
  stand.paid = { amount: cents(data.subtotal), currency: data.currency, plan };
  // A payment that went through ends a trial or a debt; it does not revive what has ended.
  if (["", "trialing", "past_due", "unresolved"].includes(stand.status)) stand.status = "active";
}

function standOf(books: Books, id: string, user: string): Stand {
  books.memberships[id] ??= { user, plan: "", status: "", paid: null };
  return books.memberships[id];
}

function money(books: Books) {
  const gross: Sums = {};
  const tax: Sums = {};
  const fees: Sums = {};
  const refunds: Sums = {};
  const disputes: Sums = {};
  const reversals: Sums = {};
  const left = new Map(Object.entries(books.payments).map(([id, payment]) => [id, payment.total]));
  for (const payment of Object.values(books.payments)) {
    add(gross, payment.currency, payment.total);
    add(tax, payment.currency, payment.tax);
    add(fees, payment.currency, payment.fee);
  }
  for (const refund of Object.values(books.refunds)) {
    const payment = books.payments[refund.payment];
    if (refund.status !== "succeeded" || !payment) continue;
    const amount = Math.min(refund.amount, left.get(refund.payment) ?? 0);
    left.set(refund.payment, (left.get(refund.payment) ?? 0) - amount);
    add(refunds, payment.currency, amount);
  }
  for (const dispute of Object.values(books.disputes)) {
    add(disputes, dispute.currency, dispute.amount);
    if (["won", "warning_closed"].includes(dispute.status)) add(reversals, dispute.currency, dispute.amount);
  }
  const net: Sums = {};
  for (const [sums, sign] of [
    [gross, 1],
    [tax, -1],
    [fees, -1],
    [refunds, -1],
    [disputes, -1],
    [reversals, 1],
  ] as const) {
    for (const [currency, amount] of Object.entries(sums)) add(net, currency, sign * amount);
  }
  return {
    grossByCurrency: decimals(gross),
    taxByCurrency: decimals(tax),
    feesByCurrency: decimals(fees),
    refundsByCurrency: decimals(refunds),
    disputesByCurrency: decimals(disputes),
    reversalsByCurrency: decimals(reversals),
    netByCurrency: decimals(net),
  };
}

function people(books: Books) {
  const mrr: Sums = {};
  const paying = new Set<string>();
  const students = new Set<string>();
  const memberships: Record<string, number> = {};
  for (const stand of Object.values(books.memberships)) {
    memberships[stand.status] = (memberships[stand.status] ?? 0) + 1;
    if (["trialing", "active", "past_due", "canceling", "completed"].includes(stand.status)) {
      students.add(stand.user);
    }
    if (!["active", "past_due", "canceling", "unresolved"].includes(stand.status)) continue;
    const plan = books.plans[stand.plan];
    const paidForIt = stand.paid?.plan === stand.plan ? stand.paid : null;
    const amount = paidForIt?.amount ?? plan?.price ?? 0;
    if (!plan || amount === 0) continue;
    paying.add(stand.user);
    add(mrr, paidForIt?.currency ?? plan.currency, amount / (plan.days >= 365 ? 12 : 1));
  }
  return {
    mrrByCurrency: decimals(mrr),
    payingCustomers: paying.size,
    students: students.size,
    memberships,
  };
}

type Sums = Record<string, number>;

function add(sums: Sums, currency: string, amount: number): void {
  sums[currency] = (sums[currency] ?? 0) + amount;
}

function decimals(sums: Sums): Record<string, string> {
  return Object.fromEntries(
    Object.entries(sums).map(([currency, amount]) => [currency, (Math.round(amount) / 100).toFixed(2)]),
  );
}

function cents(major: number): number {
  return Math.round(major * 100);
}
