import { lazy, memo } from "react";
import { formatDate, formatDay } from "../lib/days";
import { compare, signOf } from "../lib/decimal";
import { changeOfMoney, formatCount } from "../lib/format";
import { formatMoney } from "../lib/money";
import type { MrrSeries } from "../models/dashboard";
import { ChartPanel } from "./chart-panel";
import { DayTable } from "./day-table";

const MrrCanvas = lazy(() => import("./mrr-canvas"));

type Day = MrrSeries["days"][number];

/** MRR at the end of each of the last 365 days. */
export const MrrChart = memo(function MrrChart({ mrr }: { mrr: MrrSeries }) {
  const takeaway = inOneSentence(mrr);
  return (
    <ChartPanel
      title="MRR over time"
      testId="chart-mrr"
      takeaway={takeaway}
      empty={mrr.days.some((day) => signOf(day.mrr) !== 0) ? null : EMPTY}
      chart={<MrrCanvas mrr={mrr} label={`MRR over time. ${takeaway}`} />}
      table={<DayTable caption="MRR of the last 365 days" columns={COLUMNS} rows={toRows(mrr)} />}
    />
  );
});

const EMPTY =
  "No recurring revenue in the last 365 days. The line begins with the first payment of a subscription.";

const COLUMNS = ["Day", "MRR", "Paying customers"];

function toRows({ currency, days }: MrrSeries): string[][] {
  return days
    .map(({ day, mrr, customers }) => [
      formatDate(day),
      formatMoney(mrr, currency),
      formatCount(String(customers)),
    ])
    .reverse();
}

function inOneSentence({ currency, days }: MrrSeries): string {
  const first = days.find((day) => signOf(day.mrr) > 0);
  const last = days.at(-1);
  if (!first || !last) return "";
  const highest = days.reduce<Day>(
    (highest, day) => (compare(day.mrr, highest.mrr) >= 0 ? day : highest),
    first,
  );
  const { direction, by } = changeOfMoney(last.mrr, first.mrr, currency);
  const since = first === days[0] ? "in a year" : `since ${formatDate(first.day)}`;
  const moved = direction === "level" ? `the same as ${formatDay(first.day)}` : `${by} ${since}`;
  const peak =
    compare(highest.mrr, last.mrr) === 0
      ? "now at its highest"
      : `highest on ${formatDay(highest.day)} (${formatMoney(highest.mrr, currency)})`;
  return `${formatMoney(last.mrr, currency)} a month, ${moved}; ${peak}.`;
}
