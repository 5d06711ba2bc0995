import { type Amount, amountOf } from "./amount";
import { isActivity, type Name, nameOf } from "./names";
import { currencyIn, type Data, flagIn, idIn, textIn, timeIn, told } from "./payload";
import { type Instant, timeOf } from "./time";

const DAY = 86_400_000;

/** A delivery as it was sent: its key, when it was signed, and whose endpoint it came to. */
export interface Delivery {
  key: string;
  sentAt: Instant;
  /** when it was received; nothing in it can have happened later than a day after that */
  receivedAt?: Instant;
  defaultCompany?: string | null;
  payload: Data;
}

/** What one delivery tells, whatever its dialect. Of each object only what it says of it: the rest is undefined. */
export interface Reading {
  key: string;
  at: Instant;
  rank: number;
  happened: string;
  object: Name["object"];
  isTest: boolean;
  /** a user did something, as against something having happened to them */
  isActivity: boolean;
  /** whose it is, where the delivery or its endpoint says so */
  company: string | undefined;
  ids: Ids;
  payment?: PaymentTold;
  membership?: MembershipTold;
  refund?: RefundTold;
  dispute?: DisputeTold;
  plan: PlanTold;
}

export type Ids = Partial<
  Record<"user" | "membership" | "payment" | "refund" | "dispute" | "plan" | "product", string>
>;

export interface PaymentTold {
  user?: string;
  currency?: string;
  total?: Amount;
  tax?: Amount;
  afterFees?: Amount;
  chargedIn?: string;
  charged?: Amount;
  refunded?: Amount;
  refundedAt?: Instant;
  paidAt?: Instant;
}

export interface MembershipTold {
  user?: string;
  plan?: string;
  status?: string;
  /** told beside something else, by a delivery that does not say when it became that */
  statusInPassing?: string;
  paid?: boolean;
  willEnd?: boolean;
  intervalDays?: number;
  recurring?: Amount;
  recurringCurrency?: string;
  recurringPlan?: string;
}

export interface RefundTold {
  payment?: string;
  status?: string;
  amount?: Amount;
  currency?: string;
  at: Instant;
}

export interface DisputeTold {
  payment?: string;
  status?: string;
  statusAt: Instant;
  inquiry?: boolean;
  amount?: Amount;
  currency?: string;
  openedAt?: Instant;
}

export interface PlanTold {
  type?: string;
  days?: string;
  price?: Amount;
  currency?: string;
}

/** What is known before the objects are looked at. */
interface Letter {
  name: Name;
  sentAs: string;
  data: Data;
  latest: Instant;
  at: Instant;
  payment: Data;
  ids: Ids;
}

/** Reads a delivery: what happened, when, to what, and what it says of each thing that it names. */
export function read(delivery: Delivery): Reading {
  const payload = delivery.payload ?? {};
  const sentAs = String(told(payload, "type", "action", "event") ?? "unreadable");
  const name = nameOf(sentAs);
  const data = [payload.data, payload.body].find(isObject) ?? {};
  const receivedAt = delivery.receivedAt ?? Number.POSITIVE_INFINITY;
  const latest = receivedAt + DAY;
  const sentAt = timeIn(payload, latest, "timestamp", "created_at") ?? delivery.sentAt;
  const company = companyIn(payload);
  const payment = name.object === "payment" ? data : told(data, "payment");
  const ids = idsIn(name, sentAs, data, payment);
  const at = happenedAt(name, sentAs, data, latest, sentAt) ?? sentAt;
  const letter: Letter = { name, sentAs, data, latest, at, payment, ids };
  return {
    key: delivery.key,
    at,
    rank: rankOf(name, data),
    happened: name.happened,
    object: name.object,
    isTest: isTest(payload, company),
    isActivity: isActivity(sentAs),
    company: company ?? delivery.defaultCompany ?? undefined,
    ids,
    ...(ids.payment ? { payment: paymentIn(letter) } : {}),
    ...(ids.membership ? { membership: membershipIn(letter) } : {}),
    ...(ids.refund ? { refund: refundIn(letter) } : {}),
    ...(ids.dispute ? { dispute: disputeIn(letter) } : {}),
    plan: planIn(planObject(name, data)),
  };
}

function isObject(value: Data): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function companyIn(payload: Data): string | undefined {
  const paths = ["company_id", "account_id", "company"];
  const inData = ["company.id", "company_id", "account_id", "account.id", "page_id", "payment.company_id"];
  const all = [
    ...paths,
    ...[...inData, "payment.company.id", "ledger_account.company_id"].map((path) => `data.${path}`),
  ];
  return all.map((path) => idIn(payload, path)).find((id) => id !== undefined);
}

function isTest(payload: Data, company: string | undefined): boolean {
  const withoutId = payload.type !== undefined && payload.api_version === "v1" && !payload.id;
  return payload.data === null || /^biz_x{6,}$/i.test(company ?? "") || withoutId;
}

function idsIn(name: Name, sentAs: string, data: Data, payment: Data): Ids {
  const plan = planObject(name, data);
  const of = (object: Name["object"]) => name.object === object;
  // What is told as user.… may be told of the user itself.
  const isTheUser =
    sentAs.startsWith("user.") && String(data.id).startsWith("user_") && (data.user ?? null) === null;
  const ids: Ids = {
    user:
      of("user") || isTheUser
        ? idIn(data, "id")
        : idIn(
            data,
            "user.id",
            "member.user.id",
            "message.user.id",
            "payment.user.id",
            "buyer.id",
            "user_id",
            "payment.user_id",
          ),
    membership: of("membership")
      ? idIn(data, "id")
      : idIn(
          { data, payment },
          "data.membership_id",
          "data.membership.id",
          "data.membership",
          "payment.membership_id",
          "payment.membership.id",
          "payment.membership",
        ),
    payment: idIn({ data, payment }, "payment.id", "data.payment_id"),
    refund: of("refund") ? idIn(data, "id") : undefined,
    dispute:
      of("dispute") || name.happened === "disputed" || name.happened === "dispute resolved"
        ? idIn(data, "id")
        : undefined,
    plan: idIn({ data, plan, payment }, "plan.id", "data.plan_id", "payment.plan_id"),
    product: of("product")
      ? idIn(data, "id")
      : idIn(
          { data, payment },
          "data.product.id",
          "data.access_pass.id",
          "data.payment.product.id",
          "data.product_id",
          "payment.product_id",
        ),
  };
  return Object.fromEntries(Object.entries(ids).filter(([, id]) => id !== undefined));
}

function planObject(name: Name, data: Data): Data {
  return name.object === "plan" ? data : told(data, "plan", "current_plan", "payment.plan");
}

/** All that is told of a refund happened when it was made: what is final outranks what was still pending. */
function rankOf(name: Name, data: Data): number {
  if (name.object !== "refund") return name.rank;
  const status = told(data, "status");
  return status === "succeeded" ? 9 : status === "failed" || status === "canceled" ? 8 : 7;
}

/** The time that the object itself gives for what happened to it. */
function happenedAt(
  { object, happened }: Name,
  sentAs: string,
  data: Data,
  latest: Instant,
  sentAt: Instant,
): Instant | undefined {
  const first = (...paths: string[]) => timeIn(data, latest, ...paths);
  if (object === "refund") return first("created_at");
  if (object === "dispute" && happened === "opened") return first("created_at");
  switch (`${object} ${happened}`) {
    case "payment succeeded":
      return first("paid_at", "created_at");
    case "payment failed":
      return first("last_payment_attempt", "last_payment_attempt_at", "updated_at");
    case "payment refunded":
      return first("refunded_at", "updated_at");
    // v5 memberships say no more than where their period began, and when access ran out.
    case "membership began":
      return first("updated_at", "renewal_period_start", "created_at");
    case "membership ended":
      return first("updated_at") ?? timeOf(told(data, "expires_at"), sentAt);
  }
  if (/[._](created|completed|added|sent)$/.test(sentAs) || sentAs.startsWith("activity.")) {
    return first("created_at", "message.created_at", "updated_at");
  }
  return first("updated_at");
}

function paymentIn({ name, latest, at, payment, ids }: Letter): PaymentTold {
  const tax = amountOf(told(payment, "tax_amount"));
  const subtotal = amountOf(told(payment, "subtotal"));
  const afterFees = amountOf(told(payment, "amount_after_fees"));
  const total = amountOf(told(payment, "total")) ?? amountOf(told(payment, "final_amount"));
  const currency = moneyOf(payment);
  const chargedIn = currencyIn(payment, "settlement_currency");
  const isConverted = chargedIn !== undefined && currency !== undefined && chargedIn !== currency;
  const isRefunded = name.object === "payment" && name.happened === "refunded";
  return defined({
    user: ids.user,
    currency,
    total: total ?? (subtotal === undefined ? afterFees : subtotal + (tax ?? 0n)),
    tax,
    afterFees,
    chargedIn: isConverted ? chargedIn : undefined,
    charged: isConverted ? amountOf(told(payment, "settlement_amount")) : undefined,
    // Refunded, and not a word of how much: all of it.
    refunded: amountOf(told(payment, "refunded_amount")) ?? (isRefunded ? total : undefined),
    refundedAt: timeIn(payment, latest, "refunded_at") ?? (isRefunded ? at : undefined),
    paidAt: isSuccess(name) ? at : timeIn(payment, latest, "paid_at"),
  });
}

function moneyOf(payment: Data): string | undefined {
  return currencyIn(payment, "currency", "total.currency", "subtotal.currency", "amount_after_fees.currency");
}

function isSuccess({ object, happened }: Name): boolean {
  return object === "payment" && happened === "succeeded";
}

function membershipIn(letter: Letter): MembershipTold | undefined {
  const { name, payment, ids } = letter;
  if (name.object === "membership") return stateIn(letter);
  const reason = told(payment, "billing_reason") ?? "subscription";
  if (!isSuccess(name) || !String(reason).startsWith("subscription")) return undefined;
  const tax = amountOf(told(payment, "tax_amount")) ?? 0n;
  const total = amountOf(told(payment, "total")) ?? amountOf(told(payment, "final_amount"));
  const subtotal = amountOf(told(payment, "subtotal"));
  const price =
    subtotal ?? (total === undefined ? amountOf(told(payment, "amount_after_fees")) : total - tax);
  return defined({
    user: ids.user,
    plan: ids.plan,
    // A paid period ends a trial or a debt.
    paid: (subtotal ?? total ?? 0n) > 0n ? true : undefined,
    recurring: price,
    recurringCurrency: moneyOf(payment),
    recurringPlan: ids.plan,
  });
}

const WITH_ACCESS = ["trialing", "active", "past_due", "canceling", "completed"];

function stateIn({ name, data, latest, ids }: Letter): MembershipTold {
  const { happened } = name;
  const said = textIn(data, "status");
  // Access that ended has ended, whatever status comes with the news.
  const status =
    happened === "ended" && (said === undefined || WITH_ACCESS.includes(said))
      ? "expired"
      : happened === "began"
        ? (said ?? "active")
        : said;
  // A status that comes with other news counts only from a delivery that says when it was so: sent late it would revive what has ended.
  const saysWhen =
    ["began", "updated", "renewed", "ended"].includes(happened) ||
    said === "canceled" ||
    said === "expired" ||
    timeIn(data, latest, "updated_at") !== undefined;
  const flag = flagIn(data, "cancel_at_period_end");
  return defined({
    user: ids.user,
    plan: ids.plan,
    status: saysWhen ? status : undefined,
    statusInPassing: saysWhen ? undefined : status,
    paid: saysWhen && status !== undefined ? false : undefined,
    willEnd: flag ?? (happened === "cancelled" ? true : happened === "uncancelled" ? false : undefined),
    intervalDays: status === "trialing" ? undefined : daysOfPeriod(data),
  });
}

/** The billing interval, where one payload tells both ends of it. */
function daysOfPeriod(data: Data): number | undefined {
  const from = timeOf(told(data, "renewal_period_start"));
  const to = timeOf(told(data, "renewal_period_end", "current_period_end"));
  const days = from === undefined || to === undefined ? 0 : Math.round((to - from) / DAY);
  return days > 0 ? days : undefined;
}

function refundIn({ data, at, payment, ids }: Letter): RefundTold {
  return defined({
    payment: ids.payment,
    status: textIn(data, "status"),
    amount: amountOf(told(data, "amount")),
    currency: currencyIn(
      { data, payment },
      "data.currency",
      "data.amount.currency",
      "data.total.currency",
      "payment.currency",
    ),
    at,
  });
}

function disputeIn({ name, data, latest, at, payment, ids }: Letter): DisputeTold {
  const { object, happened } = name;
  const isOpening = happened === "disputed" || happened === "opened";
  return defined({
    payment: ids.payment,
    status:
      happened === "disputed"
        ? "needs_response"
        : happened === "dispute resolved"
          ? (textIn(data, "outcome") ?? "closed")
          : textIn(data, "status"),
    statusAt: at,
    inquiry: flagIn(data, "inquiry"),
    amount: ["amount", "total", "final_amount", "amount_after_fees"]
      .map((field) => amountOf(told(data, field)))
      .find((amount) => amount !== undefined),
    currency: currencyIn(
      { data, payment },
      "data.currency",
      "data.amount.currency",
      "data.total.currency",
      "payment.currency",
    ),
    openedAt: isOpening ? at : object === "dispute" ? timeIn(data, latest, "created_at") : undefined,
  });
}

function planIn(plan: Data): PlanTold {
  const days = told(plan, "billing_period");
  return defined({
    type: textIn(plan, "plan_type"),
    days: /^\d{1,5}$/.test(String(days)) ? String(days) : undefined,
    price: amountOf(told(plan, "renewal_price")),
    currency: currencyIn(plan, "currency", "base_currency"),
  });
}

/** Without what is not told: so that laid over what was known, it takes nothing away. */
function defined<T extends object>(facts: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as T;
}
