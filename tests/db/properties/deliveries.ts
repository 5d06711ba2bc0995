import { disputeV1 } from "../../../app/whop/samples/dispute";
import { iso, type Json, type JsonObject } from "../../../app/whop/samples/envelope";
import { membershipV1, membershipV5 } from "../../../app/whop/samples/membership";
import { paymentV1, paymentV5 } from "../../../app/whop/samples/payment";
import { refundV1, refundV5 } from "../../../app/whop/samples/refund";
import { asidesOf } from "./asides";
import type { Happening, What } from "./happening";
import type { History, Telling } from "./history";
import { COMPANY, TAG } from "./ids";
import { type Life, live } from "./life";
import { nameOf } from "./names";
import { membershipPinned, paymentPinned } from "./pinned";
import { twisted } from "./quirks";
import { membershipV2, paymentV2 } from "./v2";
import { visitsOf } from "./visiting";

/** A delivery of a history; wherever an id stands, it holds the place for the tag of the copy. Instants: Unix ms. */
export interface Delivery {
  key: string;
  sentAt: number;
  defaultCompany: string | null;
  payload: JsonObject;
}

/** All that happened, and how the memberships ended: the truth that is told. */
export function happeningsOf(history: History): { happenings: Happening[]; lives: Life[] } {
  const lived = history.memberships.map((story, number) => live(history, number, story));
  return {
    happenings: [
      ...asidesOf(history),
      ...visitsOf(history),
      ...lived.flatMap(([, happenings]) => happenings),
    ],
    lives: lived.map(([life]) => life),
  };
}

/** All that was delivered of a history, in the order in which it was sent. */
export function deliveriesOf(history: History): Delivery[] {
  const { happenings } = happeningsOf(history);
  return happenings
    .flatMap((happening) => happening.told.map((telling) => deliver(happening, telling)))
    .sort((a, b) => a.sentAt - b.sentAt)
    .map((delivery, nth) => ({
      ...delivery,
      key: `msg_${delivery.key}_${String(nth).padStart(3, "0")}_${TAG}`,
    }));
}

export function deliver({ at, what }: Happening, told: Telling): Delivery {
  const sentAt = at + 1_000 + told.late * 60_000;
  const key = String(told.salt).padStart(3, "0");
  if (what.object === "test") return { key, sentAt, defaultCompany: null, payload: what.payload };
  const telling = { ...told, company: companyOf(what, told) };
  const legacy = isLegacy(what, telling);
  const name = nameOf(what, telling, legacy);
  const data = without(dataOf(what, telling), telling);
  return {
    key,
    sentAt,
    defaultCompany: telling.company === "default" ? COMPANY : null,
    payload: twisted(
      legacy ? legacyEnvelope(name, data, telling) : envelope(name, data, sentAt, telling),
      telling.quirk,
    ),
  };
}

/** Where a telling's company is found. v2 names it only where an app's hook sends it; else the endpoint knows. */
export function companyOf(what: What, telling: Telling): Telling["company"] {
  const unnamed = telling.dialect === "v2" && isLegacy(what, telling) && !telling.name.includes("app");
  return telling.company === "told" && unnamed ? "default" : telling.company;
}

/** v2 and v5 know payments and memberships, v5 also refunds and disputes; all else is told by v1 hooks only. */
export function isLegacy(what: What, { dialect }: Telling): boolean {
  return (dialect === "v2" || dialect === "v5") && what.object !== "other";
}

function dataOf(what: What, { dialect }: Telling): JsonObject {
  switch (what.object) {
    case "membership":
      if (dialect === "v2") return membershipV2(what.of);
      if (dialect === "v5") return membershipV5(what.of);
      return dialect === "v1" ? membershipV1(what.of) : membershipPinned(what.of);
    case "payment": {
      const data = paymentOf(what, dialect);
      if (what.event === "dispute_resolved") return { ...data, outcome: what.outcome ?? "won" };
      return data;
    }
    case "refund": {
      const data =
        dialect === "v2" || dialect === "v5"
          ? { ...refundV5(what.refund, what.payment, what.of) }
          : refundV1(what.refund, what.payment, what.of);
      return { ...(data as JsonObject), currency: what.currency };
    }
    case "dispute": {
      const data = disputeV1(what.dispute, what.payment, what.of);
      const inquiry: JsonObject = what.inquiry ? { inquiry: true } : {};
      if (dialect !== "v2" && dialect !== "v5") return { ...data, ...inquiry };
      return {
        ...data,
        ...inquiry,
        company: null,
        payment_id: what.payment.id,
        payment: paymentV5(what.payment, what.of),
      };
    }
    case "other":
      return what.data;
    case "test":
      return what.payload;
  }
}

function paymentOf({ payment, of }: What & { object: "payment" }, dialect: Telling["dialect"]): JsonObject {
  if (dialect === "v2") return paymentV2(payment, of);
  if (dialect === "v5") return paymentV5(payment, of);
  return dialect === "v1 of 2026-09-02" ? paymentPinned(payment, of) : paymentV1(payment, of);
}

const OF_COMPANY = ["company", "company_id", "account", "account_id", "page_id"];

/** Leaves out the company where this telling does not tell it, and the fields that its sender cannot see. */
function without(data: JsonObject, telling: Telling): JsonObject {
  const left: JsonObject = {};
  for (const [field, value] of Object.entries(data)) {
    if (telling.without.includes(field)) continue;
    if (telling.company !== "told" && OF_COMPANY.includes(field)) continue;
    left[field] =
      telling.company !== "told" && isObject(value) ? without(value, { ...telling, without: [] }) : value;
  }
  return left;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function legacyEnvelope(action: string, data: JsonObject, { dialect, company }: Telling): JsonObject {
  if (dialect === "v5") return { data, api_version: "v5", action };
  // App hooks of v2 named the company in the envelope; a company's own hook did not.
  return company === "told" ? { action, data, company: COMPANY } : { action, data };
}

function envelope(type: string, data: JsonObject, sentAt: number, telling: Telling): JsonObject {
  const pin = telling.dialect.replace(/^v1 of /, "");
  const pinned = telling.dialect.startsWith("v1 of");
  const company = telling.company === "told" ? COMPANY : null;
  return {
    id: `msg_${TAG}${sentAt}`,
    type,
    api_version: "v1",
    timestamp: iso(sentAt),
    ...(pinned ? { api_version_date: pin, account_id: company } : { company_id: company }),
    data,
  };
}
