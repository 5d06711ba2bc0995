import type { Course } from "../samples/activity";
import type { Company, Plan, Product } from "../samples/facts";

/** The creator whose business the demo tells of. */
export const company: Company = {
  id: "biz_demo",
  title: "Harbour Trading Academy",
  route: "harbour-trading-academy",
};

export const product: Omit<Product, "createdAt"> = {
  id: "prod_HarbourDesk001",
  title: "Harbour Trading Desk",
  route: "harbour-trading-desk",
};

export type PlanKey = "monthly" | "pro" | "yearly";

/** Three prices for the same product; only the smallest can be tried for a week. */
export const plans: Record<PlanKey, Omit<Plan, "createdAt"> & { billingDays: number }> = {
  monthly: {
    id: "plan_HarbourMonth1",
    title: "Desk monthly",
    kind: "renewal",
    price: 4900,
    currency: "usd",
    billingDays: 30,
    trialDays: 7,
  },
  pro: {
    id: "plan_HarbourProMo1",
    title: "Desk Pro monthly",
    kind: "renewal",
    price: 9900,
    currency: "usd",
    billingDays: 30,
    trialDays: null,
  },
  yearly: {
    id: "plan_HarbourYear01",
    title: "Desk yearly",
    kind: "renewal",
    price: 49_000,
    currency: "usd",
    billingDays: 365,
    trialDays: null,
  },
};

/** Chat rooms, as [channel, experience]. */
export const rooms: readonly [readonly [string, string], ...(readonly [string, string])[]] = [
  ["feed_HarbourLive001", "exp_HarbourMarket1"],
  ["feed_HarbourSetups1", "exp_HarbourSetups1"],
  ["feed_HarbourWins001", "exp_HarbourWins001"],
];

/** The courses, each with its lessons in their order; a chapter holds four. */
export const courses: readonly (Course & { lessons: readonly string[] })[] = [
  {
    id: "cors_HarbourBasics",
    title: "Foundations",
    experienceId: "exp_HarbourBasics1",
    lessons: [
      "How a market clears",
      "Order types that matter",
      "Reading a candle honestly",
      "Your first watchlist",
      "Support, resistance and patience",
      "Volume tells the truth",
      "Moving averages without magic",
      "Trend or range?",
      "Position size in one sum",
      "Where the stop goes",
      "Risk per day, per week",
      "Keeping a journal you reread",
      "The opening half hour",
      "News days",
      "When not to trade",
      "Your first month, reviewed",
    ],
  },
  {
    id: "cors_HarbourProDsk",
    title: "The pro desk",
    experienceId: "exp_HarbourProDsk1",
    lessons: [
      "Building a playbook",
      "Opening range, in depth",
      "Pullbacks that hold",
      "Failed breaks",
      "Reading the tape",
      "Options for direction",
      "Spreads and defined risk",
      "Hedging a bad week",
      "Expectancy, measured",
      "Scaling in, scaling out",
      "Correlation is exposure",
      "The end-of-month review",
    ],
  },
];
