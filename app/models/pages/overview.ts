import type { Sql } from "../../lib/db";
import type { Resolved } from "../../lib/question";
import { readFeed } from "../feed";
import { readFigures } from "../figures";
import { readMrr, readRevenue, readStudents, shownDays } from "../series";

/** The cards of the overview, in their order. */
export const FIGURES = [
  "mrr",
  "net_revenue",
  "paying_customers",
  "students",
  "customer_churn_rate",
  "net_new_mrr",
] as const;

const FEED_ROWS = 30;

export const views = {
  figures: (question: Resolved, sql: Sql) => readFigures(question, FIGURES, sql),
  revenue: (question: Resolved, sql: Sql) => readRevenue(question, shownDays(question), sql),
  mrr: (question: Resolved, sql: Sql) => readMrr(question, shownDays(question), sql),
  students: (question: Resolved, sql: Sql) => readStudents(question, shownDays(question), sql),
  before: readBefore,
  feed: ({ companyId }: Resolved, sql: Sql) => readFeed(companyId, FEED_ROWS, sql),
};

export const changesAnyway = ["feed"];

/** The series of the days that the range is compared with. */
async function readBefore(question: Resolved, sql: Sql) {
  const { before } = question;
  if (!before) return null;
  const [revenue, mrr, students] = await Promise.all([
    readRevenue(question, before, sql),
    readMrr(question, before, sql),
    readStudents(question, before, sql),
  ]);
  return { revenue, mrr, students };
}
