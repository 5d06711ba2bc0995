import { v1Envelope } from "../../../app/whop/samples/envelope";
import type { Context, Payment } from "../../../app/whop/samples/facts";
import { membershipV1 } from "../../../app/whop/samples/membership";
import { paymentV1 } from "../../../app/whop/samples/payment";

/** What differs between bodies, and how it is marked in a template. */
export type Words = Partial<Record<keyof typeof MARKS, string | number>>;

const MARKS = {
  /** makes the delivery, and what it is about, a new one */
  unique: "#U#",
  company: "#C#",
  strip: "#S#",
  nth: "#N#",
  /** ISO instant: when it happened */
  at: "#T#",
  /** true or false: the member will leave */
  leaving: "#L#",
} as const;

/** Stands for `at` while a template is made, because there it is a number. */
const MARKED_AT = Date.UTC(2001, 0, 1);
const DAY_MS = 86_400_000;
const PRICE = 4_900;

/** The `webhook-id` of a delivery, marked like its body. */
export const DELIVERY_ID = `msg_BenchDelivery${MARKS.unique}`;

const MARKED = new RegExp(Object.values(MARKS).join("|"), "g");
const WORD_OF = new Map(Object.entries(MARKS).map(([word, mark]) => [mark, word as keyof Words]));

/** The template with the marks replaced for which there is a word. */
export function worded(template: string, words: Words): string {
  return template.replace(MARKED, (mark) => {
    const word = WORD_OF.get(mark as (typeof MARKS)[keyof Words]);
    return String((word && words[word]) ?? mark);
  });
}

/** The mark of a word, for who replaces it elsewhere. */
export function markOf(word: keyof Words): string {
  return MARKS[word];
}

/** The v1 bodies, 1.5 to 2.5 KB, with marks where they differ; the shapes are the demo's. */
export const TEMPLATES = { membership: membershipTemplate(), payment: paymentTemplate() };

function paymentTemplate(): string {
  const payment: Payment = {
    id: `pay_BenchPayment${MARKS.unique}`,
    status: "paid",
    substatus: "succeeded",
    billingReason: "subscription_cycle",
    currency: "usd",
    subtotal: PRICE,
    tax: 931,
    fee: 197,
    createdAt: MARKED_AT,
    updatedAt: MARKED_AT,
    paidAt: MARKED_AT,
    lastAttemptAt: MARKED_AT,
    nextAttemptAt: null,
    failures: 0,
    failureMessage: null,
    refunds: [],
    disputes: [],
  };
  return template("payment.succeeded", paymentV1(payment, context()));
}

function membershipTemplate(): string {
  return template("membership.updated", {
    ...membershipV1(context()),
    metadata: {
      referrer: "newsletter",
      campaign: "spring-launch",
      order_id: "order_20931",
      landing_page: "https://example.com/inner-circle",
    },
    custom_field_responses: [
      { id: "cfrp_BenchField1", question: "What is your trading experience?", answer: "Two to five years" },
      { id: "cfrp_BenchField2", question: "Your handle in our Discord?", answer: "@ada.lovelace" },
      { id: "cfrp_BenchField3", question: "How did you hear of us?", answer: "A friend sent me your clip" },
    ],
  });
}

function template(type: string, data: ReturnType<typeof paymentV1>): string {
  const envelope = { id: DELIVERY_ID, type, companyId: `biz_Bench${MARKS.company}`, at: MARKED_AT, data };
  return JSON.stringify(v1Envelope(envelope))
    .replaceAll(new Date(MARKED_AT).toISOString(), MARKS.at)
    .replace('"cancel_at_period_end":false', `"cancel_at_period_end":${MARKS.leaving}`);
}

function context(): Context {
  const who = `Bench${MARKS.strip}x${MARKS.nth}`;
  const opened = Date.UTC(2025, 0, 1);
  return {
    company: { id: `biz_Bench${MARKS.company}`, title: "Northlight Trading", route: "northlight" },
    product: {
      id: `prod_Bench${MARKS.company}`,
      title: "Northlight Inner Circle",
      route: "inner-circle",
      createdAt: opened,
    },
    plan: {
      id: `plan_Bench${MARKS.company}`,
      title: "Monthly",
      kind: "renewal",
      price: PRICE,
      currency: "usd",
      billingDays: 30,
      trialDays: null,
      createdAt: opened,
    },
    person: {
      userId: `user_${who}`,
      memberId: `mber_${who}`,
      name: "Ada Lovelace",
      username: `ada${MARKS.strip}x${MARKS.nth}`,
      email: `ada.${MARKS.strip}x${MARKS.nth}@example.com`,
      country: "US",
      cardBrand: "visa",
      cardLast4: "4242",
    },
    membership: {
      id: `mem_${who}`,
      status: "active",
      createdAt: opened,
      updatedAt: MARKED_AT,
      periodStart: opened,
      periodEnd: opened + 30 * DAY_MS,
      cancelAtPeriodEnd: false,
      canceledAt: null,
      cancelOption: null,
      licenseKey: `B-${MARKS.strip}X${MARKS.nth}-0A9B8C7D-E6F5A4W`,
    },
  };
}
