import { entryV1, lessonCompletedV1, messageV1, reactionV1 } from "../../../app/whop/samples/activity";
import { invoiceV1, setupIntentV1, withdrawalV1 } from "../../../app/whop/samples/billing";
import { companyV1, experienceV1, planV1, productV1 } from "../../../app/whop/samples/catalogue";
import { caseV1 } from "../../../app/whop/samples/dispute";
import { iso, type JsonObject } from "../../../app/whop/samples/envelope";
import type { Context, Payment } from "../../../app/whop/samples/facts";
import { paymentV1 } from "../../../app/whop/samples/payment";
import { memberV1, userV1 } from "../../../app/whop/samples/person";
import { contextAt } from "./context";
import type { Happening } from "./happening";
import type { Aside, History } from "./history";
import { COMPANY, id, TAG } from "./ids";
import { BEGAN, dayAt, planAt } from "./terms";

type Make = (of: Context, at: number, number: number) => JsonObject;

/** What happens beside the memberships, by the name that Whop or Tidemark has for it. */
export const ASIDES: Record<string, Make> = {
  "user.created": ({ person }, at) => userV1(person, at),
  "user.updated": ({ person }, at, number) => userV1({ ...person, name: `Name ${number}` }, at),
  "user.deleted": ({ person }, at) => userV1(person, at),
  "user.logged_in": ({ person }, at) => userV1(person, at),
  "member.created": ({ person, company }, at) => memberV1(person, company, at),
  "member.updated": ({ person, company }, at, number) =>
    memberV1({ ...person, email: `${number}@example.com` }, company, at),
  "product.created": ({ product, company }, at) => productV1(product, company, at),
  "product.updated": ({ product, company }, at, number) =>
    productV1({ ...product, title: `Title ${number}` }, company, at),
  "product.deleted": ({ product, company }, at) => productV1(product, company, at),
  "plan.deleted": ({ plan, product, company }, at) => planV1(plan, product, company, at),
  "company.created": ({ company }, at) => companyV1(company, at),
  "company.updated": ({ company }, at, number) => companyV1({ ...company, title: `Harbour ${number}` }, at),
  "account.updated": ({ company }, at) => companyV1({ ...company, title: "Account" }, at),
  "experience.created": (of, at) => experienceV1({ ...of, id: id("exp", 1), name: "Chat", at }),
  "experience.updated": (of, at) => experienceV1({ ...of, id: id("exp", 1), name: "Talk", at }),
  "experience.deleted": (of, at) => experienceV1({ ...of, id: id("exp", 1), name: "Talk", at }),
  "course_lesson_interaction.completed": lesson,
  "activity.lesson_completed": lesson,
  "chat.message.created": ({ person }, at, number) =>
    messageV1({
      id: id("post", number),
      person,
      content: "Hello",
      channelId: "feed_1",
      experienceId: id("exp", 1),
      at,
    }),
  "chat.reaction.created": ({ person }, at, number) =>
    reactionV1({ id: id("reac", number), person, messageId: id("post", 1), emoji: "🔥", at }),
  "entry.created": entry("pending"),
  "entry.approved": entry("approved"),
  "entry.denied": entry("denied"),
  "entry.deleted": entry("pending"),
  "activity.page_viewed": ({ person }, at) => ({ user: { id: person.userId }, created_at: iso(at) }),
  "invoice.created": (of, at, number) => invoiceV1(of, { id: id("inv", number), status: "open", at }),
  "invoice.paid": (of, at, number) => invoiceV1(of, { id: id("inv", number), status: "paid", at }),
  "setup_intent.succeeded": (of, at, number) =>
    setupIntentV1(of, { id: id("sint", number), status: "succeeded", at }),
  "withdrawal.created": (of, at, number) =>
    withdrawalV1(of, { id: id("wdrl", number), status: "requested", cents: 125_000, at }),
  "payout.updated": (of, at, number) =>
    withdrawalV1(of, { id: id("wdrl", number), status: "completed", cents: 5, at }),
  "resolution_center_case.created": resolution("merchant_response_needed"),
  "resolution.decided": resolution("merchant_won"),
  "shipment.created": ({ person }, at, number) => ({
    id: id("ship", number),
    user: { id: person.userId },
    updated_at: iso(at),
  }),
  "never.heard_of": () => ({ amount: "much", currency: 7, user: "somebody", payment: [], plan: {} }),
};

/** Directories, activity, billing and what nobody knows; and what was told of the plans. */
export function asidesOf(history: History): Happening[] {
  return [
    ...history.asides.map((aside, number) => asideOf(history, aside, number)),
    ...history.plans.flatMap((_, number) => tellingsOfPlan(history, number)),
  ];
}

function asideOf(history: History, { day, name, membership, told }: Aside, number: number): Happening {
  const at = dayAt(day);
  const index = membership % history.memberships.length;
  const story = history.memberships[index];
  if (!story) throw new Error("A history has at least one membership.");
  const of = contextAt(history, index, story, at);
  const test = testOf(name, of, at);
  if (test) return { at, told, what: { object: "test", payload: test } };
  const data = ASIDES[name]?.(of, at, number);
  if (!data) throw new Error(`There is no aside ${name}.`);
  return { at, told, what: { object: "other", name, data } };
}

/** Each telling of a plan says what it asked after that change; two of one day may contradict each other. */
function tellingsOfPlan(history: History, number: number): Happening[] {
  const story = history.plans[number];
  if (!story) return [];
  const of = contextAt(history, 0, { user: 0, plan: number }, BEGAN);
  const tell = (name: string, day: number, told: Happening["told"], after: number): Happening => {
    const at = dayAt(day);
    const plan = planAt([{ ...story, changes: story.changes.slice(0, after) }], 0, at);
    const data = planV1({ ...plan, id: of.plan.id, title: of.plan.title }, of.product, of.company, at);
    return { at, told, what: { object: "other", name, data } };
  };
  return [
    tell("plan.created", 0, story.told, 0),
    ...story.changes.map(({ day, told }, index) => tell("plan.updated", day, told, index + 1)),
  ];
}

function lesson({ person }: Context, at: number, number: number): JsonObject {
  return lessonCompletedV1({
    id: id("crsli", number),
    person,
    lesson: { id: "lesn_1", title: "Getting started", chapterId: "chap_1" },
    course: { id: "cors_1", title: "The basics", experienceId: id("exp", 2) },
    at,
  });
}

function entry(status: "pending" | "approved" | "denied"): Make {
  return ({ person, plan, product }, at, number) =>
    entryV1({ id: id("entry", number), status, person, plan, product, at });
}

function resolution(status: string): Make {
  return (of, at, number) => {
    return caseV1({ ...aPayment(of, at), status: "open", paidAt: null }, of, {
      id: id("reso", number),
      status,
      at,
    });
  };
}

function aPayment(of: Context, at: number): Payment {
  return {
    id: id("pay", 99),
    status: "paid",
    substatus: "succeeded",
    billingReason: "subscription_cycle",
    currency: of.plan.currency,
    subtotal: 9900,
    tax: 0,
    fee: 0,
    createdAt: at,
    updatedAt: at,
    paidAt: at,
    lastAttemptAt: at,
    nextAttemptAt: null,
    failures: 0,
    failureMessage: null,
    refunds: [],
    disputes: [],
  };
}

/** What Whop's test button sends, in the forms that were seen. If one counted, it would be a payment of 99. */
function testOf(name: string, of: Context, at: number): JsonObject | null {
  const company = name === TESTS[2] ? "biz_xxxxxxxxxxxxxx" : COMPANY;
  const sent = { type: "payment.succeeded", api_version: "v1", timestamp: iso(at), company_id: company };
  const data = paymentV1(aPayment(of, at), { ...of, company: { ...of.company, id: company } });
  if (name === TESTS[0]) return { action: "payment.succeeded", api_version: "v1", data: null };
  if (name === TESTS[1]) return { ...sent, data };
  return name === TESTS[2] ? { ...sent, id: `msg_${TAG}`, data } : null;
}

const TESTS = ["a test without data", "a test without an id", "a test of nobody's"];

export const ASIDE_NAMES: readonly string[] = [...Object.keys(ASIDES), ...TESTS];
