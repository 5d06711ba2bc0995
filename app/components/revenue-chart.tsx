import { lazy, memo } from "react";
import { formatWeekday } from "../lib/days";
import { compare, signOf, sum } from "../lib/decimal";
import { formatCount } from "../lib/format";
import { formatMoney } from "../lib/money";
import type { RevenueSeries } from "../models/dashboard";
import { ChartPanel } from "./chart-panel";
import { DayTable } from "./day-table";

const RevenueCanvas = lazy(() => import("./revenue-canvas"));

type Day = RevenueSeries["days"][number];

/** What each of the last 30 days brought in, net; today's unfinished bar is paler. */
export const RevenueChart = memo(function RevenueChart({ revenue, today }: Props) {
  const takeaway = inOneSentence(revenue, today);
  return (
    <ChartPanel
      title="Net revenue by day"
      testId="chart-revenue"
      takeaway={takeaway}
      empty={hasMoved(revenue) ? null : EMPTY}
      chart={<RevenueCanvas revenue={revenue} today={today} label={`Net revenue by day. ${takeaway}`} />}
      table={
        <DayTable caption="Revenue of the last 30 days" columns={COLUMNS} rows={toRows(revenue, today)} />
      }
    />
  );
});

interface Props {
  revenue: RevenueSeries;
  today: string;
}

const EMPTY =
  "No money has moved in the last 30 days. The first payment draws its bar here the moment Whop reports it.";

const COLUMNS = ["Day", "Net", "Gross", "Refunds", "Disputes", "Fees", "Tax", "Payments"];

function toRows({ currency, days }: RevenueSeries, today: string): string[][] {
  const money = (amount: string) => formatMoney(amount, currency);
  return days
    .map((day) => [
      day.day === today ? `${formatWeekday(day.day)} (so far)` : formatWeekday(day.day),
      money(day.net),
      money(day.gross),
      money(day.refunds),
      money(day.disputes),
      money(day.fees),
      money(day.tax),
      formatCount(String(day.payments)),
    ])
    .reverse();
}

function inOneSentence({ currency, days }: RevenueSeries, today: string): string {
  const total = formatMoney(sum(days.map((day) => day.net)), currency);
  const finished = days.filter((day) => day.day !== today);
  const best = finished.reduce<Day | null>(
    (best, day) => (best === null || compare(day.net, best.net) > 0 ? day : best),
    null,
  );
  const soFar = days.find((day) => day.day === today);
  return [
    `${total} in 30 days`,
    best &&
      signOf(best.net) > 0 &&
      `, most on ${formatWeekday(best.day)} (${formatMoney(best.net, currency)})`,
    soFar && `; today, the paler bar, is not over: ${formatMoney(soFar.net, currency)} so far`,
    ".",
  ]
    .filter(Boolean)
    .join("");
}

function hasMoved({ days }: RevenueSeries): boolean {
  return days.some((day) => day.payments > 0 || signOf(day.gross) !== 0 || signOf(day.net) !== 0);
}
