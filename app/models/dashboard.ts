import { snapshot } from "../lib/db";
import { type Feed, readFeed } from "./feed";
import { type Figures, readFigures } from "./figures";
import { type MrrSeries, readMrr } from "./mrr";
import { type RevenueSeries, readRevenue } from "./revenue";

export type { Feed, FeedRow } from "./feed";
export type { Compared, Figures } from "./figures";
export type { MrrSeries } from "./mrr";
export type { RevenueSeries } from "./revenue";

/** Everything the overview shows. Amounts are decimal strings in major units, never floats. */
export interface DashboardData {
  figures: Figures;
  revenue: RevenueSeries;
  mrr: MrrSeries;
  feed: Feed;
}

/** One company's overview, its four views read in one snapshot of the database so that they agree with each other. */
export async function readDashboard(companyId: string): Promise<DashboardData> {
  return snapshot(async (sql) => {
    const figures = await readFigures(companyId, sql);
    const [revenue, mrr, feed] = await Promise.all([
      readRevenue(companyId, figures.currency, figures.today, sql),
      readMrr(companyId, figures.currency, figures.today, sql),
      readFeed(companyId, 30, sql),
    ]);
    return { figures, revenue, mrr, feed };
  });
}
