import { useSearchParams } from "@remix-run/react";
import { Card } from "frosted-ui";
import { lazy, memo, useMemo } from "react";
import { useLive } from "../hooks/use-live";
import { signOf } from "../lib/decimal";
import { hrefOf } from "../lib/question";
import { beforeInWords } from "../lib/question-words";
import { ChartPanel } from "./chart-panel";
import { FigureCard } from "./figure-card";
import { FirstSteps } from "./first-steps";
import { IntervalPicker } from "./interval-picker";
import { LiveFeed } from "./live-feed";
import { Movements } from "./movements";
import {
  FIGURE_INFO,
  FIGURE_NAMES,
  type FigureName,
  layersOf,
  type Overview as OverviewData,
  revenueNotes,
  tableOf,
  takeawayOf,
  USUAL_CHART,
} from "./overview-charts";

const SeriesCanvas = lazy(() => import("./series-canvas"));

/** What a business earns, live, on one page. */
export function Overview({ webhookUrl }: { webhookUrl: string }) {
  const { data } = useLive("overview");
  const { company, resolved, mrr, feed } = data;
  const chart = useChart();
  return (
    <div className="panels">
      {company.deliveries === 0 && <FirstSteps webhookUrl={webhookUrl} />}
      <Cards data={data} selected={chart} />
      <FigureChart name={chart} data={data} />
      <Movements mrr={mrr} resolved={resolved} />
      <LiveFeed feed={feed} timeZone={company.timeZone} today={company.today} />
    </div>
  );
}

/** Which card's chart is shown: `?chart=`. */
function useChart(): FigureName {
  const [search] = useSearchParams();
  return FIGURE_NAMES.find((name) => name === search.get("chart")) ?? USUAL_CHART;
}

function Cards({ data, selected }: { data: OverviewData; selected: FigureName }) {
  const { company, resolved, figures } = data;
  const href = (name: FigureName) =>
    hrefOf(resolved.asked, new URLSearchParams(name === USUAL_CHART ? {} : { chart: name }));
  const isNew = company.deliveries === 0;
  const nothing = { value: null, before: null };
  return (
    <section aria-label="Key figures" className="figures">
      <Card size="1" className="figures-card">
        <dl className="figures-grid">
          {FIGURE_NAMES.map((name) => (
            <FigureCard
              key={name}
              testId={`card-${name}`}
              figure={name}
              label={FIGURE_INFO[name].label}
              isBetterLower={FIGURE_INFO[name].isBetterLower ?? false}
              compared={isNew ? { ...figures[name], ...nothing } : figures[name]}
              currency={resolved.currency}
              earlier={beforeInWords(resolved)}
              otherwise={otherwise(data, name)}
              trend={FIGURE_INFO[name].values(data)}
              href={href(name)}
              isSelected={name === selected}
            />
          ))}
        </dl>
      </Card>
    </section>
  );
}

/** Why a card shows no figure or no change. */
function otherwise({ company, resolved, figures }: OverviewData, name: FigureName): string {
  if (company.deliveries === 0) return "Begins with the first delivery";
  if (figures[name].value === null) return "Nobody was paying at the beginning";
  if (resolved.compare === "none") return "";
  if (resolved.asked.range === "all") return "In all";
  return resolved.before ? "None to compare with" : "Too new to compare";
}

const FigureChart = memo(function FigureChart({ name, data }: { name: FigureName; data: OverviewData }) {
  const { resolved } = data;
  const { label, unit, of } = FIGURE_INFO[name];
  const takeaway = takeawayOf(name, data);
  const title = `${label} by ${resolved.interval}`;
  const layers = useMemo(() => layersOf(name, data), [name, data]);
  const notes = useMemo(() => (name === "net_revenue" ? revenueNotes(data) : undefined), [name, data]);
  return (
    <ChartPanel
      title={title}
      testId="chart"
      takeaway={takeaway}
      figures={[name]}
      empty={layers.some(({ values }) => values.some((value) => value && signOf(value))) ? null : EMPTY[of]}
      action={<IntervalPicker />}
      chart={
        <SeriesCanvas
          label={`${title}. ${takeaway}`}
          buckets={data[of]}
          interval={resolved.interval}
          today={resolved.today}
          unit={unit}
          currency={resolved.currency}
          layers={layers}
          notes={notes}
        />
      }
      table={tableOf(name, data)}
    />
  );
});

const EMPTY = {
  revenue: "No money has moved in this range. A payment draws its bar here the moment Whop reports it.",
  mrr: "No recurring revenue in this range. It begins with the first payment of a subscription.",
  students: "No students in this range. The first membership that gives access begins the line.",
};
