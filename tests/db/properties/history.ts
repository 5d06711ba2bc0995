import type { Dispute, Refund } from "../../../app/whop/samples/facts";
import type { VISIT_NAMES } from "./visiting";

/**
 * What happened at one company, and by whom each thing was told. It is the truth that the deliveries are made of:
 * plain data, so that fast-check can make it smaller and a person can read what is left.
 */
export interface History {
  /** the company's time zone; null: never set */
  zone: string | null;
  plans: PlanStory[];
  memberships: MembershipStory[];
  asides: Aside[];
  visits: Visit[];
}

export interface PlanStory extends Terms {
  currency: string;
  /** who told of it when it was made; nobody: it is known by its id alone, or by v2's payloads */
  told: Telling[];
  changes: (Partial<Terms> & { day: number; told: Telling[] })[];
}

export interface Terms {
  kind: "month" | "year" | "week" | "quarter" | "one_time";
  /** hundredths of the currency */
  price: number;
}

export interface MembershipStory {
  user: number;
  plan: number;
  day: number;
  onTrial: boolean;
  told: Telling[];
  life: Step[];
}

/**
 * One thing in a membership's life. What makes no sense where it stands is passed over. Where it happens in stages (an attempt
 * fails, a later one does not), `toldLater` tells of all but the first.
 */
export type Step = { after: number; told: Telling[]; toldLater: Telling[] } & Deed;

export type Deed =
  | {
      does: "pay";
      failures: number;
      succeeds: boolean;
      announced: boolean;
      percentOff: number;
      taxed: boolean;
    }
  | {
      does: "refund";
      payment: number;
      percent: number;
      ends: Refund["status"];
      pendingFirst: boolean;
      form: Form;
      inAnotherCurrency: boolean;
    }
  | {
      does: "dispute";
      payment: number;
      outcome: Dispute["status"];
      inquiry: boolean;
      lasts: number;
      form: Form;
    }
  | { does: "alert"; payment: number }
  | { does: "cancel" | "uncancel" | "owe" | "default" | "repeat" | "renew" | "remind" | "claim" }
  | { does: "end"; status: "canceled" | "expired" | "past_due" | "completed" }
  | { does: "return"; inTheSamePeriod: boolean }
  | { does: "change"; plan: number };

/** A refund or dispute is told as an object of its own, or by the payment in Tidemark's own names, or as both. */
export type Form = "object" | "payment" | "both";

/** Something beside the memberships: directories, activity, billing, and what nobody knows. */
export interface Aside {
  day: number;
  name: string;
  membership: number;
  told: Telling[];
}

/** Somebody comes and does something: learns, talks, reacts, logs in. */
export interface Visit {
  /** from the beginning of the history: several of one day, and on both sides of midnight in each time zone */
  minute: number;
  user: number;
  name: (typeof VISIT_NAMES)[number];
  told: Telling[];
}

export const DIALECTS = ["v1", "v1 of 2026-08-14", "v1 of 2026-09-02", "v5", "v2"] as const;
export type Dialect = (typeof DIALECTS)[number];

/** One delivery of one thing that happened. Two tellings of it are two hooks, or one hook's two names for it. */
export interface Telling {
  dialect: Dialect;
  /** the name it goes by: Whop's, with underscores, that of the app's hook, both, Tidemark's own, or "updated" */
  name: "whop" | "underscored" | "app" | "underscored app" | "own" | "updated";
  /** where its company is found: in it, in the endpoint's default, or only through what it names */
  company: "told" | "default" | "untold";
  /** minutes from the happening to its arrival */
  late: number;
  /** decides between two deliveries of one instant and rank */
  salt: number;
  /** fields that its sender may not see or does not know */
  without: string[];
  quirk: (typeof QUIRKS)[number];
}

export const QUIRKS = [
  "none",
  "body for data",
  "event for type",
  "ruby times",
  "times as text",
  "milliseconds",
] as const;
