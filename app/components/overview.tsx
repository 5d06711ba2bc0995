import { Heading, Text } from "frosted-ui";
import { useLiveDashboard } from "../hooks/use-live-dashboard";
import type { DashboardData } from "../models/dashboard";
import { Figures } from "./figures";
import { FirstSteps } from "./first-steps";
import { LiveFeed } from "./live-feed";
import { MrrChart } from "./mrr-chart";
import { RevenueChart } from "./revenue-chart";
import { TruthLine } from "./truth-line";

interface Props {
  companyId: string;
  initial: DashboardData;
  /** where Whop is to send its webhooks */
  webhookUrl: string;
}

/** What a business earns, live, on one page. */
export function Overview({ companyId, initial, webhookUrl }: Props) {
  const { data, connection } = useLiveDashboard(companyId, initial);
  const { figures, revenue, mrr, feed } = data;
  return (
    <div className="page" data-connection={connection.state}>
      <header>
        <div className="bar">
          <Text size="2" weight="medium" color="gray">
            Tidemark
          </Text>
          <Heading size="3" weight="semi-bold" className="bar-company">
            {figures.title ?? companyId}
          </Heading>
        </div>
        <TruthLine figures={figures} connection={connection} />
      </header>
      <main className="panels">
        {figures.deliveries === 0 && <FirstSteps webhookUrl={webhookUrl} />}
        <Figures figures={figures} />
        <RevenueChart revenue={revenue} today={figures.today} />
        <MrrChart mrr={mrr} />
        <LiveFeed feed={feed} timeZone={figures.timeZone} today={figures.today} />
      </main>
    </div>
  );
}
